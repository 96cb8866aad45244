import { readFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const server = process.env.ONEMAP_DEV_SERVER ?? 'http://127.0.0.1:8000';
const proxied = ['/api', '/tiles', '/admin', '/healthz', '/readyz'];

/** Leaflet as its authors publish it: the server writes it into the briefs that people print and send on. */
function leafletForBriefs(): Plugin {
  const files = { 'leaflet.js': 'dist/', 'leaflet.css': 'dist/', LICENSE: '' };
  return {
    name: 'leaflet-for-briefs',
    apply: 'build',
    generateBundle() {
      for (const [name, folder] of Object.entries(files)) {
        const source = readFileSync(`node_modules/leaflet/${folder}${name}`);
        this.emitFile({ type: 'asset', fileName: `leaflet/${name}`, source });
      }
    },
  };
}

export default defineConfig({
  // Django serves index.html at / and everything else of dist/ under /static/.
  base: '/static/',
  plugins: [svelte(), leafletForBriefs()],
  build: { target: 'es2022', chunkSizeWarningLimit: 1300 },
  server: { proxy: Object.fromEntries(proxied.map((path) => [path, server])) },
  // Vitest would otherwise take Svelte's server build, which knows no effects.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  test: { include: ['src/**/*.test.ts'] },
});
