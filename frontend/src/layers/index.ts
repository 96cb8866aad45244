/** Finds a layer's own file by its key; a layer without one gets the defaults, so the server may add layers alone. */
import { layerSpec, type LayerSpec } from '../catalog/spec';

const own = import.meta.glob<LayerSpec>(['./*.ts', '!./index.ts'], {
  eager: true,
  import: 'default',
});

const plain = layerSpec({});

export function specOf(key: string): LayerSpec {
  return own[`./${key}.ts`] ?? plain;
}
