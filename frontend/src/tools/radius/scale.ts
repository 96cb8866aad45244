/** A slider on which each step is the same ratio, and ends on figures a person would say. */
import { RADIUS_MAX_M, RADIUS_MIN_M } from '../../state/url';

export const SLIDER_STEPS = 240;
const RATIO = RADIUS_MAX_M / RADIUS_MIN_M;

/** Two significant digits, within the limits. */
export function rounded(radius_m: number): number {
  const magnitude = 10 ** Math.max(0, Math.floor(Math.log10(radius_m)) - 1);
  const tidy = Math.round(radius_m / magnitude) * magnitude;
  return Math.min(RADIUS_MAX_M, Math.max(RADIUS_MIN_M, tidy));
}

export function radiusAt(step: number): number {
  return rounded(RADIUS_MIN_M * RATIO ** (step / SLIDER_STEPS));
}

export function stepOf(radius_m: number): number {
  return (SLIDER_STEPS * Math.log(radius_m / RADIUS_MIN_M)) / Math.log(RATIO);
}
