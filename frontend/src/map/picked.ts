import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { themes, type ThemeName } from '../style/tokens';
import { halo } from './answer';

/** The resource that is open in the drawer: a halo, and the outline of its effect where it has one. */
export function pickedLayers(theme: ThemeName): LayerSpecification[] {
  const { accent, incident } = themes[theme];
  const isPoint: ExpressionSpecification = ['==', ['geometry-type'], 'Point'];
  const isOutline: ExpressionSpecification = ['!=', ['geometry-type'], 'Point'];
  return [
    {
      id: 'picked-outline',
      type: 'fill',
      source: 'picked',
      filter: isOutline,
      paint: { 'fill-color': incident, 'fill-opacity': 0.12 },
    },
    {
      id: 'picked-edge',
      type: 'line',
      source: 'picked',
      filter: isOutline,
      paint: { 'line-color': incident, 'line-width': 1.5, 'line-dasharray': [3, 2] },
    },
    halo('picked-halo', 'picked', isPoint, accent),
  ];
}
