/** The ground of a coverage answer: what the map draws of it, and shares of land where no people are known. */
import type { Feature } from 'geojson';
import type { AreaRow, CoverageAnswer } from '../../api/coverage';
import * as format from '../../i18n/format';
import { evenBreaks, type AreaShares } from '../../map/shares';
import { levelOf } from './people';

/** Tops a scale may end at: a ramp from 0 to 3.7 % would be read as precision it does not have. */
const ROUND_TOPS = [0.01, 0.02, 0.03, 0.04, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1];

export function roundTop(shares: number[]): number {
  const most = Math.max(0, ...shares);
  return ROUND_TOPS.find((top) => top >= most) ?? 1;
}

export function reachOf(answer: CoverageAnswer, withOutside: boolean): Feature[] {
  const { geometry, outside_geometry } = answer;
  const reach: Feature[] = [];
  if (geometry) reach.push({ type: 'Feature', geometry, properties: { role: 'inside' } });
  if (withOutside && outside_geometry) {
    reach.push({ type: 'Feature', geometry: outside_geometry, properties: { role: 'outside' } });
  }
  return reach;
}

type Measured = AreaRow & { code: string; area_share: number };

/** The areas that have a share of land, the least first: one whose outline is not known has none. */
export function measured(areas: AreaRow[]): Measured[] {
  return areas
    .filter((area): area is Measured => area.code !== null && area.area_share != null)
    .sort((a, b) => a.area_share - b.area_share);
}

export function landShares(answer: CoverageAnswer): AreaShares {
  const areas = measured(answer.areas);
  const shares = Object.fromEntries(
    areas.map(({ code, area_share }) => [
      code,
      { share: area_share, text: format.percent(area_share) },
    ]),
  );
  const breaks = evenBreaks(roundTop(areas.map(({ area_share }) => area_share)));
  return { shares, breaks, level: levelOf(areas) };
}
