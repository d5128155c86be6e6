-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE "plugins" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "name" TEXT NOT NULL,
  "instance_name" TEXT,
  "config" TEXT NOT NULL CHECK (json_valid("config")),
  "enabled" INTEGER NOT NULL DEFAULT 1 CHECK ("enabled" IN (0, 1)),
  "protocols" TEXT NOT NULL DEFAULT '["grpc","grpcs","http","https"]' CHECK (json_valid("protocols")),
  "route_id" TEXT REFERENCES "routes" (id) ON DELETE CASCADE,
  "service_id" TEXT REFERENCES "services" (id) ON DELETE CASCADE,
  "consumer_id" TEXT REFERENCES "consumers" (id) ON DELETE CASCADE,
  "tags" TEXT CHECK ("tags" IS NULL OR json_valid("tags")),
  "created_at" INTEGER NOT NULL,
  "updated_at" INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX "plugins_instance_name" ON "plugins" ("instance_name");
CREATE INDEX "plugins_route_id" ON "plugins" ("route_id");
CREATE INDEX "plugins_service_id" ON "plugins" ("service_id");
CREATE INDEX "plugins_consumer_id" ON "plugins" ("consumer_id");
CREATE UNIQUE INDEX "plugins_unique_1" ON "plugins" ("name", ifnull("route_id", ''), ifnull("service_id", ''), ifnull("consumer_id", ''));
DROP TRIGGER IF EXISTS "plugins_check_insert";
DROP TRIGGER IF EXISTS "plugins_check_update";
DROP TRIGGER IF EXISTS "plugins_log_replaced_by_insert";
CREATE TRIGGER "plugins_log_replaced_by_insert" BEFORE INSERT ON "plugins"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'U', 'plugins', field, value FROM (
    SELECT field, CASE field WHEN 'id' THEN other."id" WHEN 'instance_name' THEN other."instance_name" WHEN 'route' THEN other."route_id" WHEN 'service' THEN other."service_id" WHEN 'consumer' THEN other."consumer_id" END AS value
    FROM "plugins" AS other CROSS JOIN (SELECT 'id' AS field UNION ALL SELECT 'instance_name' UNION ALL SELECT 'route' UNION ALL SELECT 'service' UNION ALL SELECT 'consumer')
    WHERE (other.id = NEW.id OR other."instance_name" = NEW."instance_name" OR (other."name" = NEW."name" AND ifnull(other."route_id", '') = ifnull(NEW."route_id", '') AND ifnull(other."service_id", '') = ifnull(NEW."service_id", '') AND ifnull(other."consumer_id", '') = ifnull(NEW."consumer_id", '')))
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "plugins_log_replaced_by_update";
CREATE TRIGGER "plugins_log_replaced_by_update" BEFORE UPDATE ON "plugins"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'U', 'plugins', field, value FROM (
    SELECT field, CASE field WHEN 'id' THEN other."id" WHEN 'instance_name' THEN other."instance_name" WHEN 'route' THEN other."route_id" WHEN 'service' THEN other."service_id" WHEN 'consumer' THEN other."consumer_id" END AS value
    FROM "plugins" AS other CROSS JOIN (SELECT 'id' AS field UNION ALL SELECT 'instance_name' UNION ALL SELECT 'route' UNION ALL SELECT 'service' UNION ALL SELECT 'consumer')
    WHERE (other.id = NEW.id OR other."instance_name" = NEW."instance_name" OR (other."name" = NEW."name" AND ifnull(other."route_id", '') = ifnull(NEW."route_id", '') AND ifnull(other."service_id", '') = ifnull(NEW."service_id", '') AND ifnull(other."consumer_id", '') = ifnull(NEW."consumer_id", ''))) AND other.id <> OLD.id
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "plugins_log_insert";
CREATE TRIGGER "plugins_log_insert" AFTER INSERT ON "plugins"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'I', 'plugins', field, value FROM (
    SELECT 'id' AS field, NEW."id" AS value
    UNION SELECT 'instance_name', NEW."instance_name"
    UNION SELECT 'route', NEW."route_id"
    UNION SELECT 'service', NEW."service_id"
    UNION SELECT 'consumer', NEW."consumer_id"
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "plugins_log_update";
CREATE TRIGGER "plugins_log_update" AFTER UPDATE ON "plugins"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'U', 'plugins', field, value FROM (
    SELECT 'id' AS field, OLD."id" AS value
    UNION SELECT 'id', NEW."id"
    UNION SELECT 'instance_name', OLD."instance_name"
    UNION SELECT 'instance_name', NEW."instance_name"
    UNION SELECT 'route', OLD."route_id"
    UNION SELECT 'route', NEW."route_id"
    UNION SELECT 'service', OLD."service_id"
    UNION SELECT 'service', NEW."service_id"
    UNION SELECT 'consumer', OLD."consumer_id"
    UNION SELECT 'consumer', NEW."consumer_id"
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "plugins_log_delete";
CREATE TRIGGER "plugins_log_delete" AFTER DELETE ON "plugins"
BEGIN
  INSERT INTO change_log (op, kind, field, value)
  SELECT 'D', 'plugins', field, value FROM (
    SELECT 'id' AS field, OLD."id" AS value
    UNION SELECT 'instance_name', OLD."instance_name"
    UNION SELECT 'route', OLD."route_id"
    UNION SELECT 'service', OLD."service_id"
    UNION SELECT 'consumer', OLD."consumer_id"
  ) WHERE value IS NOT NULL;
END;
DROP TRIGGER IF EXISTS "plugins_cascade";
INSERT INTO "plugins" ("id", "name", "instance_name", "config", "enabled", "protocols", "route_id", "service_id", "consumer_id", "tags", "created_at", "updated_at") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12);
UPDATE "plugins" SET "name" = ?2, "instance_name" = ?3, "config" = ?4, "enabled" = ?5, "protocols" = ?6, "route_id" = ?7, "service_id" = ?8, "consumer_id" = ?9, "tags" = ?10, "created_at" = ?11, "updated_at" = ?12 WHERE id = ?1;
DELETE FROM "plugins" WHERE id = ?1;
SELECT "id", "name", "instance_name", "config", "enabled", "protocols", "route_id", "service_id", "consumer_id", "tags", "created_at", "updated_at" FROM "plugins";
