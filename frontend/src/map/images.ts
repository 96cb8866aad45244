/** Draws marks for the map when it first asks for them: the image's name says all there is to know. */
import type { Map as MapLibre } from 'maplibre-gl';
import { marks, themes, type ColorName, type ThemeName } from '../style/tokens';
import { glyphs } from './glyphs.svelte';
import { outlineOf } from './shapes';

/** `on` can serve; `off` cannot, and is drawn hollow; `big` is a result. */
export type PinState = 'on' | 'off' | 'big';

const GRID = 24;

export function pinName(theme: ThemeName, shape: string, icon: string): string {
  return `pin|${theme}|${shape}|${icon}|`;
}

export function clusterName(theme: ThemeName, shape: string): string {
  return `cluster|${theme}|${shape}|`;
}

function palette(theme: string, color: string): { fill: string; rim: string } {
  const colors = themes[theme as ThemeName];
  return { fill: colors[color as ColorName] ?? colors.other, rim: colors['pin-rim'] };
}

function canvasOf(size_px: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  const ratio = Math.max(1, Math.ceil(devicePixelRatio));
  canvas.width = canvas.height = Math.ceil(size_px * ratio);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.scale(canvas.width / GRID, canvas.height / GRID);
  context.lineJoin = 'round';
  return context;
}

function drawGlyph(context: CanvasRenderingContext2D, icon: string, shape: string): void {
  const { glyphSize, glyphMiddle } = outlineOf(shape);
  context.save();
  context.translate(GRID / 2, glyphMiddle);
  context.scale(glyphSize / 15, glyphSize / 15);
  context.translate(-7.5, -7.5);
  context.fill(new Path2D(glyphs.path(icon)), 'evenodd');
  context.restore();
}

function shrink(context: CanvasRenderingContext2D, by: number): void {
  context.translate((GRID * (1 - by)) / 2, (GRID * (1 - by)) / 2);
  context.scale(by, by);
}

function drawPin(name: string): CanvasRenderingContext2D {
  const [, theme, shape, icon, color, state] = name.split('|') as string[];
  const { fill, rim } = palette(theme!, color!);
  const context = canvasOf(state === 'big' ? marks.resultPinPx : marks.pinPx);
  const outline = new Path2D(outlineOf(shape!).path);
  shrink(context, 0.88);
  const hollow = state === 'off' || shape === 'ring';
  context.lineWidth = hollow ? 5.6 : 3;
  context.strokeStyle = rim;
  context.stroke(outline);
  context.fillStyle = hollow ? rim : fill;
  context.fill(outline);
  if (hollow) {
    context.lineWidth = 2.4;
    context.strokeStyle = fill;
    context.stroke(outline);
  }
  context.fillStyle = hollow ? fill : rim;
  drawGlyph(context, icon!, shape!);
  return context;
}

function drawCluster(name: string): CanvasRenderingContext2D {
  const [, theme, shape, color] = name.split('|') as string[];
  const { fill, rim } = palette(theme!, color!);
  const context = canvasOf(
    marks.clusterPx * (shape === 'diamond' || shape === 'triangle' ? 1.25 : 1),
  );
  const outline = new Path2D(outlineOf(shape!).path);
  shrink(context, 0.86);
  context.lineWidth = 4.4;
  context.strokeStyle = rim;
  context.stroke(outline);
  context.fillStyle = rim;
  context.fill(outline);
  context.globalAlpha = 0.14;
  context.fillStyle = fill;
  context.fill(outline);
  context.globalAlpha = 1;
  context.lineWidth = 2;
  context.strokeStyle = fill;
  context.stroke(outline);
  return context;
}

/** `ring|light|red:4|orange:2`: how the members of a cluster share out by colour. */
function drawShares(name: string): CanvasRenderingContext2D {
  const [, theme, ...parts] = name.split('|') as string[];
  const shares = parts
    .map((part) => part.split(':'))
    .map(([color, weight]) => ({ color: color ?? '', weight: Number(weight) || 0 }));
  const total = shares.reduce((sum, { weight }) => sum + weight, 0) || 1;
  const { rim } = palette(theme!, 'other');
  const context = canvasOf(marks.clusterPx * 1.12);
  context.fillStyle = rim;
  context.arc(12, 12, 11.6, 0, 2 * Math.PI);
  context.fill();
  context.lineWidth = 3.2;
  let angle = -Math.PI / 2;
  for (const { color, weight } of shares) {
    const end = angle + (weight / total) * 2 * Math.PI;
    context.beginPath();
    context.strokeStyle = palette(theme!, color).fill;
    context.arc(12, 12, 9.4, angle, end);
    context.stroke();
    angle = end;
  }
  return context;
}

/** A hatch, so that what lies outside reach is told by pattern as well as by tint. */
function drawHatch(name: string): CanvasRenderingContext2D {
  const [, theme] = name.split('|') as string[];
  const context = canvasOf(10);
  context.strokeStyle = themes[theme as ThemeName]['map-label'];
  context.globalAlpha = 0.55;
  context.lineWidth = 2.2;
  for (const offset of [-GRID, 0, GRID]) {
    context.moveTo(offset, GRID);
    context.lineTo(offset + GRID, 0);
  }
  context.stroke();
  return context;
}

const painters: Record<string, (name: string) => CanvasRenderingContext2D> = {
  pin: drawPin,
  cluster: drawCluster,
  ring: drawShares,
  hatch: drawHatch,
};

/** Lets the map draw its marks when it first needs them. */
export function drawMarksOnDemand(map: MapLibre): void {
  map.setMissingStyleImageResolver(async (id) => {
    const [kind = '', , , icon] = id.split('|');
    const painter = painters[kind];
    if (!painter) return;
    if (kind === 'pin' && icon) await glyphs.need([icon]);
    if (map.hasImage(id)) return;
    const context = painter(id);
    const { width, height } = context.canvas;
    const image = context.getImageData(0, 0, width, height);
    map.addImage(id, image, { pixelRatio: Math.max(1, Math.ceil(devicePixelRatio)) });
  });
}
