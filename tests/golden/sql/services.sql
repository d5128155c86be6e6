-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE "services" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "name" TEXT,
  "protocol" TEXT NOT NULL DEFAULT 'http',
  "host" TEXT NOT NULL,
  "port" INTEGER NOT NULL DEFAULT 80,
  "path" TEXT,
  "retries" INTEGER DEFAULT 5,
  "connect_timeout" INTEGER DEFAULT 60000,
  "write_timeout" INTEGER DEFAULT 60000,
  "read_timeout" INTEGER DEFAULT 60000,
  "tls_verify" INTEGER CHECK ("tls_verify" IN (0, 1)),
  "tls_verify_depth" INTEGER,
  "enabled" INTEGER NOT NULL DEFAULT 1 CHECK ("enabled" IN (0, 1)),
  "tags" TEXT CHECK ("tags" IS NULL OR json_valid("tags")),
  "created_at" INTEGER NOT NULL,
  "updated_at" INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX "services_name" ON "services" ("name");
DROP TRIGGER IF EXISTS "services_check_insert";
CREATE TRIGGER "services_check_insert" BEFORE INSERT ON "services"
BEGIN
  SELECT RAISE(ABORT, 'services.protocol: the value breaks the rule one_of') WHERE NOT (NEW."protocol" IN ('grpc', 'grpcs', 'http', 'https', 'tcp', 'tls', 'tls_passthrough', 'udp'));
  SELECT RAISE(ABORT, 'services.port: the value breaks the rule between') WHERE NOT (NEW."port" BETWEEN 0 AND 65535);
  SELECT RAISE(ABORT, 'services.retries: the value breaks the rule between') WHERE NOT (NEW."retries" BETWEEN 0 AND 32767);
  SELECT RAISE(ABORT, 'services.connect_timeout: the value breaks the rule between') WHERE NOT (NEW."connect_timeout" BETWEEN 1 AND 2147483646);
  SELECT RAISE(ABORT, 'services.write_timeout: the value breaks the rule between') WHERE NOT (NEW."write_timeout" BETWEEN 1 AND 2147483646);
  SELECT RAISE(ABORT, 'services.read_timeout: the value breaks the rule between') WHERE NOT (NEW."read_timeout" BETWEEN 1 AND 2147483646);
  SELECT RAISE(ABORT, 'services.tls_verify_depth: the value breaks the rule between') WHERE NOT (NEW."tls_verify_depth" BETWEEN 0 AND 64);
END;
DROP TRIGGER IF EXISTS "services_check_update";
CREATE TRIGGER "services_check_update" BEFORE UPDATE ON "services"
BEGIN
  SELECT RAISE(ABORT, 'services.protocol: the value breaks the rule one_of') WHERE NOT (NEW."protocol" IN ('grpc', 'grpcs', 'http', 'https', 'tcp', 'tls', 'tls_passthrough', 'udp'));
  SELECT RAISE(ABORT, 'services.port: the value breaks the rule between') WHERE NOT (NEW."port" BETWEEN 0 AND 65535);
  SELECT RAISE(ABORT, 'services.retries: the value breaks the rule between') WHERE NOT (NEW."retries" BETWEEN 0 AND 32767);
  SELECT RAISE(ABORT, 'services.connect_timeout: the value breaks the rule between') WHERE NOT (NEW."connect_timeout" BETWEEN 1 AND 2147483646);
  SELECT RAISE(ABORT, 'services.write_timeout: the value breaks the rule between') WHERE NOT (NEW."write_timeout" BETWEEN 1 AND 2147483646);
  SELECT RAISE(ABORT, 'services.read_timeout: the value breaks the rule between') WHERE NOT (NEW."read_timeout" BETWEEN 1 AND 2147483646);
  SELECT RAISE(ABORT, 'services.tls_verify_depth: the value breaks the rule between') WHERE NOT (NEW."tls_verify_depth" BETWEEN 0 AND 64);
END;
DROP TRIGGER IF EXISTS "services_log_replaced_by_insert";
CREATE TRIGGER "services_log_replaced_by_insert" BEFORE INSERT ON "services"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'U', 'services', field, value FROM (
    SELECT field, CASE field WHEN 'id' THEN other."id" WHEN 'name' THEN other."name" END AS value
    FROM "services" AS other CROSS JOIN (SELECT 'id' AS field UNION ALL SELECT 'name')
    WHERE (other.id = NEW.id OR other."name" = NEW."name")
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "services_log_replaced_by_update";
CREATE TRIGGER "services_log_replaced_by_update" BEFORE UPDATE ON "services"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'U', 'services', field, value FROM (
    SELECT field, CASE field WHEN 'id' THEN other."id" WHEN 'name' THEN other."name" END AS value
    FROM "services" AS other CROSS JOIN (SELECT 'id' AS field UNION ALL SELECT 'name')
    WHERE (other.id = NEW.id OR other."name" = NEW."name") AND other.id <> OLD.id
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "services_log_insert";
CREATE TRIGGER "services_log_insert" AFTER INSERT ON "services"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'I', 'services', field, value FROM (
    SELECT 'id' AS field, NEW."id" AS value
    UNION SELECT 'name', NEW."name"
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "services_log_update";
CREATE TRIGGER "services_log_update" AFTER UPDATE ON "services"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'U', 'services', field, value FROM (
    SELECT 'id' AS field, OLD."id" AS value
    UNION SELECT 'id', NEW."id"
    UNION SELECT 'name', OLD."name"
    UNION SELECT 'name', NEW."name"
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "services_log_delete";
CREATE TRIGGER "services_log_delete" AFTER DELETE ON "services"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'D', 'services', field, value FROM (
    SELECT 'id' AS field, OLD."id" AS value
    UNION SELECT 'name', OLD."name"
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "services_cascade";
CREATE TRIGGER "services_cascade" AFTER DELETE ON "services"
BEGIN
  DELETE FROM "plugins" WHERE "service_id" = OLD.id;
END;
INSERT INTO "services" ("id", "name", "protocol", "host", "port", "path", "retries", "connect_timeout", "write_timeout", "read_timeout", "tls_verify", "tls_verify_depth", "enabled", "tags", "created_at", "updated_at") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16);
UPDATE "services" SET "name" = ?2, "protocol" = ?3, "host" = ?4, "port" = ?5, "path" = ?6, "retries" = ?7, "connect_timeout" = ?8, "write_timeout" = ?9, "read_timeout" = ?10, "tls_verify" = ?11, "tls_verify_depth" = ?12, "enabled" = ?13, "tags" = ?14, "created_at" = ?15, "updated_at" = ?16 WHERE id = ?1;
DELETE FROM "services" WHERE id = ?1;
SELECT "id", "name", "protocol", "host", "port", "path", "retries", "connect_timeout", "write_timeout", "read_timeout", "tls_verify", "tls_verify_depth", "enabled", "tags", "created_at", "updated_at" FROM "services";
