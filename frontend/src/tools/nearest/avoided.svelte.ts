/** What the address says is to be avoided: its name for the panel, its ground for the map. */
import type { Feature } from 'geojson';
import { getResource, getResources } from '../../api/endpoints';
import { placeName, t, words } from '../../i18n/language.svelte';
import { ringFrom } from '../../state/url';
import { view } from '../../state/view.svelte';
import { world } from '../../state/world.svelte';
import { dangerOf, dangerOfRing, dangersOf } from './danger';

interface Known {
  name: { name: string; name_en?: string | null } | null;
  ground: Feature[];
}

async function find(text: string, signal: AbortSignal): Promise<Known> {
  const [layer = '', ...rest] = text.split(':');
  const code = rest.join(':');
  if (!code) return { name: null, ground: dangersOf(await getResources(layer, signal)) };
  const resource = await getResource(layer, code, signal);
  const ground = dangerOf(resource);
  return { name: resource.properties, ground: ground ? [ground] : [] };
}

export class Avoided {
  #known = $state.raw<Record<string, Known>>({});

  readonly ground = $derived(
    view.shared.avoid.flatMap((text) => {
      const ring = ringFrom(text);
      return ring.length ? [dangerOfRing(ring)] : (this.#known[text]?.ground ?? []);
    }),
  );

  /** Call while a component is set up: names and grounds are then fetched as they are needed. */
  constructor() {
    $effect(() => {
      void world.identity;
      const controller = new AbortController();
      const wanted = view.shared.avoid.filter((text) => ringFrom(text).length === 0);
      for (const text of wanted) {
        // The answer itself says what is wrong with one that cannot be found.
        void find(text, controller.signal)
          .then((found) => (this.#known = { ...this.#known, [text]: found }))
          .catch(() => {});
      }
      return () => controller.abort();
    });
  }

  label(text: string): string {
    if (ringFrom(text).length) return t('avoid.drawn');
    const layer = world.layer(text);
    if (layer) return t('avoid.all', { layer: words(layer.title) });
    const name = this.#known[text]?.name;
    return name ? placeName(name) : text;
  }
}
