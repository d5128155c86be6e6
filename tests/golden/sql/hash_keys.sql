-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE "hash_keys" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "key" TEXT NOT NULL
) STRICT, WITHOUT ROWID;
DROP TRIGGER IF EXISTS "hash_keys_check_insert";
DROP TRIGGER IF EXISTS "hash_keys_check_update";
DROP TRIGGER IF EXISTS "hash_keys_log_replaced_by_insert";
CREATE TRIGGER "hash_keys_log_replaced_by_insert" BEFORE INSERT ON "hash_keys"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'U', 'hash_keys', field, value FROM (
    SELECT field, CASE field WHEN 'id' THEN other."id" END AS value
    FROM "hash_keys" AS other CROSS JOIN (SELECT 'id' AS field)
    WHERE (other.id = NEW.id)
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "hash_keys_log_replaced_by_update";
CREATE TRIGGER "hash_keys_log_replaced_by_update" BEFORE UPDATE ON "hash_keys"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'U', 'hash_keys', field, value FROM (
    SELECT field, CASE field WHEN 'id' THEN other."id" END AS value
    FROM "hash_keys" AS other CROSS JOIN (SELECT 'id' AS field)
    WHERE (other.id = NEW.id) AND other.id <> OLD.id
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "hash_keys_log_insert";
CREATE TRIGGER "hash_keys_log_insert" AFTER INSERT ON "hash_keys"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'I', 'hash_keys', field, value FROM (
    SELECT 'id' AS field, NEW."id" AS value
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "hash_keys_log_update";
CREATE TRIGGER "hash_keys_log_update" AFTER UPDATE ON "hash_keys"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'U', 'hash_keys', field, value FROM (
    SELECT 'id' AS field, OLD."id" AS value
    UNION SELECT 'id', NEW."id"
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "hash_keys_log_delete";
CREATE TRIGGER "hash_keys_log_delete" AFTER DELETE ON "hash_keys"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'D', 'hash_keys', field, value FROM (
    SELECT 'id' AS field, OLD."id" AS value
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "hash_keys_cascade";
INSERT INTO "hash_keys" ("id", "key") VALUES (?1, ?2);
UPDATE "hash_keys" SET "key" = ?2 WHERE id = ?1;
DELETE FROM "hash_keys" WHERE id = ?1;
SELECT "id", "key" FROM "hash_keys";
