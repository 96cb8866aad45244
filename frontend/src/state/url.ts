/** How what a person would share is written in the address, and read from it. Pure: no browser here. */
import { coverageFrom, coveragePairs } from './coverage';
import { needFrom, needText } from './need';
import {
  CHOICES,
  DURATION_MAX_S,
  K_MAX,
  nothingShared,
  RADIUS_MAX_M,
  RADIUS_MIN_M,
  SITE_KINDS,
  TOOLS,
  type Camera,
  type LonLat,
  type Pick,
  type Place,
  type Shared,
  type ToolName,
} from './shared';

export * from './coverage';
export * from './shared';

function lonLatFrom(text: string | undefined): LonLat | null {
  const [lon, lat, ...rest] = (text ?? '').split(',').map(Number);
  if (lon === undefined || lat === undefined || rest.length > 0) return null;
  if (!(Math.abs(lon) <= 180) || !(Math.abs(lat) <= 90)) return null;
  return [lon, lat];
}

const lonLatText = (lon: number, lat: number): string =>
  `${Number(lon.toFixed(6))},${Number(lat.toFixed(6))}`;

export const ringText = (ring: LonLat[]): string =>
  ring.map(([lon, lat]) => lonLatText(lon, lat)).join(';');

function cameraFrom(text: string | null): Camera | null {
  const parts = (text ?? '').split(',');
  const at = lonLatFrom(parts.slice(0, 2).join(','));
  const zoom = Number(parts[2]);
  return at && parts.length === 3 && zoom >= 0 && zoom <= 24
    ? { lon: at[0], lat: at[1], zoom }
    : null;
}

function placeFrom(parameters: URLSearchParams): Place | null {
  const at = lonLatFrom(parameters.get('place') ?? undefined);
  if (!at) return null;
  return {
    lon: at[0],
    lat: at[1],
    name: parameters.get('place_name'),
    from: parameters.get('from'),
  };
}

export function ringFrom(text: string | null): LonLat[] {
  const corners = (text ?? '').split(';').map(lonLatFrom);
  const ring = corners.filter((corner) => corner !== null);
  return ring.length === corners.length && ring.length >= 3 ? ring : [];
}

function pickFrom(text: string | null): Pick | null {
  const colon = (text ?? '').indexOf(':');
  return text && colon > 0 ? { layer: text.slice(0, colon), code: text.slice(colon + 1) } : null;
}

function avoidFrom(texts: string[]): string[] {
  return texts.filter((text) => /^(\w+|\w+:.+)$/.test(text) || ringFrom(text).length > 0);
}

function within<T>(text: string | null, low: number, high: number, otherwise: T): number | T {
  const value = Number(text);
  return text && value >= low && value <= high ? Math.round(value) : otherwise;
}

function filtersFrom(parameters: URLSearchParams): Record<string, string[]> {
  const filters: Record<string, string[]> = {};
  for (const [name, value] of parameters) {
    if (name.startsWith('f.') && value) (filters[name.slice(2)] ??= []).push(value);
  }
  return filters;
}

function oneOf<T extends string>(text: string | null, allowed: readonly T[]): T | null {
  return allowed.find((value) => value === text) ?? null;
}

/** What is around a place was once a half of the coverage tool: such links still open it. */
function toolFrom(p: URLSearchParams): ToolName | null {
  const tool = oneOf(p.get('tool'), TOOLS);
  const isOld = tool === 'coverage' && !p.has('reach') && p.get('mode') !== 'all';
  return isOld && p.has('place') ? 'radius' : tool;
}

