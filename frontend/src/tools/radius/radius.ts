/** The radius in force: the one a person set, else one that suits the view. */
import type { CoverageMode } from '../../state/url';
import { stage } from '../../map/stage.svelte';
import { view } from '../../state/view.svelte';
import { fittingRadius } from './scale';

/** What people mean by a service radius when they name none. */
const SERVICE_RADIUS_M = 1000;

export function radiusInForce(mode: CoverageMode): number {
  const { radius_m, place } = view.shared;
  if (radius_m !== null) return radius_m;
  if (mode === 'all' || !stage.map) return SERVICE_RADIUS_M;
  return fittingRadius(stage.zoom, place?.lat ?? stage.centre[1]);
}
