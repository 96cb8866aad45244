import { describe, expect, it } from 'vitest';
import { csvText } from './csv';

describe('a table as CSV', () => {
  it('quotes what needs it and leaves figures as they are', () => {
    expect(
      csvText(
        ['a', 'b'],
        [
          ['x, "y"', -1.5],
          [null, 'z'],
        ],
      ),
    ).toBe('\ufeffa,b\r\n"x, ""y""",-1.5\r\n,z\r\n');
  });

  it('lets no name run as a formula', () => {
    expect(csvText(['a'], [['=1+1']])).toContain("'=1+1");
  });
});
