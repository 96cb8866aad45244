/** How long a pixel is on the ground, and the figures made of it. */

const EARTH_CIRCUMFERENCE_M = 40_075_016.686;
/** The side of a standard rendering pixel (OGC), which the scale denominator is defined by. */
const PIXEL_M = 0.00028;
const WORLD_PX = 512;

export function metresPerPixel(lat: number, zoom: number): number {
  const circumference_m = EARTH_CIRCUMFERENCE_M * Math.cos((lat * Math.PI) / 180);
  return circumference_m / (WORLD_PX * 2 ** zoom);
}

export function scaleDenominator(lat: number, zoom: number): number {
  return metresPerPixel(lat, zoom) / PIXEL_M;
}

/** The longest round length (1, 2 or 5 times a power of ten) that fits into `room_px`. */
export function scaleBar(
  lat: number,
  zoom: number,
  room_px: number,
): { length_m: number; width_px: number } {
  const metres = metresPerPixel(lat, zoom);
  const longest_m = metres * room_px;
  const power = 10 ** Math.floor(Math.log10(longest_m));
  const step = [5, 2, 1].find((digit) => digit * power <= longest_m) ?? 1;
  return { length_m: step * power, width_px: (step * power) / metres };
}
