/** The administrative area the page is about; the server's home area unless another was chosen. */
import bboxOf from './bbox';
import { getArea } from '../api/endpoints';
import type { BBox, Named } from '../api/types';
import { placeName, t } from '../i18n/language.svelte';
import { view } from './view.svelte';
import { world } from './world.svelte';

/** Chosen in place of a code: no area at all. */
export const ALL_AREAS = 'all';

class ChosenArea {
  #names = $state.raw<Record<string, Named & { parent?: Named | null }>>({});

  get home(): Named | null {
    return world.config?.home_area ?? null;
  }

  get code(): string | null {
    const chosen = view.shared.area ?? this.home?.code ?? null;
    return chosen === ALL_AREAS ? null : chosen;
  }

  get name(): string {
    const { code } = this;
    if (!code) return t('area.all');
    if (code === this.home?.code) return placeName(this.home);
    const named = this.#names[code];
    return named ? placeName(named) : code;
  }

  /** The area above the chosen one; none is known above home. */
  get above(): Named | null {
    return this.#names[this.code ?? '']?.parent ?? null;
  }

  choose(code: string): void {
    view.shared.area = code === this.home?.code ? null : code;
  }

  async bounds(code: string): Promise<BBox | null> {
    if (code === ALL_AREAS) return world.config?.bounds ?? null;
    const area = await getArea(code).catch(() => null);
    return area?.geometry ? bboxOf(area.geometry) : null;
  }

  /** Learns the name of the chosen area when only its code is known. Call inside an effect root. */
  keepNamed(): void {
    $effect(() => {
      const { code } = this;
      if (!code || code === this.home?.code || this.#names[code]) return;
      void getArea(code)
        .then(({ properties }) => {
          this.#names = { ...this.#names, [code]: properties };
        })
        .catch(() => {});
    });
  }
}

export const area = new ChosenArea();
