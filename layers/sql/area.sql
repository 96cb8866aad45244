-- Areas: their lineage, their subdivided parts, and which area a point lies in.
-- Kept by the database, so that it holds whoever writes the row: the map, an import, the admin or a script.

CREATE OR REPLACE FUNCTION layers_area_rank(level text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_position(ARRAY['country', 'province', 'city', 'county', 'town', 'village'], level)
$$;

-- The smallest administrative area that covers a point (edges straight in lon/lat), or NULL.
CREATE OR REPLACE FUNCTION layers_area_at(place geography) RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT area.id
      FROM layers_areapart AS part JOIN layers_area AS area ON area.id = part.area_id
     WHERE ST_Covers(part.geom, place::geometry)
       AND (area.valid_to IS NULL OR area.valid_to >= current_date)
     ORDER BY layers_area_rank(area.level) DESC, area.code
     LIMIT 1
$$;

CREATE OR REPLACE FUNCTION layers_set_area() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.area_id := layers_area_at(NEW.geom);
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION layers_set_lineage() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE above varchar[];
BEGIN
    IF NEW.parent_id IS NOT NULL THEN
        SELECT lineage INTO above FROM layers_area WHERE id = NEW.parent_id;
        IF NEW.code = ANY (above) OR NEW.parent_id = NEW.id THEN
            RAISE EXCEPTION 'area % cannot lie beneath itself', NEW.code USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    NEW.lineage := COALESCE(above, '{}') || NEW.code;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION layers_pass_lineage_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.lineage IS DISTINCT FROM OLD.lineage THEN
        UPDATE layers_area SET lineage = '{}' WHERE parent_id = NEW.id;  -- their own trigger fills it in
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION layers_subdivide_area() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM layers_areapart WHERE area_id = NEW.id;
    IF NEW.geom IS NOT NULL THEN
        INSERT INTO layers_areapart (area_id, geom)
        SELECT NEW.id, (ST_Dump(piece)).geom FROM ST_Subdivide(ST_MakeValid(NEW.geom), 256) AS piece
         WHERE ST_Dimension(piece) = 2;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER layers_area_1_lineage BEFORE INSERT OR UPDATE ON layers_area
    FOR EACH ROW EXECUTE FUNCTION layers_set_lineage();
CREATE OR REPLACE TRIGGER layers_area_2_pass_on AFTER UPDATE ON layers_area
    FOR EACH ROW EXECUTE FUNCTION layers_pass_lineage_on();
CREATE OR REPLACE TRIGGER layers_area_3_subdivide AFTER INSERT OR UPDATE OF geom ON layers_area
    FOR EACH ROW EXECUTE FUNCTION layers_subdivide_area();

-- When areas change, every resource's area is found again: once a transaction, at its commit, in every table that
-- finds the area of its points.
CREATE OR REPLACE FUNCTION layers_find_areas_again() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE resources regclass;
BEGIN
    IF current_setting('onemap.areas_found', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
        PERFORM set_config('onemap.areas_found', pg_current_xact_id()::text, true);
        FOR resources IN SELECT tgrelid FROM pg_trigger WHERE tgname = 'layers_area' LOOP
            EXECUTE format(
                'UPDATE %s SET area_id = found.id FROM (SELECT id AS row, layers_area_at(geom) AS id FROM %s) AS found '
                'WHERE %s.id = found.row AND area_id IS DISTINCT FROM found.id', resources, resources, resources);
        END LOOP;
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS layers_area_4_find_again ON layers_area;
CREATE CONSTRAINT TRIGGER layers_area_4_find_again AFTER INSERT OR DELETE OR UPDATE OF geom, level, valid_to ON layers_area
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION layers_find_areas_again();
