/** The answer as text for a message group, and as a table for a spreadsheet. */
import type { Layer, NearestAnswer, RankedResource } from '../../api/types';
import { verifiedAge } from '../../catalog/value';
import * as format from '../../i18n/format';
import { placeName, t, words } from '../../i18n/language.svelte';
import type { NeedLine } from '../../state/need';
import type { Cell } from '../csv';
import { keyFigures } from '../figures';
import { amount, itemName, itemOf } from '../goods';
import { reasonsOf, whyLeftOut } from './reasons';

export interface Report {
  layer: Layer;
  answer: NearestAnswer;
  /** Those left out that the page lists too. */
  leftOut: RankedResource[];
  need: NeedLine[];
  /** What the place is called on the page. */
  place: string;
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

function ageText({ properties }: RankedResource): string | null {
  const age_s = verifiedAge(properties);
  if (age_s === undefined) return null;
  return age_s === null ? t('verified.never') : t('verified.age', { age: format.age(age_s) });
}

function timeText({ properties }: RankedResource): string | null {
  const { duration_s, mobilise_s, travel_s, basis } = properties;
  if (duration_s === undefined) return null;
  const time = format.duration(duration_s);
  const whole = t('report.timeOn', { time, basis: t(`basis.${basis ?? 'estimate'}`) });
  if (!mobilise_s) return whole;
  return `${whole} = ${format.duration(mobilise_s)} + ${format.duration(travel_s ?? 0)}`;
}

function line(layer: Layer, resource: RankedResource, place: number): string {
  const { distance_m, road_distance_m, basis } = resource.properties;
  const way_m = (basis === 'road' && road_distance_m) || distance_m;
  const told = [timeText(resource), format.distance(way_m), ...keyFigures(layer, resource)];
  return `${place}. ${format.facts([placeName(resource.properties), ...told, ageText(resource)])}`;
}

/** How much was kept out of: drawn areas, and resources by their layer. */
export function avoidedText(avoided: string[], titleOf: (layer: string) => string): string {
  const counts = new Map<string, number>();
  for (const name of avoided) {
    const kind = name.split(':')[0] ?? '';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return format.facts([...counts].map(([kind, n]) => `${titleOf(kind)} ${format.number(n)}`));
}

export function basisText({ basis }: NearestAnswer): string {
  return t(`nearest.basis.${basis ?? 'none'}`);
}

/** Lines that read well where there are no columns: the question, the ranked places, the basis and its age. */
export function asText({ layer, answer, need, place }: Report): string {
  const { lon, lat } = answer.query;
  const wanted = need.map(
    ({ item, quantity }) => `${itemName(item)} ${amount(quantity, itemOf(item)?.unit)}`,
  );
  const reasons = reasonsOf(layer, answer.excluded);
  const total = reasons.reduce((sum, { count }) => sum + count, 0);
  return [
    t('report.title', { layer: words(layer.title), place }),
    format.plainPosition(lon, lat),
    wanted.length ? t('report.need', { need: wanted.join(t('value.comma')) }) : null,
    ...answer.features.map((resource, index) => line(layer, resource, index + 1)),
    answer.features.length ? null : t('nearest.nothing', { layer: words(layer.title) }),
    total
      ? t('report.leftOut', {
          n: total,
          reasons: format.facts(reasons.map(({ text, count }) => `${text} ${count}`)),
        })
      : null,
    basisText(answer),
    t('report.asOf', { time: format.dateTime(answer.as_of) }),
  ]
    .filter((one) => one !== null)
    .join('\n');
}

type Column = [title: string, of: (resource: RankedResource) => Cell | undefined];

function minutes(seconds: number | undefined): number | null {
  return seconds === undefined ? null : tenth(seconds / 60);
}

function columns(layer: Layer, { answer, need }: Report): Column[] {
  const stock = need.map(({ item }): Column => {
    const unit = words(itemOf(item)?.unit);
    return [
      `${itemName(item)}${unit && ` (${unit})`}`,
      ({ properties }) => properties.available?.[item],
    ];
  });
  const timed = answer.basis !== undefined;
  const times: Column[] = [
    [t('report.minutes'), ({ properties }) => minutes(properties.duration_s)],
    [t('report.mobilise'), ({ properties }) => minutes(properties.mobilise_s)],
    [t('report.travel'), ({ properties }) => minutes(properties.travel_s)],
    [
      t('report.roadKm'),
      ({ properties: { basis, road_distance_m } }) =>
        basis === 'road' && road_distance_m ? tenth(road_distance_m / 1000) : null,
    ],
    [t('report.basis'), ({ properties: { basis } }) => basis && t(`basis.${basis}`)],
  ];
  return [
    [t('report.rank'), ({ properties }) => properties.rank],
    [t('report.name'), ({ properties }) => placeName(properties)],
    [t('report.code'), ({ properties }) => properties.code],
    [t('report.km'), ({ properties }) => tenth(properties.distance_m / 1000)],
    ...(timed ? times : []),
    ...stock,
    [t('report.checked'), ageText],
    [t('report.lon'), ({ geometry }) => geometry.coordinates[0]],
    [t('report.lat'), ({ geometry }) => geometry.coordinates[1]],
    [t('report.reason'), (resource) => resource.properties.reason && whyLeftOut(layer, resource)],
  ];
}

/** A row a place, those left out at the end with their reason; the header first. */
export function asTable(report: Report): [header: string[], rows: Cell[][]] {
  const all = columns(report.layer, report);
  const rows = [...report.answer.features, ...report.leftOut];
  return [all.map(([title]) => title), rows.map((row) => all.map(([, of]) => of(row) ?? null))];
}
