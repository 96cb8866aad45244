import { layerSpec } from '../catalog/spec';

export default layerSpec({
  turn: 4,
  highlights: ['kind', 'risk_level'],
});
