-- The documents that belong to a resource, as the API shows them: layers_<model>_<document>(id).

CREATE OR REPLACE FUNCTION layers_shelter_suitability(shelter uuid) RETURNS json LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT COALESCE(json_object_agg(hazard, suitable), '{}')
      FROM layers_sheltersuitability WHERE shelter_id = shelter
$$;

-- A number as plain as JSON has it: 5, not 5.000.
CREATE OR REPLACE FUNCTION layers_plain(quantity numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT trim_scale(quantity)
$$;

CREATE OR REPLACE FUNCTION layers_depot_stock(depot uuid) RETURNS json LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT COALESCE(json_agg(json_build_object(
               'item', item.key,
               'item_name', json_build_object('en', COALESCE(NULLIF(item.name_en, ''), item.name), 'zh', item.name),
               'unit', json_build_object('en', COALESCE(NULLIF(item.unit_en, ''), item.unit), 'zh', item.unit),
               'batch', line.batch,
               'on_hand', layers_plain(line.on_hand), 'reserved', layers_plain(line.reserved),
               'available', layers_plain(line.available), 'minimum', layers_plain(line.minimum),
               'made_on', line.made_on, 'expires_on', line.expires_on,
               'expired', COALESCE(line.expires_on < current_date, false)
           ) ORDER BY item.key, line.expires_on, line.batch), '[]')
      FROM layers_stockline AS line JOIN layers_item AS item ON item.id = line.item_id
     WHERE line.depot_id = depot
$$;

CREATE OR REPLACE FUNCTION layers_shelter_suitable_for(shelter uuid) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT array_agg(hazard::text) FROM layers_sheltersuitability WHERE shelter_id = shelter AND suitable = 'yes'
$$;
