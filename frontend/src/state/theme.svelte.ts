/** Light or dark: the system's choice unless the person made one. */
import { tokenSheet, type ThemeName } from '../style/tokens';
import { view } from './view.svelte';

const system = matchMedia('(prefers-color-scheme: dark)');

class Theme {
  #systemDark = $state(system.matches);

  constructor() {
    system.addEventListener('change', (event) => (this.#systemDark = event.matches));
  }

  get name(): ThemeName {
    const { theme } = view.shared;
    if (theme !== 'auto') return theme;
    return this.#systemDark ? 'dark' : 'light';
  }

  toggle(): void {
    view.shared.theme = this.name === 'dark' ? 'light' : 'dark';
  }
}

export const theme = new Theme();

/** Puts the theme's tokens on the page and keeps them right. Call inside an effect root. */
export function wearTheme(): void {
  // A constructed sheet works under a strict content security policy, an inline style does not.
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  $effect.pre(() => sheet.replaceSync(tokenSheet(theme.name)));
}
