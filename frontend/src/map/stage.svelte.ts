/** What tools put on the map and ask of it, so that no tool handles the map itself. */
import type { Feature } from 'geojson';
import type { LngLatBoundsLike, Map as MapLibre } from 'maplibre-gl';
import type { LonLat } from '../state/url';
import type { AreaShares } from './shares';

/** A tool that wants to know of clicks and moves on the map. */
export interface PointerTaker {
  /** True keeps marks from opening on click: every click belongs to the tool. */
  exclusive: boolean;
  click(at: LonLat): void;
  move?(at: LonLat): void;
  doubleClick?(at: LonLat): void;
  /** Told of a mark that was clicked; true where the tool opens it itself. */
  open?(layer: string, code: string): boolean;
}

/** The legend of an answer about people. */
export interface PeopleLegend {
  title: string;
  /** Which people a share is of. */
  denominator: string;
  breaks: number[];
  target: number | null;
  /** The discs of people that are on the map, by class. */
  classes: { key: string; text: string }[];
}

/** The legend of squares of places per person: what is counted, and of which people. */
export interface SquaresLegend {
  title: string;
  denominator: string;
}

/** The other of two answers that are compared: drawn left of the divider. */
export interface Before {
  answer: Feature[];
  reach: Feature[];
  cells: Feature[];
  areaShares: AreaShares | null;
  /** What each side of the divider is, and its figure. */
  left: Captioned;
  right: Captioned;
}
export interface Captioned {
  name: string;
  figure: string;
}

/** A point on the map that can be dragged. */
export interface Handle {
  kind: 'origin' | 'rim';
  at: LonLat;
  label: string;
  drag?: (to: LonLat) => void;
  drop?: (at: LonLat) => void;
}

class Stage {
  map = $state.raw<MapLibre | null>(null);
  answer = $state.raw<Feature[]>([]);
  reach = $state.raw<Feature[]>([]);
  cells = $state.raw<Feature[]>([]);
  squares = $state.raw<Feature[]>([]);
  picked = $state.raw<Feature[]>([]);
  reachColor = $state('accent');
  areaShares = $state.raw<AreaShares | null>(null);
  /** What the colours of areas and people mean, in words. */
  legend = $state.raw<PeopleLegend | null>(null);
  squaresLegend = $state.raw<SquaresLegend | null>(null);
  before = $state.raw<Before | null>(null);
  /** Where the divider stands: its share of the map's width. */
  divider = $state(0.5);
  handles = $state.raw<Handle[]>([]);
  taker = $state.raw<PointerTaker | null>(null);
  /** `layer:code` of the place whose row or mark is under the pointer. */
  focus = $state<string | null>(null);
  pointer = $state.raw<LonLat | null>(null);
  centre = $state.raw<LonLat>([0, 0]);
  zoom = $state(0);
  /** Keeps what is flown to clear of the bottom sheet on a phone. */
  covered_px = 0;
  #stayUntil = 0;

  /** Takes everything a tool drew off the map. */
  clear(): void {
    this.answer = [];
    this.reach = [];
    this.cells = [];
    this.squares = [];
    this.areaShares = null;
    this.legend = null;
    this.squaresLegend = null;
    this.before = null;
    this.handles = [];
    this.taker = null;
    this.focus = null;
  }

  /** A picture restored from an address keeps its camera, whatever answers arrive with it. */
  stay(duration_ms: number): void {
    this.#stayUntil = performance.now() + duration_ms;
  }

  /** Goes there, coming nearer only from so far away that the place would be lost among others. */
  flyTo([lon, lat]: LonLat, zoom = 10): void {
    const map = this.map;
    if (!map) return;
    map.flyTo({
      center: [lon, lat],
      zoom: Math.max(map.getZoom(), zoom),
      padding: { bottom: this.covered_px },
      duration: 900,
    });
  }

  fit(bounds: LngLatBoundsLike): void {
    const bottom = 60 + this.covered_px;
    this.map?.fitBounds(bounds, {
      padding: { top: 60, left: 60, right: 60, bottom },
      maxZoom: 14,
      duration: 700,
    });
  }

  /** Moves only if one of the points cannot be seen now; a restored camera only for the place itself. */
  showAll(points: LonLat[], place?: LonLat): void {
    const map = this.map;
    if (!map || points.length === 0) return;
    if (performance.now() < this.#stayUntil) {
      if (place) this.#uncover(map, place);
      return;
    }
    const { clientWidth, clientHeight } = map.getContainer();
    const unseen = points.some((point) => {
      const { x, y } = map.project(point);
      return x < 30 || y < 30 || x > clientWidth - 30 || y > clientHeight - 30 - this.covered_px;
    });
    if (!unseen) return;
    const lons = points.map(([lon]) => lon);
    const lats = points.map(([, lat]) => lat);
    this.fit([
      [Math.min(...lons), Math.min(...lats)],
      [Math.max(...lons), Math.max(...lats)],
    ]);
  }

  /** A link made on a desk may put the place where a phone has its sheet. */
  #uncover(map: MapLibre, point: LonLat): void {
    const { clientHeight } = map.getContainer();
    const seen_px = clientHeight - this.covered_px;
    const { y } = map.project(point);
    if (this.covered_px > 0 && y > seen_px - 30 && y < clientHeight)
      map.panBy([0, y - seen_px / 2], { duration: 400 });
  }

  zoomBy(steps: number): void {
    this.map?.zoomTo(this.map.getZoom() + steps);
  }
}

export const stage = new Stage();
