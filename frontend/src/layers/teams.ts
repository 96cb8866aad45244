import { layerSpec } from '../catalog/spec';

export default layerSpec({
  highlights: ['kind', 'members_on_duty'],
  radius_m: 10_000,
});
