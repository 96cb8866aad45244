import { layerSpec } from '../catalog/spec';

export default layerSpec({
  turn: 5,
  highlights: ['kind', 'severity'],
});
