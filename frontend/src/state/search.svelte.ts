/** Searching as one types: resources, areas, coordinates. */
import { Ask } from '../api/ask.svelte';
import * as api from '../api/endpoints';
import type { SearchResult } from '../api/types';
import type { Option } from '../components/Combobox.svelte';
import { plainPosition } from '../i18n/format';
import { t, words } from '../i18n/language.svelte';
import { world } from './world.svelte';

const WAIT_MS = 180;

function keyOf(result: SearchResult, index: number): string {
  return result.kind === 'coordinate'
    ? `coordinate-${index}`
    : `${result.kind}-${result.code}-${index}`;
}

function optionOf(result: SearchResult, index: number): Option {
  const key = keyOf(result, index);
  if (result.kind === 'resource') {
    const layer = world.layer(result.layer);
    const group = words(layer?.title);
    return { key, label: result.name, detail: result.detail, group, layer };
  }
  if (result.kind === 'area') {
    const group = t('search.areas');
    return { key, label: result.name, detail: result.detail, group, icon: 'area' };
  }
  const detail = t('search.datum', { datum: result.datum.toUpperCase() });
  const label = plainPosition(result.lon, result.lat);
  return { key, label, detail, group: t('search.coordinates'), icon: 'pin' };
}

/** Results of one kind stand together, in the order in which the kinds first appear. */
function grouped(results: SearchResult[]): SearchResult[] {
  const kindOf = (result: SearchResult) =>
    result.kind === 'resource' ? `resource ${result.layer}` : result.kind;
  const kinds = [...new Set(results.map(kindOf))];
  return kinds.flatMap((kind) => results.filter((result) => kindOf(result) === kind));
}

export class Search {
  text = $state('');
  readonly ask = new Ask<SearchResult[]>();
  #results = $derived(grouped(this.ask.answer ?? []));
  options = $derived(this.#results.map(optionOf));

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

  resultOf(option: Option): SearchResult | undefined {
    return this.#results.find((result, index) => keyOf(result, index) === option.key);
  }
}
