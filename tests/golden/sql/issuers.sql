-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE "issuers" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "name" TEXT NOT NULL,
  "issuer" TEXT NOT NULL,
  "jwks_url" TEXT,
  "keys" TEXT CHECK ("keys" IS NULL OR json_valid("keys")),
  "allow_http" INTEGER NOT NULL DEFAULT 0 CHECK ("allow_http" IN (0, 1)),
  "algorithms" TEXT NOT NULL DEFAULT '["RS256","PS256","ES256","EdDSA"]' CHECK (json_valid("algorithms")),
  "audiences" TEXT CHECK ("audiences" IS NULL OR json_valid("audiences")),
  "consumer_claim" TEXT DEFAULT 'sub',
  "consumer_by" TEXT NOT NULL DEFAULT 'custom_id',
  "consumer_prefix" TEXT,
  "auto_create" INTEGER NOT NULL DEFAULT 0 CHECK ("auto_create" IN (0, 1)),
  "groups_claim" TEXT,
  "refresh" INTEGER NOT NULL DEFAULT 600,
  "keep" INTEGER NOT NULL DEFAULT 86400,
  "connect_timeout" INTEGER NOT NULL DEFAULT 2000,
  "timeout" INTEGER NOT NULL DEFAULT 5000,
  "tags" TEXT CHECK ("tags" IS NULL OR json_valid("tags")),
  "created_at" INTEGER NOT NULL,
  "updated_at" INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX "issuers_name" ON "issuers" ("name");
CREATE UNIQUE INDEX "issuers_issuer" ON "issuers" ("issuer");
DROP TRIGGER IF EXISTS "issuers_check_insert";
CREATE TRIGGER "issuers_check_insert" BEFORE INSERT ON "issuers"
BEGIN
  SELECT RAISE(ABORT, 'issuers.consumer_by: the value breaks the rule one_of') WHERE NOT (NEW."consumer_by" IN ('username', 'custom_id', 'id'));
  SELECT RAISE(ABORT, 'issuers.refresh: the value breaks the rule between') WHERE NOT (NEW."refresh" BETWEEN 5 AND 86400);
  SELECT RAISE(ABORT, 'issuers.keep: the value breaks the rule between') WHERE NOT (NEW."keep" BETWEEN 5 AND 604800);
  SELECT RAISE(ABORT, 'issuers.connect_timeout: the value breaks the rule between') WHERE NOT (NEW."connect_timeout" BETWEEN 100 AND 60000);
  SELECT RAISE(ABORT, 'issuers.timeout: the value breaks the rule between') WHERE NOT (NEW."timeout" BETWEEN 100 AND 60000);
END;
DROP TRIGGER IF EXISTS "issuers_check_update";
CREATE TRIGGER "issuers_check_update" BEFORE UPDATE ON "issuers"
BEGIN
  SELECT RAISE(ABORT, 'issuers.consumer_by: the value breaks the rule one_of') WHERE NOT (NEW."consumer_by" IN ('username', 'custom_id', 'id'));
  SELECT RAISE(ABORT, 'issuers.refresh: the value breaks the rule between') WHERE NOT (NEW."refresh" BETWEEN 5 AND 86400);
  SELECT RAISE(ABORT, 'issuers.keep: the value breaks the rule between') WHERE NOT (NEW."keep" BETWEEN 5 AND 604800);
  SELECT RAISE(ABORT, 'issuers.connect_timeout: the value breaks the rule between') WHERE NOT (NEW."connect_timeout" BETWEEN 100 AND 60000);
  SELECT RAISE(ABORT, 'issuers.timeout: the value breaks the rule between') WHERE NOT (NEW."timeout" BETWEEN 100 AND 60000);
END;
DROP TRIGGER IF EXISTS "issuers_log_replaced_by_insert";
CREATE TRIGGER "issuers_log_replaced_by_insert" BEFORE INSERT ON "issuers"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'U', 'issuers', field, value FROM (
    SELECT field, CASE field WHEN 'id' THEN other."id" WHEN 'name' THEN other."name" WHEN 'issuer' THEN other."issuer" END AS value
    FROM "issuers" AS other CROSS JOIN (SELECT 'id' AS field UNION ALL SELECT 'name' UNION ALL SELECT 'issuer')
    WHERE (other.id = NEW.id OR other."name" = NEW."name" OR other."issuer" = NEW."issuer")
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "issuers_log_replaced_by_update";
CREATE TRIGGER "issuers_log_replaced_by_update" BEFORE UPDATE ON "issuers"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'U', 'issuers', field, value FROM (
    SELECT field, CASE field WHEN 'id' THEN other."id" WHEN 'name' THEN other."name" WHEN 'issuer' THEN other."issuer" END AS value
    FROM "issuers" AS other CROSS JOIN (SELECT 'id' AS field UNION ALL SELECT 'name' UNION ALL SELECT 'issuer')
    WHERE (other.id = NEW.id OR other."name" = NEW."name" OR other."issuer" = NEW."issuer") AND other.id <> OLD.id
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "issuers_log_insert";
CREATE TRIGGER "issuers_log_insert" AFTER INSERT ON "issuers"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'I', 'issuers', field, value FROM (
    SELECT 'id' AS field, NEW."id" AS value
    UNION SELECT 'name', NEW."name"
    UNION SELECT 'issuer', NEW."issuer"
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "issuers_log_update";
CREATE TRIGGER "issuers_log_update" AFTER UPDATE ON "issuers"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'U', 'issuers', field, value FROM (
    SELECT 'id' AS field, OLD."id" AS value
    UNION SELECT 'id', NEW."id"
    UNION SELECT 'name', OLD."name"
    UNION SELECT 'name', NEW."name"
    UNION SELECT 'issuer', OLD."issuer"
    UNION SELECT 'issuer', NEW."issuer"
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "issuers_log_delete";
CREATE TRIGGER "issuers_log_delete" AFTER DELETE ON "issuers"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'D', 'issuers', field, value FROM (
    SELECT 'id' AS field, OLD."id" AS value
    UNION SELECT 'name', OLD."name"
    UNION SELECT 'issuer', OLD."issuer"
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "issuers_cascade";
INSERT INTO "issuers" ("id", "name", "issuer", "jwks_url", "keys", "allow_http", "algorithms", "audiences", "consumer_claim", "consumer_by", "consumer_prefix", "auto_create", "groups_claim", "refresh", "keep", "connect_timeout", "timeout", "tags", "created_at", "updated_at") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20);
UPDATE "issuers" SET "name" = ?2, "issuer" = ?3, "jwks_url" = ?4, "keys" = ?5, "allow_http" = ?6, "algorithms" = ?7, "audiences" = ?8, "consumer_claim" = ?9, "consumer_by" = ?10, "consumer_prefix" = ?11, "auto_create" = ?12, "groups_claim" = ?13, "refresh" = ?14, "keep" = ?15, "connect_timeout" = ?16, "timeout" = ?17, "tags" = ?18, "created_at" = ?19, "updated_at" = ?20 WHERE id = ?1;
DELETE FROM "issuers" WHERE id = ?1;
SELECT "id", "name", "issuer", "jwks_url", "keys", "allow_http", "algorithms", "audiences", "consumer_claim", "consumer_by", "consumer_prefix", "auto_create", "groups_claim", "refresh", "keep", "connect_timeout", "timeout", "tags", "created_at", "updated_at" FROM "issuers";
