import { describe, expect, it } from 'vitest';
import { bentLine, flowsTo } from './flows';

describe('a line that carries goods', () => {
  it('begins at the giver, ends at the place, and bends to one side', () => {
    const line = bentLine([109, 34], [110, 34]);
    expect(line[0]).toEqual([109, 34]);
    expect(line.at(-1)).toEqual([110, 34]);
    const middle = line[12]!;
    expect(middle[0]).toBeCloseTo(109.5);
    expect(middle[1]).toBeGreaterThan(34.02);
  });

  it('is wider the larger the share, the widest on top', () => {
    const flows = flowsTo(
      [110, 34],
      [
        { key: 'a', from: [109, 34], share: 0.6 },
        { key: 'b', from: [109, 35], share: 0.2 },
      ],
    );
    expect(flows.map(({ properties }) => properties?.key)).toEqual(['b', 'a']);
    const [b, a] = flows.map(({ properties }) => Number(properties?.width_px));
    expect(a).toBeCloseTo(8);
    expect(b).toBeLessThan(5);
  });
});
