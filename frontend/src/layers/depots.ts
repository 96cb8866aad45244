import { layerSpec } from '../catalog/spec';

export default layerSpec({
  highlights: ['level', 'kind'],
  filterControls: { item: 'item' },
  hasStock: true,
  radius_m: 20_000,
});
