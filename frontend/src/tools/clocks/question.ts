/** What is asked of the server, from what the page shares. Pure. */
import type { ClocksBody } from '../../api/types';
import type { Shared } from '../../state/url';

type Sites = ClocksBody['sites'];

/** The sites to judge; null while they are not known, empty where there are none. */
export function sitesAsked(
  { sites }: Shared,
  area: string | null,
  incidents: string[] | null,
): Sites | null {
  if (sites === 'incidents') return incidents && incidents.map((code) => `incidents:${code}`);
  return area === null ? null : { area, level: sites };
}

export function clocksQuestion(
  shared: Shared,
  sites: Sites | null,
): Omit<ClocksBody, 'by_road'> | null {
  const { need, keepMinimum, filters, avoid } = shared;
  if (sites === null || need.length === 0) return null;
  if (Array.isArray(sites) && sites.length === 0) return null;
  return {
    sites,
    items: need.map(({ item, quantity }) => ({ item, quantity })),
    keep_minimum: keepMinimum,
    usable_only: filters.usable?.[0] === 'true',
    ...(avoid.length ? { avoid } : {}),
  };
}
