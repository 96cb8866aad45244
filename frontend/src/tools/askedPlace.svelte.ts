/** The place a tool asks from: a click on the map sets it, its mark can be dragged. */
import { t } from '../i18n/language.svelte';
import { stage, type PointerTaker } from '../map/stage.svelte';
import type { LonLat } from '../state/url';
import { view } from '../state/view.svelte';

const put = ([lon, lat]: LonLat): void => view.setPlace({ lon, lat, name: null, from: null });

/**
 * Call while a component is set up; `at` is where the place stands, which the server may know better.
 * Clicks go to `other` while there is one: something else is being drawn.
 */
export function takePlaceFromMap(
  at: () => LonLat | null,
  other: () => PointerTaker | null = () => null,
): void {
  $effect(() => {
    stage.taker = other() ?? { exclusive: false, click: put };
    return () => (stage.taker = null);
  });
  $effect(() => {
    const origin = at();
    const label = view.shared.place?.name ?? t('place.onMap');
    stage.handles = origin
      ? [{ kind: 'origin', at: origin, label, drag: () => {}, drop: put }]
      : [];
    return () => (stage.handles = []);
  });
}
