/** Changes of a scenario in what the page shares; the registers never see them. Pure. */
import type { AddedSite, CoverageAsked } from '../../state/url';

export type Edit = Pick<CoverageAsked, 'close' | 'add' | 'places'>;

const without = (places: Edit['places'], code: string): Edit['places'] =>
  Object.fromEntries(Object.entries(places).filter(([other]) => other !== code));

/** Closed, or open again; what is closed has no places to change. */
export function withClosed(edit: Edit, code: string, closed: boolean): Edit {
  const close = edit.close.filter((one) => one !== code);
  return closed
    ? { ...edit, close: [...close, code], places: without(edit.places, code) }
    : { ...edit, close };
}

/** With another number of places; null is as many as the register says. */
export function withPlaces(edit: Edit, code: string, places: number | null): Edit {
  const others = without(edit.places, code);
  return { ...edit, places: places === null ? others : { ...others, [code]: places } };
}

export function withAdded(edit: Edit, site: AddedSite): Edit {
  return { ...edit, add: [...edit.add, site] };
}

export function withChanged(edit: Edit, at: number, changes: Partial<AddedSite>): Edit {
  return {
    ...edit,
    add: edit.add.map((one, turn) => (turn === at ? { ...one, ...changes } : one)),
  };
}

export function withoutAdded(edit: Edit, at: number): Edit {
  return { ...edit, add: edit.add.filter((_, turn) => turn !== at) };
}

/** What each pick of new sites is, of as much as the page needs of it. */
export interface Picked {
  code: string | null;
  lon: number;
  lat: number;
  name: string;
  capacity_persons: number | null;
  is_upgrade: boolean;
}

/** With the picks in it: new sites added, sites that grow with as many places as they then have. */
export function withPicks(
  edit: Edit,
  picks: Picked[],
  then: { add?: { capacity_persons?: number | null }[]; capacity?: Record<string, number> },
): Edit {
  return picks.reduce((now, { code, lon, lat, name, capacity_persons, is_upgrade }) => {
    if (!is_upgrade || !code) return withAdded(now, { lon, lat, places: capacity_persons, name });
    // What a scenario has added is called by its turn, from +1.
    if (!code.startsWith('+')) return withPlaces(now, code, then.capacity?.[code] ?? null);
    const at = Number(code.slice(1)) - 1;
    return withChanged(now, at, { places: then.add?.[at]?.capacity_persons ?? null });
  }, edit);
}

export const nothingChanged = (): Edit => ({ close: [], add: [], places: {} });
