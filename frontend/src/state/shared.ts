/** What a person would share of the page. Pure: no browser here. */
import type { LanguageCode } from '../i18n/language.svelte';
import { nothingAsked, type CoverageAsked } from './coverage';
import type { NeedLine } from './need';

export type LonLat = [lon: number, lat: number];
export type ToolName = 'layers' | 'nearest' | 'coverage' | 'radius' | 'inside' | 'clocks';
/** Whether one depot must serve the whole need, or several may fill it together. */
export type Serving = 'one' | 'several';
/** Which sites delivery clocks are held for: areas of a level, or what is open now. */
export type SiteKind = 'town' | 'county' | 'incidents';
export type Choosing = 'earliest' | 'fewest_depots' | 'least_tonne_km';
export type Order = 'distance' | 'travel_time';
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
  /** How an answer is ranked; null leaves it to the layer. */
  by: Order | null;
  /** Who travels; null is the layer's own vehicle. */
  vehicle: string | null;
  max_duration_s: number | null;
  /** What lies in danger, as the server takes it: `incidents`, `hazards:code`, or a ring `lon,lat;lon,lat;…`. */
  avoid: string[];
  serving: Serving;
  choose: Choosing;
  /** Each depot keeps the least it should hold. */
  keepMinimum: boolean;
  sites: SiteKind;
  /** The delivery clock looked at; null is all of them together. */
  clock: string | null;
  /** `layer:code` of the site that is opened in the list. */
  site: string | null;
  byRoad: boolean;
  /** The nearest of those left out are listed too. */
  leftOut: boolean;
  /** Null while nobody has set it: it then follows the view. */
  radius_m: number | null;
  /** What is not covered is hatched. */
  outside: boolean;
  coverage: CoverageAsked;
  ring: LonLat[];
  pick: Pick | null;
  lang: LanguageCode | null;
  theme: ThemeChoice;
}

export const RADIUS_MIN_M = 100;
export const RADIUS_MAX_M = 50_000;
export const K_MAX = 50;
/** Layers that can be kept out of, one by one or as a whole: all of it that is not over. */
export const AVOIDABLE = ['incidents', 'hazards'];
export const SITE_KINDS: readonly SiteKind[] = ['town', 'county', 'incidents'];
export const CHOICES: readonly Choosing[] = ['earliest', 'fewest_depots', 'least_tonne_km'];
export const DURATION_MAX_S = 7 * 86_400;
export const TOOLS: readonly ToolName[] = [
  'layers',
  'nearest',
  'coverage',
  'radius',
  'inside',
  'clocks',
];

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
    by: null,
    vehicle: null,
    max_duration_s: null,
    avoid: [],
    serving: 'one',
    choose: 'earliest',
    keepMinimum: true,
    sites: 'town',
    clock: null,
    site: null,
    byRoad: true,
    leftOut: false,
    radius_m: null,
    outside: false,
    coverage: nothingAsked(),
    ring: [],
    pick: null,
    lang: null,
    theme: 'auto',
  };
}

/** Changes that deserve a step of their own for the Back button; camera and dragged values do not. */
export function historyKey(shared: Shared): string {
  const { tool, layer, pick, area, hidden, base, place, ring, by, avoid, leftOut } = shared;
  const how = [shared.serving, shared.choose, shared.keepMinimum, by];
  const held = [shared.sites, shared.clock, shared.site, shared.byRoad];
  const { reach, population, level, capacity, part, close, add, scenario, shown } = shared.coverage;
  const { figure, decay } = shared.coverage;
  const kind = [reach, figure, decay, capacity];
  const covered = [kind, population, level, part, close, add.length, scenario, shown];
  const items = shared.need.map(({ item }) => item);
  const asked = [tool, layer, how, held, items, place?.from, !!place, ring, avoid, leftOut];
  return JSON.stringify([asked, covered, pick, area, hidden, base]);
}
