import { layerSpec } from '../catalog/spec';

export default layerSpec({
  turn: 1,
  highlights: ['level', 'free_places_persons'],
  answersByKey: { suitability: 'hazard' },
});