/** Reads an address; whatever in it makes no sense is left at its default. */
export function fromSearch(search: string): Shared {
  const p = new URLSearchParams(search);
  const none = nothingShared();
  return {
    camera: cameraFrom(p.get('at')),
    hidden: p.get('hide')?.split(',').filter(Boolean) ?? [],
    base: p.get('base'),
    area: p.get('area'),
    tool: toolFrom(p),
    layer: p.get('layer'),
    place: placeFrom(p),
    filters: filtersFrom(p),
    need: needFrom(p.get('need')),
    k: within(p.get('k'), 1, K_MAX, none.k),
    by: oneOf(p.get('by'), ['distance', 'travel_time'] as const),
    vehicle: p.get('vehicle'),
    max_duration_s: within(p.get('max_duration_s'), 1, DURATION_MAX_S, null),
    avoid: avoidFrom(p.getAll('avoid')),
    serving: oneOf(p.get('serving'), ['one', 'several'] as const) ?? none.serving,
    choose: oneOf(p.get('choose'), CHOICES) ?? none.choose,
    keepMinimum: p.get('keep_minimum') !== '0',
    sites: oneOf(p.get('sites'), SITE_KINDS) ?? none.sites,
    clock: p.get('clock'),
    site: p.get('site'),
    byRoad: p.get('by_road') !== '0',
    leftOut: p.get('left_out') === '1',
    radius_m: within(p.get('radius_m'), RADIUS_MIN_M, RADIUS_MAX_M, null),
    outside: p.get('outside') === '1',
    coverage: coverageFrom(p),
    ring: ringFrom(p.get('ring')),
    pick: pickFrom(p.get('pick')),
    lang: oneOf(p.get('lang'), ['zh', 'en'] as const),
    theme: oneOf(p.get('theme'), ['auto', 'light', 'dark'] as const) ?? none.theme,
  };
}

function cameraText({ lon, lat, zoom }: Camera): string {
  return `${lon.toFixed(5)},${lat.toFixed(5)},${zoom.toFixed(2)}`;
}

function toolParameters(shared: Shared): [string, string | false][] {
  const none = nothingShared();
  const { place, radius_m, max_duration_s, k, ring } = shared;
  return [
    ['layer', shared.layer ?? false],
    ['place', !!place && lonLatText(place.lon, place.lat)],
    ['place_name', place?.name ?? false],
    ['from', place?.from ?? false],
    ['need', needText(shared.need)],
    ['k', k !== none.k && String(k)],
    ['by', shared.by ?? false],
    ['vehicle', shared.vehicle ?? false],
    ['max_duration_s', max_duration_s !== null && String(max_duration_s)],
    ...shared.avoid.map((one): [string, string] => ['avoid', one]),
    ['serving', shared.serving !== none.serving && shared.serving],
    ['choose', shared.choose !== none.choose && shared.choose],
    ['keep_minimum', !shared.keepMinimum && '0'],
    ['sites', shared.sites !== none.sites && shared.sites],
    ['clock', shared.clock ?? false],
    ['site', shared.site ?? false],
    ['by_road', !shared.byRoad && '0'],
    ['left_out', shared.leftOut && '1'],
    ['radius_m', radius_m !== null && String(radius_m)],
    ['outside', shared.outside && '1'],
    ['ring', ring.length > 2 && ringText(ring)],
    ...coveragePairs(shared.coverage, shared.tool === 'coverage'),
  ];
}

/** Writes the address, leaving out all that is at its default. */
export function toSearch(shared: Shared): string {
  const p = new URLSearchParams();
  const all: [string, string | false][] = [
    ['at', !!shared.camera && cameraText(shared.camera)],
    ['hide', shared.hidden.join(',')],
    ['base', shared.base ?? false],
    ['area', shared.area ?? false],
    ['tool', shared.tool ?? false],
    ...toolParameters(shared),
    ['pick', !!shared.pick && `${shared.pick.layer}:${shared.pick.code}`],
    ['lang', shared.lang ?? false],
    ['theme', shared.theme !== 'auto' && shared.theme],
  ];
  for (const [name, value] of all) if (value) p.append(name, value);
  for (const [name, values] of Object.entries(shared.filters)) {
    for (const value of values) p.append(`f.${name}`, value);
  }
  // Commas, colons and semicolons are legal in a query; a readable address is easier to trust.
  return p.toString().replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%3B', ';');
}
