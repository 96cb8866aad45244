import { layerSpec } from '../catalog/spec';

export default layerSpec({
  highlights: ['kind', 'severity'],
});
