/** Turns a coverage answer into what the map draws of it. */
import type { Feature } from 'geojson';
import type { AreaShare, CoverageAnswer } from '../../api/types';
import * as format from '../../i18n/format';
import type { AreaShares } from '../../map/compose';

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

type Measured = AreaShare & { area_share: number };

/** The areas that have a share: one whose outline is not known has none. */
export function measured(areas: AreaShare[]): Measured[] {
  return areas.filter((area): area is Measured => area.area_share !== null);
}

export function sharesOf(answer: CoverageAnswer): AreaShares {
  const areas = measured(answer.areas);
  const shares = Object.fromEntries(
    areas.map(({ code, area_share }) => [
      code,
      { share: area_share, text: format.percent(area_share) },
    ]),
  );
  return { shares, top: roundTop(areas.map(({ area_share }) => area_share)) };
}
