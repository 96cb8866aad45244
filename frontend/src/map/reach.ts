/** Draws what a radius reaches, and what it does not. */
import type { LayerSpecification } from 'maplibre-gl';
import { themes, type ThemeName } from '../style/tokens';
import { role } from './answer';

/** Lies under the marks: what is reached, what is not. `faint` where colours beneath are to be read. */
export function reachLayers(theme: ThemeName, color: string, faint: boolean): LayerSpecification[] {
  const colors = themes[theme];
  const tint = colors[color as keyof typeof colors] ?? colors.accent;
  return [
    {
      id: 'reach-outside',
      type: 'fill',
      source: 'reach',
      filter: role('outside'),
      paint: { 'fill-pattern': `hatch|${theme}` },
    },
    {
      id: 'reach-inside',
      type: 'fill',
      source: 'reach',
      filter: role('inside'),
      paint: { 'fill-color': tint, 'fill-opacity': faint ? 0.07 : 0.16 },
    },
    {
      id: 'reach-edge',
      type: 'line',
      source: 'reach',
      filter: role('inside'),
      paint: { 'line-color': tint, 'line-width': 1.2, 'line-opacity': 0.85 },
    },
  ];
}
