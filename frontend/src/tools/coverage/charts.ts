/** What the charts of coverage show. Pure: words and numbers are given as they are to be written. */
import { themes, type ThemeName } from '../../style/tokens';
import type { ChartOption } from '../charts/echarts';
import { axisLook, baseOption } from '../charts/look';
import type { Judged, PeopleClass } from './people';

export interface ChartWords {
  number: (value: number) => string;
  name: (one: Judged) => string;
  className: (name: PeopleClass) => string;
}

const ROW_PX = 22;
const AXIS_PX = 34;
export const barsHeight = (rows: number): number => rows * ROW_PX + AXIS_PX;

const color = (theme: ThemeName, name: PeopleClass): string =>
  themes[theme][
    (
      {
        served: 'people-served',
        in_reach_no_place: 'people-no-place',
        out_of_reach: 'people-out',
      } as const
    )[name]
  ];

/** People of each area by class, in the order of the list. */
export function peopleBars(
  rows: Judged[],
  classes: PeopleClass[],
  theme: ThemeName,
  words: ChartWords,
): ChartOption {
  const base = baseOption(theme);
  return {
    ...base,
    grid: { left: 4, right: 12, top: 4, bottom: 4, containLabel: true },
    tooltip: {
      ...base.tooltip,
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      valueFormatter: (value) => words.number(Number(value)),
    },
    xAxis: {
      type: 'value',
      ...axisLook(theme),
      splitNumber: 3,
      axisLabel: {
        ...axisLook(theme).axisLabel,
        formatter: (value: number) => words.number(value),
      },
    },
    yAxis: { type: 'category', inverse: true, data: rows.map(words.name), ...axisLook(theme) },
    series: classes.map((name) => ({
      type: 'bar' as const,
      name: words.className(name),
      stack: 'people',
      barWidth: 12,
      itemStyle: { color: color(theme, name) },
      data: rows.map(({ split }) => Math.round(split[name])),
    })),
  };
}

export interface CurvePoint {
  n: number;
  people: number;
}

/** No site adds nobody: where a curve begins. */
export function curveFromNothing(points: CurvePoint[]): CurvePoint[] {
  return points.some(({ n }) => n === 0) ? points : [{ n: 0, people: 0 }, ...points];
}

/** What each further site adds: a line that flattens says when to stop. */
export function gainCurve(
  points: CurvePoint[],
  theme: ThemeName,
  words: Pick<ChartWords, 'number'> & { people: string; sites: (n: number) => string },
): ChartOption {
  const base = baseOption(theme);
  const { accent } = themes[theme];
  return {
    ...base,
    grid: { left: 4, right: 16, top: 12, bottom: 4, containLabel: true },
    tooltip: {
      ...base.tooltip,
      trigger: 'axis',
      valueFormatter: (value) => words.number(Number(value)),
    },
    xAxis: {
      type: 'category',
      boundaryGap: false,
      data: points.map(({ n }) => words.sites(n)),
      ...axisLook(theme),
    },
    yAxis: {
      type: 'value',
      splitNumber: 3,
      ...axisLook(theme),
      axisLabel: {
        ...axisLook(theme).axisLabel,
        formatter: (value: number) => words.number(value),
      },
    },
    series: [
      {
        type: 'line',
        name: words.people,
        data: points.map(({ people }) => Math.round(people)),
        symbol: 'circle',
        symbolSize: 7,
        lineStyle: { color: accent, width: 2 },
        itemStyle: { color: accent },
        areaStyle: { color: accent, opacity: 0.12 },
      },
    ],
  };
}
