-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE "consumers" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "username" TEXT,
  "custom_id" TEXT,
  "tags" TEXT CHECK ("tags" IS NULL OR json_valid("tags")),
  "created_at" INTEGER NOT NULL,
  "updated_at" INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX "consumers_username" ON "consumers" ("username");
CREATE UNIQUE INDEX "consumers_custom_id" ON "consumers" ("custom_id");
DROP TRIGGER IF EXISTS "consumers_check_insert";
DROP TRIGGER IF EXISTS "consumers_check_update";
DROP TRIGGER IF EXISTS "consumers_log_replaced_by_insert";
CREATE TRIGGER "consumers_log_replaced_by_insert" BEFORE INSERT ON "consumers"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'U', 'consumers', field, value FROM (
    SELECT field, CASE field WHEN 'id' THEN other."id" WHEN 'username' THEN other."username" WHEN 'custom_id' THEN other."custom_id" END AS value
    FROM "consumers" AS other CROSS JOIN (SELECT 'id' AS field UNION ALL SELECT 'username' UNION ALL SELECT 'custom_id')
    WHERE (other.id = NEW.id OR other."username" = NEW."username" OR other."custom_id" = NEW."custom_id")
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "consumers_log_replaced_by_update";
CREATE TRIGGER "consumers_log_replaced_by_update" BEFORE UPDATE ON "consumers"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'U', 'consumers', field, value FROM (
    SELECT field, CASE field WHEN 'id' THEN other."id" WHEN 'username' THEN other."username" WHEN 'custom_id' THEN other."custom_id" END AS value
    FROM "consumers" AS other CROSS JOIN (SELECT 'id' AS field UNION ALL SELECT 'username' UNION ALL SELECT 'custom_id')
    WHERE (other.id = NEW.id OR other."username" = NEW."username" OR other."custom_id" = NEW."custom_id") AND other.id <> OLD.id
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "consumers_log_insert";
CREATE TRIGGER "consumers_log_insert" AFTER INSERT ON "consumers"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'I', 'consumers', field, value FROM (
    SELECT 'id' AS field, NEW."id" AS value
    UNION SELECT 'username', NEW."username"
    UNION SELECT 'custom_id', NEW."custom_id"
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "consumers_log_update";
CREATE TRIGGER "consumers_log_update" AFTER UPDATE ON "consumers"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'U', 'consumers', field, value FROM (
    SELECT 'id' AS field, OLD."id" AS value
    UNION SELECT 'id', NEW."id"
    UNION SELECT 'username', OLD."username"
    UNION SELECT 'username', NEW."username"
    UNION SELECT 'custom_id', OLD."custom_id"
    UNION SELECT 'custom_id', NEW."custom_id"
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "consumers_log_delete";
CREATE TRIGGER "consumers_log_delete" AFTER DELETE ON "consumers"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'D', 'consumers', field, value FROM (
    SELECT 'id' AS field, OLD."id" AS value
    UNION SELECT 'username', OLD."username"
    UNION SELECT 'custom_id', OLD."custom_id"
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "consumers_cascade";
CREATE TRIGGER "consumers_cascade" AFTER DELETE ON "consumers"
BEGIN
  DELETE FROM "plugins" WHERE "consumer_id" = OLD.id;
  DELETE FROM "acls" WHERE "consumer_id" = OLD.id;
END;
INSERT INTO "consumers" ("id", "username", "custom_id", "tags", "created_at", "updated_at") VALUES (?1, ?2, ?3, ?4, ?5, ?6);
UPDATE "consumers" SET "username" = ?2, "custom_id" = ?3, "tags" = ?4, "created_at" = ?5, "updated_at" = ?6 WHERE id = ?1;
DELETE FROM "consumers" WHERE id = ?1;
SELECT "id", "username", "custom_id", "tags", "created_at", "updated_at" FROM "consumers";
