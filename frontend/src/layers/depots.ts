import { layerSpec } from '../catalog/spec';

export default layerSpec({
  highlights: ['level', 'storage_mode'],
  hasStock: true,
});
