/** What a person would share of the coverage tool, and how the address writes it. Pure: no browser here. */
import type { LonLat } from './shared';

/** How far a site reaches: one radius for all, a walking time, or what the standard says of each site. */
export type Reach = 'radius' | 'walk' | 'standard';
export type Capacity = 'none' | 'evacuation' | 'post_impact';
/** What is told of people: who has a site in reach, or how many places there are for each of them. */
export type Figure = 'share' | 'per_person';
/** How what is farther away weighs less, of places per person. */
export type Decay = 'none' | 'gaussian';
/** What stands beneath the answer. */
export type CoveragePart = 'areas' | 'targets' | 'siting' | 'scenario';
export type SitingMethod = 'mclp' | 'served' | 'lscp' | 'pmedian' | 'pcentre';
/** What the map shows while a scenario is compared: one of the two, or both, parted by a divider. */
export type Shown = 'scenario' | 'today' | 'swipe';
export const SHOWN: readonly Shown[] = ['today', 'swipe', 'scenario'];

export interface AddedSite {
  lon: number;
  lat: number;
  /** Null where nobody has said how many it holds: it then covers, and serves no one. */
  places: number | null;
  name: string;
}

export interface SitingAsked {
  method: SitingMethod;
  p: number;
  /** `grid`, `points`, the key of a layer, or `none`: then only sites of today grow. */
  candidates: string;
  spacing_m: number;
  points: LonLat[];
  /** Places of a new site that says nothing of its own. */
  newPlaces: number;
  /** Places that each site of today could add; 0 where none may. */
  morePlaces: number;
}

export interface CoverageAsked {
  reach: Reach;
  minutes: number;
  /** Null is the population the server puts first. */
  population: string | null;
  /** The level of the rows; null is the one beneath the area. */
  level: string | null;
  capacity: Capacity;
  figure: Figure;
  decay: Decay;
  /** The share of people to reach, in whole per cent. */
  target: number;
  people: boolean;
  ground: boolean;
  part: CoveragePart;
  /** Codes of sites that are closed in the scenario. */
  close: string[];
  add: AddedSite[];
  /** Places of a site, by its code, where the scenario changes them. */
  places: Record<string, number>;
  /** The scenario kept on the server. */
  scenario: string | null;
  shown: Shown;
  siting: SitingAsked;
  /** Work under way on the server, by its id: measuring, and choosing sites. */
  run: string | null;
  sitingRun: string | null;
}

export const REACHES: readonly Reach[] = ['radius', 'walk', 'standard'];
export const CAPACITIES: readonly Capacity[] = ['none', 'evacuation', 'post_impact'];
export const FIGURES: readonly Figure[] = ['share', 'per_person'];
export const DECAYS: readonly Decay[] = ['none', 'gaussian'];
export const PARTS: readonly CoveragePart[] = ['areas', 'targets', 'siting', 'scenario'];
export const METHODS: readonly SitingMethod[] = ['mclp', 'served', 'lscp', 'pmedian', 'pcentre'];
export const LEVELS = ['city', 'county', 'town', 'village'];
export const MINUTES_MAX = 240;
export const PICKS_MAX = 50;
export const SPACING_MIN_M = 200;
export const SPACING_MAX_M = 50_000;
export const PLACES_MAX = 10_000_000;

export function nothingAsked(): CoverageAsked {
  return {
    reach: 'radius',
    minutes: 15,
    population: null,
    level: null,
    capacity: 'none',
    figure: 'share',
    decay: 'none',
    target: 60,
    people: true,
    ground: true,
    part: 'areas',
    close: [],
    add: [],
    places: {},
    scenario: null,
    shown: 'scenario',
    siting: {
      method: 'mclp',
      p: 3,
      candidates: 'grid',
      spacing_m: 3000,
      points: [],
      newPlaces: 500,
      morePlaces: 0,
    },
    run: null,
    sitingRun: null,
  };
}

export function hasChanges({ close, add, places }: CoverageAsked): boolean {
  return close.length > 0 || add.length > 0 || Object.keys(places).length > 0;
}

/** Whether the map shows today's sites, or those of the scenario; without one, the question is of today's. */
export function isOnMap(asked: CoverageAsked, today: boolean): boolean {
  if (!hasChanges(asked)) return !today;
  return asked.shown === 'swipe' || (asked.shown === 'today') === today;
}

function oneOf<T extends string>(text: string | null, allowed: readonly T[], otherwise: T): T {
  return allowed.find((value) => value === text) ?? otherwise;
}

function whole(text: string | null | undefined, low: number, high: number): number | null {
  const value = Number(text);
  return text && value >= low && value <= high ? Math.round(value) : null;
}

function lonLat(text: string): LonLat | null {
  const [lon, lat, ...rest] = text.split(',').map(Number);
  const isPlace = Math.abs(lon ?? NaN) <= 180 && Math.abs(lat ?? NaN) <= 90 && rest.length === 0;
  return isPlace ? [lon!, lat!] : null;
}

/** `lon,lat`, `lon,lat,places` or `lon,lat,places,name`. */
function addedFrom(text: string): AddedSite | null {
  const [lon = '', lat = '', places, ...name] = text.split(',');
  const at = lonLat(`${lon},${lat}`);
  if (!at) return null;
  return { lon: at[0], lat: at[1], places: whole(places, 0, PLACES_MAX), name: name.join(',') };
}

