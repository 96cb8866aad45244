import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const server = process.env.ONEMAP_DEV_SERVER ?? 'http://127.0.0.1:8000';
const proxied = ['/api', '/tiles', '/admin', '/healthz', '/readyz'];

export default defineConfig({
  // Django serves index.html at / and everything else of dist/ under /static/.
  base: '/static/',
  plugins: [svelte()],
  build: { target: 'es2022', chunkSizeWarningLimit: 1300 },
  server: { proxy: Object.fromEntries(proxied.map((path) => [path, server])) },
  // Vitest would otherwise take Svelte's server build, which knows no effects.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  test: { include: ['src/**/*.test.ts'] },
});
