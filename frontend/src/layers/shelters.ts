import { layerSpec } from '../catalog/spec';

export default layerSpec({
  highlights: ['level', 'free_places_persons'],
  answersByKey: { suitability: 'hazard' },
});
