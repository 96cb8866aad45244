/** Searching as one types: resources, areas, coordinates. */
import { Ask } from '../api/ask.svelte';
import * as api from '../api/endpoints';
import type { BBox, SearchResult } from '../api/types';
import type { Option } from '../components/Combobox.svelte';
import { facts, plainPosition } from '../i18n/format';
import { language, placeName, t, words } from '../i18n/language.svelte';
import { world } from './world.svelte';

const WAIT_MS = 180;

/** A result with all it takes to go there. */
export type Found = Option & { lon: number; lat: number } & (
    | { kind: 'resource'; layerKey: string; code: string }
    | { kind: 'area'; code: string; bbox: BBox }
    | { kind: 'coordinate' }
  );

function resourceFound(result: SearchResult): Found | null {
  const { layer: layerKey, code, lon, lat, area, area_en } = result;
  if (layerKey === undefined || code === undefined || lon === undefined || lat === undefined) {
    return null;
  }
  const layer = world.layer(layerKey);
  const where = (language.code === 'en' && area_en) || area;
  const [group, key] = [words(layer?.title), `${layerKey}:${code}`];
  const label = placeName(result);
  return {
    kind: 'resource',
    key,
    label,
    detail: where ?? '',
    group,
    layer,
    layerKey,
    code,
    lon,
    lat,
  };
}

function areaFound(result: SearchResult): Found | null {
  const { code, bbox, level } = result;
  if (code === undefined || !bbox) return null;
  const [west, south, east, north] = bbox;
  return {
    kind: 'area',
    key: `area:${code}`,
    label: placeName(result),
    detail: facts([level && t(`level.${level}`), result.area]),
    group: t('search.areas'),
    icon: 'area',
    code,
    bbox,
    lon: (west + east) / 2,
    lat: (south + north) / 2,
  };
}

function coordinateFound({ lon, lat, datum = 'wgs84' }: SearchResult): Found | null {
  if (lon === undefined || lat === undefined) return null;
  return {
    kind: 'coordinate',
    key: `coordinate:${datum}`,
    label: plainPosition(lon, lat),
    detail: t(datum === 'wgs84' ? 'search.wgs84' : 'search.converted', {
      datum: datum.toUpperCase(),
    }),
    group: t('search.coordinates'),
    icon: 'pin',
    lon,
    lat,
  };
}

const readers = { resource: resourceFound, area: areaFound, coordinate: coordinateFound };

/** Results of one kind stand together, in the order in which the kinds first appear. */
function grouped(found: Found[]): Found[] {
  const groups = [...new Set(found.map(({ group }) => group))];
  return groups.flatMap((group) => found.filter((one) => one.group === group));
}

export class Search {
  text = $state('');
  readonly ask = new Ask<SearchResult[]>();
  readonly options = $derived(
    grouped(
      (this.ask.answer ?? [])
        .map((result) => readers[result.kind](result))
        .filter((one) => one !== null),
    ),
  );

  /** Call while a component is set up: the search then follows what is typed. */
  constructor() {
    $effect(() => {
      const query = this.text.trim();
      void world.identity;
      if (!query) return this.ask.clear();
      const timer = setTimeout(
        () => void this.ask.run((signal) => api.search(query, signal)),
        WAIT_MS,
      );
      return () => clearTimeout(timer);
    });
  }

  get complaint(): string {
    const { problem } = this.ask;
    if (!problem) return t('search.none');
    return problem.unreachable ? t('problem.unreachable') : problem.detail;
  }

  /** Still looking, or nothing asked yet: an empty list then says nothing. */
  get waiting(): boolean {
    return this.ask.busy || (this.ask.answer === null && this.ask.problem === null);
  }
}
