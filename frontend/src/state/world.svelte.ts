/** What the server told us about itself: configuration, who is signed in, the catalog of layers. */
import { setCsrf, watchContact, ApiProblem } from '../api/client';
import * as api from '../api/endpoints';
import { specOf } from '../layers';
import type { Item, Layer, MapConfig, Session } from '../api/types';

const REFRESH_MS = 60_000;
const SIGNED_OUT: Session = { user: null, role: null, role_title: null, csrf: '' };

class World {
  config = $state.raw<MapConfig | null>(null);
  session = $state.raw<Session>(SIGNED_OUT);
  layers = $state.raw<Layer[]>([]);
  items = $state.raw<Item[]>([]);
  problem = $state.raw<ApiProblem | null>(null);
  /** When the server last answered anything, and whether the last request reached it. */
  heardAt = $state<Date | null>(null);
  reached = $state(true);
  /** Grows when the signed-in person changes: everything fetched before may now read differently. */
  identity = $state(0);

  layer(key: string | null): Layer | null {
    return this.layers.find((layer) => layer.key === key) ?? null;
  }

  /** The layers of places, as lists name them. */
  get pointLayers(): Layer[] {
    return this.layers
      .filter((layer) => layer.geometry === 'point')
      .sort((a, b) => specOf(a.key).turn - specOf(b.key).turn || a.order - b.order);
  }

  layersAnswering(question: string): Layer[] {
    return this.pointLayers.filter((layer) => layer.questions.includes(question));
  }

  load = async (): Promise<void> => {
    this.problem = null;
    try {
      const [session, config, layers] = await Promise.all([
        api.getSession(),
        api.getMapConfig(),
        api.getLayers(),
      ]);
      this.#meet(session);
      this.config = config;
      this.layers = layers;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.problem = error;
    }
  };

  async signIn(username: string, password: string): Promise<void> {
    this.#meet(await api.signIn(username, password));
    await this.#readAfresh();
  }

  async signOut(): Promise<void> {
    await api.signOut();
    this.#meet(await api.getSession());
    await this.#readAfresh();
  }

  /** The tree of goods; asked for once, when a tool first needs it. */
  async needItems(): Promise<void> {
    if (this.items.length === 0) this.items = await api.getItems();
  }

  /** Watches the server from now on: its answers, and its catalog once a minute. */
  keepFresh(): void {
    watchContact((reached) => {
      this.reached = reached;
      if (reached) this.heardAt = new Date();
    });
    setInterval(() => {
      if (document.visibilityState === 'visible') void this.#refreshCatalog();
    }, REFRESH_MS);
  }

  async #refreshCatalog(): Promise<void> {
    try {
      this.layers = await api.getLayers();
    } catch {
      // The freshness mark in the header already says that the server does not answer.
    }
  }

  #meet(session: Session): void {
    setCsrf(session.csrf);
    this.session = session;
  }

  async #readAfresh(): Promise<void> {
    this.layers = await api.getLayers();
    this.identity += 1;
  }
}

export const world = new World();
