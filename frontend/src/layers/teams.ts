import { layerSpec } from '../catalog/spec';

export default layerSpec({
  turn: 3,
  highlights: ['category', 'on_duty_persons', 'members_persons'],
});
