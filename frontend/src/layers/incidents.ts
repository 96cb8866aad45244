import { layerSpec } from '../catalog/spec';

export default layerSpec({
  highlights: ['kind', 'severity'],
  isOrigin: true,
  radius_m: 5000,
});
