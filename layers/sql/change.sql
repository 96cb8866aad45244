-- The change log, written in the transaction of the change itself, once a statement however many rows it touches.
-- TG_ARGV: the layer, and the column of the changed table that holds the resource's id ('': the layer as a whole).

CREATE OR REPLACE FUNCTION layers_log_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' OR TG_ARGV[1] = '' THEN
        INSERT INTO layers_layerchange (layer, resource_id, xid, changed_at)
        VALUES (TG_ARGV[0], NULL, pg_current_xact_id()::text::bigint, clock_timestamp());
    ELSE
        EXECUTE format(
            'INSERT INTO layers_layerchange (layer, resource_id, xid, changed_at) '
            'SELECT DISTINCT %L, %I, pg_current_xact_id()::text::bigint, clock_timestamp() FROM changed',
            TG_ARGV[0], TG_ARGV[1]);
    END IF;
    PERFORM pg_notify('onemap_changes', TG_ARGV[0]);
    RETURN NULL;
END $$;
