import { layerSpec } from '../catalog/spec';

export default layerSpec({
  turn: 1,
  highlights: ['level', 'free_places_persons'],
  vehicle: 'foot',
  answersByKey: { suitability: 'hazard' },
});
