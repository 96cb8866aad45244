import { layerSpec } from '../catalog/spec';

export default layerSpec({
  highlights: ['kind', 'risk_level'],
});
