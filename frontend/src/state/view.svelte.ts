/** The shared state of the page, live, and its two-way tie to the address bar. */
import { language } from '../i18n/language.svelte';
import type { NeedLine } from './need';
import { fromSearch, historyKey, toSearch, type Pick, type Place, type Shared } from './url';
import type { ToolName } from './url';

const WRITE_DELAY_MS = 250;

class View {
  shared = $state<Shared>(fromSearch(location.search));
  /** Counts the times the address was the source (load, Back): the map then moves to the camera. */
  restored = $state(0);

  openTool(tool: ToolName | null): void {
    this.shared.tool = tool;
  }

  toggleTool(tool: ToolName): void {
    this.openTool(this.shared.tool === tool ? null : tool);
  }

  pick(pick: Pick | null): void {
    this.shared.pick = pick;
  }

  /** Ask about another layer: filters of the last one mean nothing there. */
  askAbout(layer: string, filters: Record<string, string[]>): void {
    this.shared.layer = layer;
    this.shared.filters = filters;
  }

  setPlace(place: Place | null): void {
    this.shared.place = place;
  }

  setFilter(name: string, values: string[]): void {
    const rest = Object.entries(this.shared.filters).filter(([other]) => other !== name);
    this.shared.filters = Object.fromEntries(values.length ? [...rest, [name, values]] : rest);
  }

  setNeed(need: NeedLine[]): void {
    this.shared.need = need;
  }

  avoid(what: string): void {
    if (!this.shared.avoid.includes(what)) this.shared.avoid = [...this.shared.avoid, what];
  }

  isHidden(layer: string): boolean {
    return this.shared.hidden.includes(layer);
  }

  toggleLayer(layer: string): void {
    const { hidden } = this.shared;
    this.shared.hidden = this.isHidden(layer)
      ? hidden.filter((key) => key !== layer)
      : [...hidden, layer];
  }
}

export const view = new View();

/** The full address of the present picture, for a colleague: it names the language too. */
export function linkToView(): string {
  const search = toSearch({ ...view.shared, lang: language.code });
  return `${location.origin}${location.pathname}?${search}`;
}

function write(key: string, lastKey: string): void {
  const search = toSearch(view.shared);
  if (`?${search}` === location.search || (!search && !location.search)) return;
  const address = search ? `?${search}` : location.pathname;
  if (key === lastKey) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
}

/** Keeps address and state the same from now on. Call once, inside an effect root. */
export function tieToAddress(): void {
  let lastKey = historyKey(view.shared);
  let timer: ReturnType<typeof setTimeout> | undefined;
  $effect(() => {
    const key = historyKey(view.shared);
    toSearch(view.shared);
    clearTimeout(timer);
    timer = setTimeout(() => {
      write(key, lastKey);
      lastKey = key;
    }, WRITE_DELAY_MS);
  });
  addEventListener('popstate', () => {
    clearTimeout(timer);
    view.shared = fromSearch(location.search);
    lastKey = historyKey(view.shared);
    view.restored += 1;
  });
}
