/** Reads an answer about delivery clocks: which sites hold, which are late, which never get enough. Pure. */
import type { ClockSite, ClocksAnswer, ClockVerdict } from '../../api/types';

/** `holds` in time; `late`, but all of it comes; `never`: no depots that count have enough. */
export type Verdict = 'holds' | 'late' | 'never';
export const VERDICTS: readonly Verdict[] = ['never', 'late', 'holds'];

export interface Judged {
  key: string;
  site: ClockSite;
  verdict: Verdict;
  /** Of the clock that holds least: time to spare, negative when late; null when there never is enough. */
  margin_s: number | null;
  /** The clock that decides: the one looked at, or the worst of all. */
  worst: ClockVerdict;
}

export function verdictOf({ passes, arrive_s }: ClockVerdict): Verdict {
  if (passes) return 'holds';
  return arrive_s === null ? 'never' : 'late';
}

/** Never before late before in time; among those of a kind, the least time to spare first. */
function worse(a: ClockVerdict, b: ClockVerdict): number {
  const [x, y] = [a, b].map((one) => VERDICTS.indexOf(verdictOf(one)));
  return x! - y! || (a.margin_s ?? 0) - (b.margin_s ?? 0);
}

export function siteKey({ layer, code, name }: ClockSite): string {
  return `${layer ?? 'areas'}:${code ?? name}`;
}

/** Every site under one clock, or under all of them together; the worst first. */
export function judge({ sites }: ClocksAnswer, clock: string | null): Judged[] {
  return sites
    .flatMap((site): Judged[] => {
      const looked = site.clocks.filter(({ key }) => clock === null || key === clock);
      const [worst] = [...looked].sort(worse);
      if (!worst) return [];
      const { margin_s } = worst;
      return [{ key: siteKey(site), site, verdict: verdictOf(worst), margin_s, worst }];
    })
    .sort((a, b) => worse(a.worst, b.worst));
}

export function tally(judged: Judged[]): Record<Verdict, number> {
  const counts = { holds: 0, late: 0, never: 0 };
  for (const { verdict } of judged) counts[verdict] += 1;
  return counts;
}

/** Of the sites in each area above them, how many hold. */
export function heldByArea(judged: Judged[]): Map<string, { sites: number; held: number }> {
  const areas = new Map<string, { sites: number; held: number }>();
  for (const { site, verdict } of judged) {
    if (site.area === null) continue;
    const { sites, held } = areas.get(site.area) ?? { sites: 0, held: 0 };
    areas.set(site.area, { sites: sites + 1, held: held + (verdict === 'holds' ? 1 : 0) });
  }
  return areas;
}
