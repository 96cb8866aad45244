/** The radius in force: the one a person set, else one that suits the view. */
import { stage } from '../../map/stage.svelte';
import { view } from '../../state/view.svelte';
import { fittingRadius } from '../scale';

const UNSEEN_M = 1000;

export function radiusAround(): number {
  const { radius_m, place } = view.shared;
  if (radius_m !== null) return radius_m;
  if (!stage.map) return UNSEEN_M;
  return fittingRadius(stage.zoom, place?.lat ?? stage.centre[1]);
}
