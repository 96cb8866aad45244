import { layerSpec } from '../catalog/spec';

export default layerSpec({
  highlights: ['level', 'capacity_evacuation_persons'],
  radius_m: 1000,
});
