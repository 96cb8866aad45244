/** A slider on which each step is the same ratio, and ends on figures a person would say. */
import { RADIUS_MAX_M, RADIUS_MIN_M } from '../state/url';

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

const EARTH_AROUND_M = 40_075_017;
const TILE_PX = 512;
/** A circle this large is seen whole, with what surrounds it, on a phone too. */
const FITTING_PX = 140;
const FIGURES = [1, 2, 5, 10];

/** A round radius that makes a circle easy to see at this zoom, which changes only now and then as one zooms. */
export function fittingRadius(zoom: number, lat: number): number {
  const pixel_m = (EARTH_AROUND_M * Math.cos((lat * Math.PI) / 180)) / (TILE_PX * 2 ** zoom);
  const wanted_m = FITTING_PX * pixel_m;
  const magnitude = 10 ** Math.floor(Math.log10(wanted_m));
  const figure = FIGURES.reduce((best, one) =>
    Math.abs(Math.log(wanted_m / (one * magnitude))) <
    Math.abs(Math.log(wanted_m / (best * magnitude)))
      ? one
      : best,
  );
  return Math.min(RADIUS_MAX_M, Math.max(RADIUS_MIN_M, figure * magnitude));
}
