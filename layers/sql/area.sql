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
