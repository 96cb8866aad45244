import { layerSpec } from '../catalog/spec';

export default layerSpec({
  turn: 2,
  highlights: ['level', 'storage_mode'],
  hasStock: true,
});
