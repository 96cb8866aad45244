/** The plan to take away: lines of text for a message group, and a table for a spreadsheet. */
import type { FillAnswer } from '../../api/types';
import * as format from '../../i18n/format';
import { placeName, t, words } from '../../i18n/language.svelte';
import { csvText, type Cell } from '../csv';
import { amount, itemName } from '../goods';
import type { Giver, Progress } from './plan';
import { sentenceOf } from './sentence';

function giverLine({ depot, turn, first, given }: Giver): string {
  const goods = given
    .map(({ item, unit, quantity }) => `${itemName(item)} ${amount(quantity, unit)}`)
    .join(t('value.comma'));
  return t('fill.text.giver', {
    turn,
    name: placeName(depot),
    goods,
    time: format.moment(first.arrive_at),
    duration: format.duration(first.arrive_s),
    distance: t('fill.straight', { distance: format.distance(first.distance_m) }),
    basis: t(`basis.${first.basis}`),
  });
}

/** As a person would write it into a group: the question, the answer, a line a depot, and how sure it is. */
export function planText(
  answer: FillAnswer,
  givers: Giver[],
  progress: Progress[],
  where: string,
): string {
  const { lon, lat } = answer.query;
  const place = `${where} (${format.plainPosition(lon, lat)})`;
  const need = progress
    .map(({ item, unit, asked }) => `${itemName(item)} ${amount(asked, unit)}`)
    .join(t('value.comma'));
  return [
    t('fill.text.title', { place }),
    t('fill.text.need', { need }),
    sentenceOf(answer),
    ...givers.map(giverLine),
    ...answer.short.map(({ item, unit, nearest_source: source }) =>
      source
        ? `${itemName(item)}: ${t('fill.source', {
            name: placeName(source.depot),
            amount: amount(source.available, unit),
            duration: format.duration(source.arrive_s),
          })}`
        : `${itemName(item)}: ${t('fill.noSource')}`,
    ),
    t('fill.text.end', { time: format.dateTime(answer.as_of) }),
  ].join('\n');
}

const COLUMNS = [
  'turn',
  'depot_code',
  'depot',
  'depot_lon',
  'depot_lat',
  'item',
  'item_name',
  'quantity',
  'unit',
  'depart_at',
  'arrive_at',
  'load_s',
  'travel_s',
  'arrive_s',
  'distance_m',
  'basis',
];

/** A row a part; what stays short follows, with no depot. */
export function planCsv({ parts, short }: FillAnswer, givers: Giver[]): string {
  const turnOf = (code: string): number | null =>
    givers.find(({ depot }) => depot.code === code)?.turn ?? null;
  const planned = parts.map((part): Cell[] => [
    turnOf(part.depot.code),
    part.depot.code,
    placeName(part.depot),
    part.depot.lon,
    part.depot.lat,
    part.item,
    words(part.item_name),
    part.quantity,
    words(part.unit),
    part.depart_at,
    part.arrive_at,
    part.load_s,
    part.travel_s,
    part.arrive_s,
    Math.round(part.distance_m),
    part.basis,
  ]);
  const missing = short.map(({ item, unit, quantity_short }): Cell[] => {
    const said: Cell[] = [null, null, t('fill.short'), null, null, item, itemName(item)];
    const row = [...said, quantity_short, words(unit)];
    return [...row, ...Array<Cell>(COLUMNS.length - row.length).fill(null)];
  });
  return csvText(COLUMNS, [...planned, ...missing]);
}
