/** Delivery clocks to take away: the gaps as lines of text, every site and clock as a table. */
import type { ClocksAnswer } from '../../api/types';
import * as format from '../../i18n/format';
import { placeName, t, words } from '../../i18n/language.svelte';
import type { Shared } from '../../state/url';
import { csvText, type Cell } from '../csv';
import { amount, itemName, itemOf } from '../goods';
import type { Judged } from './judge';
import { clockName, failsText, marginText, summary } from './words';

const LINES = 30;

function areaName({ areas }: ClocksAnswer, code: string | null): string {
  const above = areas.find((one) => one.code === code);
  return above ? placeName(above) : '';
}

function lineOf(answer: ClocksAnswer, { site, verdict, margin_s, worst }: Judged): string {
  const where = [areaName(answer, site.area), placeName(site)].filter(Boolean).join(' ');
  const why = format.facts([clockName(answer, worst.key), failsText(worst)]);
  return t('clocks.text.line', { where, margin: marginText(verdict, margin_s), why });
}

/** The question, the answer, and the sites that fail, the worst first. */
export function clocksText(
  answer: ClocksAnswer,
  judged: Judged[],
  asked: Pick<Shared, 'clock' | 'sites'>,
): string {
  const need = (answer.query.items as { item: string; quantity: number }[])
    .map(({ item, quantity }) => `${itemName(item)} ${amount(quantity, itemOf(item)?.unit)}`)
    .join(t('value.comma'));
  const failing = judged.filter(({ verdict }) => verdict !== 'holds');
  const more = failing.length - LINES;
  return [
    t('clocks.text.title', { clock: clockName(answer, asked.clock) }),
    t('clocks.text.need', { need }),
    summary(answer, judged, asked),
    ...failing.slice(0, LINES).map((one) => lineOf(answer, one)),
    ...(more > 0 ? [t('clocks.text.more', { n: format.number(more) })] : []),
    t('clocks.text.end', { time: format.dateTime(answer.as_of) }),
  ].join('\n');
}

const COLUMNS = [
  'code',
  'site',
  'area',
  'lon',
  'lat',
  'clock',
  'clock_title',
  'within_s',
  'passes',
  'arrive_s',
  'margin_s',
  'fails',
];

/** A row a site and clock. */
export function clocksCsv(answer: ClocksAnswer): string {
  const clockOf = (key: string) => answer.clocks.find((one) => one.key === key);
  const rows = answer.sites.flatMap((site) =>
    site.clocks.map((clock): Cell[] => [
      site.code,
      placeName(site),
      areaName(answer, site.area),
      site.lon,
      site.lat,
      clock.key,
      words(clockOf(clock.key)?.title),
      clockOf(clock.key)?.within_s ?? null,
      String(clock.passes),
      clock.arrive_s,
      clock.margin_s,
      failsText(clock),
    ]),
  );
  return csvText(COLUMNS, rows);
}
