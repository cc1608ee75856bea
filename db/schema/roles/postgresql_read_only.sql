-- A role that can read everything of gongkai and write nothing. Run it once, as the role that owns gongkai's tables
-- (the one `gongkai load` connects as), in gongkai's database:
--
--     psql "$GONGKAI_DB" --file db/schema/roles/postgresql_read_only.sql
--     psql "$GONGKAI_DB" --command "CREATE ROLE ana LOGIN PASSWORD '…' IN ROLE gongkai_reader"
--
-- It may be run again. Views that gongkai makes anew later are readable too, by the default privileges below.
-- Settings of a role are not inherited: give the login role its own time limit with
-- ALTER ROLE ana SET statement_timeout = '60s'.
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'gongkai_reader') THEN
    CREATE ROLE gongkai_reader NOLOGIN;
  END IF;
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO gongkai_reader', current_database());
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO gongkai_reader', current_schema());
  EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO gongkai_reader', current_schema());
  EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT ON TABLES TO gongkai_reader', current_schema());
END
$$;
