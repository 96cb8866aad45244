import { layerSpec } from '../catalog/spec';

export default layerSpec({
  highlights: ['kind', 'risk_level'],
  isOrigin: true,
  radius_m: 2000,
});
