/** What is asked of the server, from what the page shares. Pure. */
import type { Query } from '../../api/client';
import type { Changes, Question } from '../../api/coverage';
import type { Candidates, SitingQuestion } from '../../api/siting';
import type { Layer } from '../../api/types';
import { hasChanges, type CoverageAsked, type Shared, type SitingAsked } from '../../state/url';

/** What people mean by a service radius when they name none. */
export const SERVICE_RADIUS_M = 1000;

/** Which places are meant where people are to have one and nobody says which. */
export const PLACES_COUNTED = 'evacuation';

/** Its sites hold people: capacity counts, and the standard says how far each reaches. */
export function holdsPeople({ sums }: Layer): boolean {
  return sums.some((sum) => sum.startsWith('capacity_'));
}

function reachQuery(layer: Layer, { coverage, radius_m }: Shared): Query {
  const { reach, minutes } = coverage;
  if (reach === 'walk') return { minutes };
  if (reach === 'standard' && holdsPeople(layer)) return { radius: 'standard' };
  return { radius_m: radius_m ?? SERVICE_RADIUS_M };
}

/** The server keeps no scenario for this: what is changed travels with the question. */
export function changesOf({ close, add, places }: CoverageAsked): Changes {
  return {
    close,
    add: add.map((site, turn) => ({
      name: site.name || `+${turn + 1}`,
      lon: site.lon,
      lat: site.lat,
      capacity_persons: site.places,
    })),
    capacity: places,
  };
}

/** The question of today's sites; with `changed`, of those of the scenario. */
export function coverageQuestion(
  layer: Layer,
  shared: Shared,
  area: string | null,
  changed: boolean,
): Question {
  const { coverage, filters, avoid } = shared;
  const { population, level, capacity } = coverage;
  return {
    layer: layer.key,
    query: {
      ...filters,
      ...(avoid.length ? { avoid } : {}),
      ...reachQuery(layer, shared),
      area,
      ...(population ? { population } : {}),
      ...(level && area ? { level } : {}),
      ...(capacity !== 'none' && holdsPeople(layer) ? { capacity } : {}),
    },
    changes: changed && hasChanges(coverage) ? changesOf(coverage) : null,
  };
}

/** Whether sites of today may grow instead of new ones being built: that matters to people with a place alone. */
export const mayGrow = ({ method, morePlaces }: SitingAsked): boolean =>
  method === 'served' && morePlaces > 0;

function candidatesOf(asked: SitingAsked): Candidates | null {
  const { candidates, spacing_m, points } = asked;
  if (candidates === 'none') return mayGrow(asked) ? null : { grid: { spacing_m } };
  if (candidates === 'grid') return { grid: { spacing_m } };
  if (candidates === 'points') return { points: points.map(([lon, lat]) => ({ lon, lat })) };
  return { layer: candidates };
}

/** Where to build next, with all else as in the coverage question; a scenario counts as built. */
export function sitingQuestion(layer: Layer, shared: Shared, area: string | null): SitingQuestion {
  const { siting, capacity } = shared.coverage;
  const { query, changes } = coverageQuestion(layer, shared, area, true);
  const rest = { ...query };
  delete rest.capacity;
  // Places matter to one method alone, and it cannot do without.
  const counted = capacity === 'none' ? PLACES_COUNTED : capacity;
  return {
    layer: layer.key,
    query: siting.method === 'served' ? { ...rest, capacity: counted } : rest,
    changes,
    method: siting.method,
    p: siting.method === 'lscp' ? null : siting.p,
    candidates: candidatesOf(siting),
    ...(siting.method === 'served' ? { places_persons: siting.newPlaces } : {}),
    ...(mayGrow(siting) ? { upgrades: { each_persons: siting.morePlaces } } : {}),
  };
}