function placesFrom(texts: string[]): Record<string, number> {
  const pairs = texts.flatMap((text): [string, number][] => {
    const colon = text.lastIndexOf(':');
    const places = whole(text.slice(colon + 1), 0, PLACES_MAX);
    return colon > 0 && places !== null ? [[text.slice(0, colon), places]] : [];
  });
  return Object.fromEntries(pairs);
}

function sitingFrom(p: URLSearchParams, none: SitingAsked): SitingAsked {
  return {
    method: oneOf(p.get('method'), METHODS, none.method),
    p: whole(p.get('p'), 1, PICKS_MAX) ?? none.p,
    candidates: /^\w+$/.exec(p.get('candidates') ?? '')?.[0] ?? none.candidates,
    spacing_m: whole(p.get('spacing_m'), SPACING_MIN_M, SPACING_MAX_M) ?? none.spacing_m,
    points: p
      .getAll('candidate')
      .map(lonLat)
      .filter((at) => at !== null),
    newPlaces: whole(p.get('new_places'), 0, PLACES_MAX) ?? none.newPlaces,
    morePlaces: whole(p.get('more_places'), 0, PLACES_MAX) ?? none.morePlaces,
  };
}

/** Reads the tool's part of an address; whatever makes no sense is left at its default. */
export function coverageFrom(p: URLSearchParams): CoverageAsked {
  const none = nothingAsked();
  return {
    reach: oneOf(p.get('reach'), REACHES, none.reach),
    minutes: whole(p.get('minutes'), 1, MINUTES_MAX) ?? none.minutes,
    population: p.get('population'),
    level: LEVELS.find((level) => level === p.get('level')) ?? null,
    capacity: oneOf(p.get('capacity'), CAPACITIES, none.capacity),
    figure: oneOf(p.get('figure'), FIGURES, none.figure),
    decay: oneOf(p.get('decay'), DECAYS, none.decay),
    target: whole(p.get('target'), 1, 100) ?? none.target,
    people: p.get('people') !== '0',
    ground: p.get('ground') !== '0',
    part: oneOf(p.get('part'), PARTS, none.part),
    close: p.getAll('close').filter(Boolean),
    add: p.getAll('add').flatMap((text) => addedFrom(text) ?? []),
    places: placesFrom(p.getAll('places')),
    scenario: p.get('scenario'),
    shown: oneOf(p.get('shown'), SHOWN, none.shown),
    siting: sitingFrom(p, none.siting),
    run: p.get('run'),
    sitingRun: p.get('siting_run'),
  };
}

const placeText = (lon: number, lat: number): string =>
  `${Number(lon.toFixed(6))},${Number(lat.toFixed(6))}`;

function addedText({ lon, lat, places, name }: AddedSite): string {
  const rest = name ? [places ?? '', name] : places === null ? [] : [places];
  return [placeText(lon, lat), ...rest].join(',');
}

type Pair = [string, string | false];

function sitingPairs(asked: SitingAsked, none: SitingAsked): Pair[] {
  return [
    ['method', asked.method !== none.method && asked.method],
    ['p', asked.p !== none.p && String(asked.p)],
    ['candidates', asked.candidates !== none.candidates && asked.candidates],
    ['spacing_m', asked.spacing_m !== none.spacing_m && String(asked.spacing_m)],
    ...asked.points.map(([lon, lat]): Pair => ['candidate', placeText(lon, lat)]),
    ['new_places', asked.newPlaces !== none.newPlaces && String(asked.newPlaces)],
    ['more_places', asked.morePlaces !== none.morePlaces && String(asked.morePlaces)],
  ];
}

/** Writes it, leaving out all that is at its default. `open`: the tool is the one at hand. */
export function coveragePairs(asked: CoverageAsked, open: boolean): Pair[] {
  const none = nothingAsked();
  return [
    // Always named while the tool is open: addresses without it are from before it was a tool of its own.
    ['reach', (open || asked.reach !== none.reach) && asked.reach],
    ['minutes', asked.minutes !== none.minutes && String(asked.minutes)],
    ['population', asked.population ?? false],
    ['level', asked.level ?? false],
    ['capacity', asked.capacity !== none.capacity && asked.capacity],
    ['figure', asked.figure !== none.figure && asked.figure],
    ['decay', asked.decay !== none.decay && asked.decay],
    ['target', asked.target !== none.target && String(asked.target)],
    ['people', !asked.people && '0'],
    ['ground', !asked.ground && '0'],
    ['part', asked.part !== none.part && asked.part],
    ...asked.close.map((code): Pair => ['close', code]),
    ...asked.add.map((site): Pair => ['add', addedText(site)]),
    ...Object.entries(asked.places).map(([code, n]): Pair => ['places', `${code}:${n}`]),
    ['scenario', asked.scenario ?? false],
    ['shown', asked.shown !== none.shown && asked.shown],
    ...sitingPairs(asked.siting, none.siting),
    ['run', asked.run ?? false],
    ['siting_run', asked.sitingRun ?? false],
  ];
}
