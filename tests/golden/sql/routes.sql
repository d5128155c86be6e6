-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE "routes" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "name" TEXT,
  "protocols" TEXT NOT NULL DEFAULT '["http","https"]' CHECK (json_valid("protocols")),
  "methods" TEXT CHECK ("methods" IS NULL OR json_valid("methods")),
  "hosts" TEXT CHECK ("hosts" IS NULL OR json_valid("hosts")),
  "paths" TEXT CHECK ("paths" IS NULL OR json_valid("paths")),
  "headers" TEXT CHECK ("headers" IS NULL OR json_valid("headers")),
  "snis" TEXT CHECK ("snis" IS NULL OR json_valid("snis")),
  "sources" TEXT CHECK ("sources" IS NULL OR json_valid("sources")),
  "destinations" TEXT CHECK ("destinations" IS NULL OR json_valid("destinations")),
  "regex_priority" INTEGER DEFAULT 0,
  "strip_path" INTEGER NOT NULL DEFAULT 1 CHECK ("strip_path" IN (0, 1)),
  "path_handling" TEXT DEFAULT 'v0',
  "preserve_host" INTEGER NOT NULL DEFAULT 0 CHECK ("preserve_host" IN (0, 1)),
  "https_redirect_status_code" INTEGER NOT NULL DEFAULT 426,
  "request_buffering" INTEGER NOT NULL DEFAULT 1 CHECK ("request_buffering" IN (0, 1)),
  "response_buffering" INTEGER NOT NULL DEFAULT 1 CHECK ("response_buffering" IN (0, 1)),
  "service_id" TEXT REFERENCES "services" (id) ON DELETE RESTRICT,
  "tags" TEXT CHECK ("tags" IS NULL OR json_valid("tags")),
  "created_at" INTEGER NOT NULL,
  "updated_at" INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX "routes_name" ON "routes" ("name");
CREATE INDEX "routes_service_id" ON "routes" ("service_id");
DROP TRIGGER IF EXISTS "routes_check_insert";
CREATE TRIGGER "routes_check_insert" BEFORE INSERT ON "routes"
BEGIN
  SELECT RAISE(ABORT, 'routes.path_handling: the value breaks the rule one_of') WHERE NOT (NEW."path_handling" IN ('v0', 'v1'));
  SELECT RAISE(ABORT, 'routes.https_redirect_status_code: the value breaks the rule one_of') WHERE NOT (NEW."https_redirect_status_code" IN (426, 301, 302, 307, 308));
END;
DROP TRIGGER IF EXISTS "routes_check_update";
CREATE TRIGGER "routes_check_update" BEFORE UPDATE ON "routes"
BEGIN
  SELECT RAISE(ABORT, 'routes.path_handling: the value breaks the rule one_of') WHERE NOT (NEW."path_handling" IN ('v0', 'v1'));
  SELECT RAISE(ABORT, 'routes.https_redirect_status_code: the value breaks the rule one_of') WHERE NOT (NEW."https_redirect_status_code" IN (426, 301, 302, 307, 308));
END;
DROP TRIGGER IF EXISTS "routes_log_replaced_by_insert";
CREATE TRIGGER "routes_log_replaced_by_insert" BEFORE INSERT ON "routes"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'U', 'routes', field, value FROM (
    SELECT field, CASE field WHEN 'id' THEN other."id" WHEN 'name' THEN other."name" WHEN 'service' THEN other."service_id" END AS value
    FROM "routes" AS other CROSS JOIN (SELECT 'id' AS field UNION ALL SELECT 'name' UNION ALL SELECT 'service')
    WHERE (other.id = NEW.id OR other."name" = NEW."name")
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "routes_log_replaced_by_update";
CREATE TRIGGER "routes_log_replaced_by_update" BEFORE UPDATE ON "routes"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'U', 'routes', field, value FROM (
    SELECT field, CASE field WHEN 'id' THEN other."id" WHEN 'name' THEN other."name" WHEN 'service' THEN other."service_id" END AS value
    FROM "routes" AS other CROSS JOIN (SELECT 'id' AS field UNION ALL SELECT 'name' UNION ALL SELECT 'service')
    WHERE (other.id = NEW.id OR other."name" = NEW."name") AND other.id <> OLD.id
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "routes_log_insert";
CREATE TRIGGER "routes_log_insert" AFTER INSERT ON "routes"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'I', 'routes', field, value FROM (
    SELECT 'id' AS field, NEW."id" AS value
    UNION SELECT 'name', NEW."name"
    UNION SELECT 'service', NEW."service_id"
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "routes_log_update";
CREATE TRIGGER "routes_log_update" AFTER UPDATE ON "routes"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'U', 'routes', field, value FROM (
    SELECT 'id' AS field, OLD."id" AS value
    UNION SELECT 'id', NEW."id"
    UNION SELECT 'name', OLD."name"
    UNION SELECT 'name', NEW."name"
    UNION SELECT 'service', OLD."service_id"
    UNION SELECT 'service', NEW."service_id"
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "routes_log_delete";
CREATE TRIGGER "routes_log_delete" AFTER DELETE ON "routes"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'D', 'routes', field, value FROM (
    SELECT 'id' AS field, OLD."id" AS value
    UNION SELECT 'name', OLD."name"
    UNION SELECT 'service', OLD."service_id"
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "routes_cascade";
CREATE TRIGGER "routes_cascade" AFTER DELETE ON "routes"
BEGIN
  DELETE FROM "plugins" WHERE "route_id" = OLD.id;
END;
INSERT INTO "routes" ("id", "name", "protocols", "methods", "hosts", "paths", "headers", "snis", "sources", "destinations", "regex_priority", "strip_path", "path_handling", "preserve_host", "https_redirect_status_code", "request_buffering", "response_buffering", "service_id", "tags", "created_at", "updated_at") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21);
UPDATE "routes" SET "name" = ?2, "protocols" = ?3, "methods" = ?4, "hosts" = ?5, "paths" = ?6, "headers" = ?7, "snis" = ?8, "sources" = ?9, "destinations" = ?10, "regex_priority" = ?11, "strip_path" = ?12, "path_handling" = ?13, "preserve_host" = ?14, "https_redirect_status_code" = ?15, "request_buffering" = ?16, "response_buffering" = ?17, "service_id" = ?18, "tags" = ?19, "created_at" = ?20, "updated_at" = ?21 WHERE id = ?1;
DELETE FROM "routes" WHERE id = ?1;
SELECT "id", "name", "protocols", "methods", "hosts", "paths", "headers", "snis", "sources", "destinations", "regex_priority", "strip_path", "path_handling", "preserve_host", "https_redirect_status_code", "request_buffering", "response_buffering", "service_id", "tags", "created_at", "updated_at" FROM "routes";
