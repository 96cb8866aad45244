import { layerSpec } from '../catalog/spec';

export default layerSpec({
  highlights: ['category', 'on_duty_persons', 'members_persons'],
});
