import { layerSpec } from '../catalog/spec';

export default layerSpec({
  turn: 3,
  vehicle: 'fire_engine',
  highlights: ['category', 'on_duty_persons', 'members_persons'],
});
