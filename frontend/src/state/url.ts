/** What a person would share of the page, and how it is written in the address. Pure: no browser here. */
import type { LanguageCode } from '../i18n/language.svelte';
import { needFrom, needText, type NeedLine } from './need';

export type LonLat = [lon: number, lat: number];
export type ToolName = 'layers' | 'nearest' | 'coverage' | 'inside';
export type CoverageMode = 'around' | 'all';
export type ThemeChoice = 'auto' | 'light' | 'dark';

export interface Camera {
  lon: number;
  lat: number;
  zoom: number;
}

/** Where a question is asked from: a point, or a resource of the map ("from here"). */
export interface Place {
  lon: number;
  lat: number;
  name: string | null;
  /** `layer:code`, when the place is a resource. */
  from: string | null;
}

export interface Pick {
  layer: string;
  code: string;
}

export interface Shared {
  camera: Camera | null;
  hidden: string[];
  base: string | null;
  area: string | null;
  tool: ToolName | null;
  layer: string | null;
  place: Place | null;
  filters: Record<string, string[]>;
  need: NeedLine[];
  k: number;
  radius_m: number;
  mode: CoverageMode;
  outside: boolean;
  ring: LonLat[];
  pick: Pick | null;
  lang: LanguageCode | null;
  theme: ThemeChoice;
}

export const RADIUS_MIN_M = 100;
export const RADIUS_MAX_M = 50_000;
export const K_MAX = 50;
const TOOLS: readonly ToolName[] = ['layers', 'nearest', 'coverage', 'inside'];

export function nothingShared(): Shared {
  return {
    camera: null,
    hidden: [],
    base: null,
    area: null,
    tool: null,
    layer: null,
    place: null,
    filters: {},
    need: [],
    k: 5,
    radius_m: 1000,
    mode: 'around',
    outside: false,
    ring: [],
    pick: null,
    lang: null,
    theme: 'auto',
  };
}

function lonLatFrom(text: string | undefined): LonLat | null {
  const [lon, lat, ...rest] = (text ?? '').split(',').map(Number);
  if (lon === undefined || lat === undefined || rest.length > 0) return null;
  if (!(Math.abs(lon) <= 180) || !(Math.abs(lat) <= 90)) return null;
  return [lon, lat];
}

const lonLatText = (lon: number, lat: number): string =>
  `${Number(lon.toFixed(6))},${Number(lat.toFixed(6))}`;

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

function ringFrom(text: string | null): LonLat[] {
  const corners = (text ?? '').split(';').map(lonLatFrom);
  const ring = corners.filter((corner) => corner !== null);
  return ring.length === corners.length && ring.length >= 3 ? ring : [];
}

function pickFrom(text: string | null): Pick | null {
  const colon = (text ?? '').indexOf(':');
  return text && colon > 0 ? { layer: text.slice(0, colon), code: text.slice(colon + 1) } : null;
}

function within(text: string | null, low: number, high: number, otherwise: number): number {
  const value = Number(text);
  return text && value >= low && value <= high ? value : otherwise;
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

/** Reads an address; whatever in it makes no sense is left at its default. */
export function fromSearch(search: string): Shared {
  const p = new URLSearchParams(search);
  const none = nothingShared();
  return {
    camera: cameraFrom(p.get('at')),
    hidden: p.get('hide')?.split(',').filter(Boolean) ?? [],
    base: p.get('base'),
    area: p.get('area'),
    tool: oneOf(p.get('tool'), TOOLS),
    layer: p.get('layer'),
    place: placeFrom(p),
    filters: filtersFrom(p),
    need: needFrom(p.get('need')),
    k: Math.round(within(p.get('k'), 1, K_MAX, none.k)),
    radius_m: Math.round(within(p.get('radius_m'), RADIUS_MIN_M, RADIUS_MAX_M, none.radius_m)),
    mode: oneOf(p.get('mode'), ['around', 'all'] as const) ?? none.mode,
    outside: p.get('outside') === '1',
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
  const { place, mode, radius_m, k, ring } = shared;
  return [
    ['layer', shared.layer ?? false],
    ['place', !!place && lonLatText(place.lon, place.lat)],
    ['place_name', place?.name ?? false],
    ['from', place?.from ?? false],
    ['need', needText(shared.need)],
    ['k', k !== none.k && String(k)],
    ['radius_m', radius_m !== none.radius_m && String(radius_m)],
    ['mode', mode !== none.mode && mode],
    ['outside', shared.outside && '1'],
    ['ring', ring.length > 2 && ring.map(([lon, lat]) => lonLatText(lon, lat)).join(';')],
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
  for (const [name, value] of all) if (value) p.set(name, value);
  for (const [name, values] of Object.entries(shared.filters)) {
    for (const value of values) p.append(`f.${name}`, value);
  }
  // Commas, colons and semicolons are legal in a query; a readable address is easier to trust.
  return p.toString().replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%3B', ';');
}

/** Changes that deserve a step of their own for the Back button; camera and dragged values do not. */
export function historyKey(shared: Shared): string {
  const { tool, layer, mode, pick, area, hidden, base, place, ring } = shared;
  const items = shared.need.map(({ item }) => item);
  const asked = [tool, layer, mode, items, place?.from, !!place, ring];
  return JSON.stringify([asked, pick, area, hidden, base]);
}
