-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE "acls" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "created_at" INTEGER NOT NULL,
  "consumer_id" TEXT NOT NULL REFERENCES "consumers" (id) ON DELETE CASCADE,
  "group" TEXT NOT NULL,
  "tags" TEXT CHECK ("tags" IS NULL OR json_valid("tags")),
  "expires_at" INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX "acls_consumer_id" ON "acls" ("consumer_id");
CREATE INDEX "acls_expires_at" ON "acls" ("expires_at") WHERE "expires_at" IS NOT NULL;
CREATE UNIQUE INDEX "acls_unique_1" ON "acls" ("consumer_id", "group");
DROP TRIGGER IF EXISTS "acls_check_insert";
CREATE TRIGGER "acls_check_insert" BEFORE INSERT ON "acls"
BEGIN
  SELECT RAISE(ABORT, 'acls.expires_at: the value breaks the rule between') WHERE NOT (NEW."expires_at" BETWEEN 1 AND 253402300799);
END;
DROP TRIGGER IF EXISTS "acls_check_update";
CREATE TRIGGER "acls_check_update" BEFORE UPDATE ON "acls"
BEGIN
  SELECT RAISE(ABORT, 'acls.expires_at: the value breaks the rule between') WHERE NOT (NEW."expires_at" BETWEEN 1 AND 253402300799);
END;
DROP TRIGGER IF EXISTS "acls_log_replaced_by_insert";
CREATE TRIGGER "acls_log_replaced_by_insert" BEFORE INSERT ON "acls"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'U', 'acls', field, value FROM (
    SELECT field, CASE field WHEN 'id' THEN other."id" WHEN 'consumer' THEN other."consumer_id" END AS value
    FROM "acls" AS other CROSS JOIN (SELECT 'id' AS field UNION ALL SELECT 'consumer')
    WHERE (other.id = NEW.id OR (other."consumer_id" = NEW."consumer_id" AND other."group" = NEW."group"))
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "acls_log_replaced_by_update";
CREATE TRIGGER "acls_log_replaced_by_update" BEFORE UPDATE ON "acls"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'U', 'acls', field, value FROM (
    SELECT field, CASE field WHEN 'id' THEN other."id" WHEN 'consumer' THEN other."consumer_id" END AS value
    FROM "acls" AS other CROSS JOIN (SELECT 'id' AS field UNION ALL SELECT 'consumer')
    WHERE (other.id = NEW.id OR (other."consumer_id" = NEW."consumer_id" AND other."group" = NEW."group")) AND other.id <> OLD.id
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "acls_log_insert";
CREATE TRIGGER "acls_log_insert" AFTER INSERT ON "acls"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'I', 'acls', field, value FROM (
    SELECT 'id' AS field, NEW."id" AS value
    UNION SELECT 'consumer', NEW."consumer_id"
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "acls_log_update";
CREATE TRIGGER "acls_log_update" AFTER UPDATE ON "acls"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'U', 'acls', field, value FROM (
    SELECT 'id' AS field, OLD."id" AS value
    UNION SELECT 'id', NEW."id"
    UNION SELECT 'consumer', OLD."consumer_id"
    UNION SELECT 'consumer', NEW."consumer_id"
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "acls_log_delete";
CREATE TRIGGER "acls_log_delete" AFTER DELETE ON "acls"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'D', 'acls', field, value FROM (
    SELECT 'id' AS field, OLD."id" AS value
    UNION SELECT 'consumer', OLD."consumer_id"
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "acls_cascade";
INSERT INTO "acls" ("id", "created_at", "consumer_id", "group", "tags", "expires_at") VALUES (?1, ?2, ?3, ?4, ?5, ?6);
UPDATE "acls" SET "created_at" = ?2, "consumer_id" = ?3, "group" = ?4, "tags" = ?5, "expires_at" = ?6 WHERE id = ?1;
DELETE FROM "acls" WHERE id = ?1;
SELECT "id", "created_at", "consumer_id", "group", "tags", "expires_at" FROM "acls";
