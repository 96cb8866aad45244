/** The question that a kept scenario was made for, as the page shares it. Pure. */
import type { Query } from '../../api/client';
import type { Scenario } from '../../api/scenarios';
import { fromSearch, type CoverageAsked, type Shared } from '../../state/url';
import type { Edit } from './whatif';

type Parameters = Record<string, unknown>;

/** Named alike by the server and by the address; what else a scenario was asked with are filters of its layer. */
const ALIKE = ['population', 'level', 'capacity', 'minutes', 'radius_m', 'avoid'];
const OTHERWISE = ['area', 'radius'];
/** How an answer is given, not what is asked. */
const MANNER = ['ground', 'geometry'];

const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value])
    .filter((one) => one !== null && one !== undefined)
    .map((one) => (typeof one === 'object' ? JSON.stringify(one) : String(one)));

function addressOf(parameters: Parameters): string {
  const p = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (OTHERWISE.includes(name) || MANNER.includes(name)) continue;
    for (const text of texts(value)) p.append(ALIKE.includes(name) ? name : `f.${name}`, text);
  }
  const reach = p.has('minutes') ? 'walk' : texts(parameters.radius)[0];
  p.set('reach', reach ?? 'radius');
  return p.toString();
}

export interface Reasked {
  /** Null is no area: all of them. */
  area: string | null;
  shared: Pick<Shared, 'filters' | 'avoid' | 'radius_m'>;
  coverage: Pick<CoverageAsked, 'reach' | 'minutes' | 'population' | 'level' | 'capacity'>;
}

/** Null where a scenario was kept without a question. */
export function reasked(parameters: Parameters): Reasked | null {
  if (Object.keys(parameters).length === 0) return null;
  const { filters, avoid, radius_m, coverage } = fromSearch(addressOf(parameters));
  const { reach, minutes, population, level, capacity } = coverage;
  return {
    area: texts(parameters.area)[0] ?? null,
    shared: { filters, avoid, radius_m },
    coverage: { reach, minutes, population, level, capacity },
  };
}

/** Names of what was asked then and is not, or otherwise, in the question as the page now asks it. */
export function notReasked(parameters: Parameters, query: Query): string[] {
  const same = (a: unknown, b: unknown) =>
    texts(a).sort().join('\n') === texts(b).sort().join('\n');
  return Object.entries(parameters)
    .filter(
      ([name, value]) => !MANNER.includes(name) && value !== 'none' && !same(value, query[name]),
    )
    .map(([name]) => name);
}

/** The changes of a scenario as the page edits them. */
export function editOf({ close = [], add = [], capacity = {} }: Scenario['changes']): Edit {
  const sites = add.map(({ lon, lat, name = '', capacity_persons: places = null }) => ({
    lon,
    lat,
    places,
    name: /^\+\d+$/.test(name) ? '' : name,
  }));
  return { close, add: sites, places: capacity };
}
