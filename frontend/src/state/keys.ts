/** The keys of the page: one letter a tool, a slash to search, Escape to go back one step. */
import { tools } from '../tools';
import type { ToolName } from './url';
import { view } from './view.svelte';

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('input, textarea, select, [contenteditable]');
}

function toolOf(key: string): ToolName | null {
  const names = Object.keys(tools) as ToolName[];
  return names.find((name) => tools[name].key === key.toUpperCase()) ?? null;
}

function stepBack(): void {
  if (view.shared.pick) view.pick(null);
  else view.openTool(null);
}

export function handleKey(event: KeyboardEvent, focusSearch: () => void): void {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]'))
    return;
  if (event.key === 'Escape') {
    if (isTyping(event.target)) (event.target as HTMLElement).blur();
    else stepBack();
    return;
  }
  if (isTyping(event.target)) return;
  const tool = toolOf(event.key);
  if (event.key === '/') {
    event.preventDefault();
    focusSearch();
  } else if (tool) {
    event.preventDefault();
    view.toggleTool(tool);
  }
}
