/** The Maki icons (CC0), bundled whole; loaded only when a layer asks for one. */
const files = import.meta.glob<string>('/node_modules/@mapbox/maki/icons/*.svg', {
  eager: true,
  query: '?raw',
  import: 'default',
});

export function makiPath(icon: string): string | null {
  const svg = files[`/node_modules/@mapbox/maki/icons/${icon}.svg`];
  if (!svg) return null;
  const paths = [...svg.matchAll(/\sd="([^"]+)"/g)].map((match) => match[1]);
  return paths.join(' ').replaceAll(/&#x[0-9A-F]+;/gi, ' ') || null;
}
