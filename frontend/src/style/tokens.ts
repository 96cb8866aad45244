/** The only place where colours and sizes are named; CSS variables and the map's paint both come from here. */

export type ThemeName = 'light' | 'dark';

const light = {
  ink: '#15202b',
  ink2: '#435160',
  ink3: '#5b6977',
  line: '#dde3e8',
  'line-strong': '#7d8a97',
  bg: '#ffffff',
  bg2: '#f3f6f8',
  bg3: '#e8edf1',
  accent: '#1257a8',
  'accent-ink': '#ffffff',
  'accent-soft': '#e6effa',
  shelter: '#1a7f4b',
  depot: '#1257a8',
  team: '#b45f06',
  hazard: '#b9530a',
  incident: '#c8201f',
  area: '#51606d',
  other: '#5a4a9c',
  red: '#c8201f',
  orange: '#dd7508',
  yellow: '#c79a00',
  blue: '#2b7bd6',
  'people-served': '#1a7f4b',
  'people-no-place': '#c79a00',
  'people-out': '#6b4a8a',
  ok: '#1a7f4b',
  'ok-soft': '#e8f4ed',
  warn: '#9a4f00',
  'warn-soft': '#fdf1e2',
  bad: '#b3261e',
  'bad-soft': '#fbeae9',
  'map-void': '#e6ebee',
  'map-land': '#f6f5f1',
  'map-home': '#fdfcfa',
  'map-edge': '#cdd3d2',
  'map-edge-strong': '#a9b3b7',
  'map-label': '#51606d',
  'map-halo': '#fbfaf7',
  'pin-rim': '#ffffff',
  shadow: '0 1px 2px rgb(16 32 48 / 0.08), 0 6px 20px rgb(16 32 48 / 0.10)',
};

export type ColorName = keyof typeof light;

const dark: Record<ColorName, string> = {
  ink: '#e8edf2',
  ink2: '#b2bec9',
  ink3: '#8f9dab',
  line: '#2a3540',
  'line-strong': '#6b7a88',
  bg: '#141b22',
  bg2: '#1b242d',
  bg3: '#26313c',
  accent: '#6aadf5',
  'accent-ink': '#0b1219',
  'accent-soft': '#1a2f46',
  shelter: '#4cc38a',
  depot: '#6aadf5',
  team: '#f0a04b',
  hazard: '#f59a3c',
  incident: '#ff7a70',
  area: '#9dabb8',
  other: '#b3a1f5',
  red: '#ff6b61',
  orange: '#f59a3c',
  yellow: '#ecc53a',
  blue: '#69a9f2',
  'people-served': '#4cc38a',
  'people-no-place': '#ecc53a',
  'people-out': '#b494d6',
  ok: '#4cc38a',
  'ok-soft': '#14291f',
  warn: '#f0a04b',
  'warn-soft': '#2d2114',
  bad: '#ff8a80',
  'bad-soft': '#331a1a',
  'map-void': '#0c1116',
  'map-land': '#151c23',
  'map-home': '#1b242c',
  'map-edge': '#2f3c48',
  'map-edge-strong': '#465665',
  'map-label': '#9dabb8',
  'map-halo': '#12181e',
  'pin-rim': '#12181e',
  shadow: '0 1px 2px rgb(0 0 0 / 0.4), 0 8px 24px rgb(0 0 0 / 0.45)',
};

export const themes: Record<ThemeName, Record<ColorName, string>> = { light, dark };

/** Brown to teal, so that red-green blindness reads it. Lowest share first. */
export const shareRamp: Record<ThemeName, readonly string[]> = {
  light: ['#a86a24', '#d8b06a', '#efe1bd', '#8ecbc2', '#2f8f86'],
  dark: ['#7a4a12', '#9b7533', '#6f6a58', '#2f7f78', '#35a79c'],
};

export const sizes = {
  'header-height': '52px',
  'rail-width': '68px',
  'panel-width': '372px',
  'drawer-width': '352px',
  'radius-m': '8px',
  'radius-s': '6px',
  'radius-l': '14px',
  'bar-height': '58px',
  'text-xs': '12px',
  'text-s': '13px',
  'text-m': '14px',
  'text-l': '17px',
  'text-xl': '34px',
} as const;

/** Width below which the page becomes header, map and bottom sheet; the CSS media queries use the same figure. */
export const PHONE_MAX_WIDTH_PX = 820;

export const fontStack = [
  'Noto Sans SC',
  'PingFang SC',
  'Microsoft YaHei',
  'Noto Sans CJK SC',
  'system-ui',
  'sans-serif',
];

/** Pixel sizes of what is drawn on the map. */
export const marks = { pinPx: 22, resultPinPx: 32, clusterPx: 30 } as const;

function declarations(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');
}

/** The style sheet that carries every token as a CSS variable for the chosen theme. */
export function tokenSheet(theme: ThemeName): string {
  const font = fontStack.map((family) => (family.includes(' ') ? `"${family}"` : family)).join(',');
  const all = { ...themes[theme], ...sizes, font };
  return `:root{color-scheme:${theme};${declarations(all)}}`;
}
