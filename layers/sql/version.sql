-- One counter a layer, raised once a transaction and at its commit (the trigger is deferred), so that the row lock
-- on the counter is held for an instant only, and counters rise in the order in which changes become visible.

CREATE OR REPLACE FUNCTION layers_raise_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    mark text := 'onemap.raised_' || TG_ARGV[0];
BEGIN
    IF current_setting(mark, true) IS DISTINCT FROM pg_current_xact_id()::text THEN
        PERFORM set_config(mark, pg_current_xact_id()::text, true);
        INSERT INTO layers_layerversion AS known (layer, version, changed_at)
        VALUES (TG_ARGV[0], 1, clock_timestamp())
            ON CONFLICT (layer) DO UPDATE SET version = known.version + 1, changed_at = clock_timestamp();
    END IF;
    RETURN NULL;
END $$;
