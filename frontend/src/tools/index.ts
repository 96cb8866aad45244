/** The tools of the page: the key that opens each, and its panel, loaded when it is first opened. */
import type { Component } from 'svelte';
import type { ToolName } from '../state/url';

interface Tool {
  key: string;
  load: () => Promise<{ default: Component }>;
}

export const tools: Record<ToolName, Tool> = {
  layers: { key: 'L', load: () => import('./layers/LayersPanel.svelte') },
  nearest: { key: 'N', load: () => import('./nearest/NearestTool.svelte') },
  coverage: { key: 'C', load: () => import('./coverage/CoveragePanel.svelte') },
  radius: { key: 'R', load: () => import('./radius/RadiusPanel.svelte') },
  inside: { key: 'I', load: () => import('./inside/InsidePanel.svelte') },
  clocks: { key: 'T', load: () => import('./clocks/ClocksPanel.svelte') },
};
