/** The pictures inside the marks, as SVG path data on a 15 by 15 grid; the map and the page draw the same ones. */

const fallback = 'M7.500 4a3.500 3.500 0 1 1 0 7 3.500 3.500 0 0 1 0-7z';

const own: Record<string, string> = {
  shelter: 'M7.500 1 1 7h2v7h3.500v-4h2v4H12V7h2z',
  depot: 'M1 5 7.500 1 14 5v9h-2V7H3v7H1zM4 8h7v2H4zm0 3h7v3H4z',
  team: 'M5 4.500a2.500 2.500 0 1 1 5 0 2.500 2.500 0 0 1-5 0zM2 14c0-3.500 2.500-5.500 5.500-5.500S13 10.500 13 14z',
  hazard:
    'M6.600 3h1.800l-.3 6.200H6.900zM7.500 10.400a1.200 1.200 0 1 1 0 2.400 1.200 1.200 0 0 1 0-2.400z',
  tick: 'M3.300 7.600 1.900 9 5.800 12.900 13.100 4.700 11.600 3.300 5.700 9.900z',
  cross:
    'M3.600 2.200 2.200 3.600 6.100 7.500 2.200 11.400 3.600 12.800 7.500 8.900 11.400 12.800 12.800 11.400 8.900 7.500 12.800 3.600 11.400 2.200 7.500 6.100z',
  incident: 'M8.600 1 3.500 8.500h3.200L6 14l5.500-7.800H8.200z',
};

class Glyphs {
  #known = $state.raw(own);

  path(icon: string): string {
    return this.#known[icon] ?? fallback;
  }

  /** Fetches what the catalog names beyond our own: any icon of the Maki set, by its name. */
  async need(icons: string[]): Promise<void> {
    const missing = icons.filter((icon) => !(icon in this.#known));
    if (missing.length === 0) return;
    const { makiPath } = await import('./maki');
    const found = missing.map((icon) => [icon, makiPath(icon) ?? fallback] as const);
    this.#known = { ...this.#known, ...Object.fromEntries(found) };
  }
}

export const glyphs = new Glyphs();
