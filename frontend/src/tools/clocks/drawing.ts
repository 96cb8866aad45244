/** What the map shows of delivery clocks: a mark for each site, and the ground coloured by how many hold. */
import type { Feature } from 'geojson';
import * as format from '../../i18n/format';
import { t } from '../../i18n/language.svelte';
import { pinName } from '../../map/images';
import { evenBreaks, type AreaShares } from '../../map/shares';
import type { ThemeName } from '../../style/tokens';
import { heldByArea, type Judged } from './judge';
import { verdictStyle } from './marks';
import { marginText } from './words';

/** More sites than this are drawn smaller. */
const MANY = 40;

export function siteMarks(judged: Judged[], areAreas: boolean, theme: ThemeName): Feature[] {
  const size = judged.length > MANY ? 0.74 : 1;
  // The worst last, so that it lies on top.
  return [...judged].reverse().map(({ key, site, verdict, margin_s }): Feature => {
    const { shape, icon, color } = verdictStyle[verdict];
    const [layer, code] = [site.layer ?? 'areas', site.code ?? site.name];
    return {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [site.lon, site.lat] },
      properties: {
        role: 'mark',
        key,
        layer,
        code,
        name: site.name,
        name_en: site.name_en,
        note: marginText(verdict, margin_s),
        image: `${pinName(theme, shape, icon)}${color}|on`,
        size,
        // The name of an area stands where its mark would.
        ...(areAreas ? { lifted: true } : {}),
      },
    };
  });
}

/** Sites that are areas colour their own ground; others that of the area above them, by the share that holds. */
export function groundShares(judged: Judged[], areAreas: boolean): AreaShares | null {
  if (judged.length === 0) return null;
  const own = judged.map(({ site, verdict, margin_s }) => [
    site.code ?? '',
    { share: verdict === 'holds' ? 1 : 0, text: marginText(verdict, margin_s) },
  ]);
  const above = [...heldByArea(judged)].map(([code, { sites, held }]) => [
    code,
    {
      share: held / sites,
      text: t('clocks.ofSites', { held: format.number(held), sites: format.number(sites) }),
    },
  ]);
  return {
    shares: Object.fromEntries(areAreas ? own : above) as AreaShares['shares'],
    breaks: evenBreaks(1),
  };
}
