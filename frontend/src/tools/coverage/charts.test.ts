import { describe, expect, it } from 'vitest';
import { curveFromNothing, gainCurve, peopleBars } from './charts';
import { judged } from './people';

const areas = ['a', 'b'].map((code, turn) => ({
  code,
  name: code.toUpperCase(),
  people: 1000,
  covered_people: 600.4 - 100 * turn,
  share: null,
}));
const words = {
  number: String,
  name: ({ row }: { row: { name: string } }) => row.name,
  className: (name: string) => name,
};

describe('bars of people', () => {
  it('stack whole people of each class, in the order of the list', () => {
    const rows = judged(areas, 0.6);
    const { series, yAxis } = peopleBars(rows, ['served', 'out_of_reach'], 'light', words);
    expect(yAxis).toMatchObject({ data: ['B', 'A'] });
    expect(series).toMatchObject([
      { name: 'served', stack: 'people', data: [500, 600] },
      { name: 'out_of_reach', stack: 'people', data: [500, 400] },
    ]);
  });
});

describe('the curve of gain', () => {
  it('has a point a number of sites', () => {
    const points = curveFromNothing([{ n: 1, people: 700.6 }]);
    expect(curveFromNothing(points)).toEqual(points);
    const curve = gainCurve(points, 'dark', { number: String, people: 'people', sites: String });
    expect(curve.xAxis).toMatchObject({ data: ['0', '1'] });
    expect(curve.series).toMatchObject([{ type: 'line', data: [0, 701] }]);
  });
});
