/** How each verdict looks: shape, sign and colour, so that none of them stands alone. The map and the list draw the same. */
import type { Verdict } from './judge';

export interface VerdictStyle {
  shape: string;
  icon: string;
  color: string;
}

export const verdictStyle: Record<Verdict, VerdictStyle> = {
  holds: { shape: 'circle', icon: 'tick', color: 'ok' },
  late: { shape: 'triangle', icon: 'hazard', color: 'orange' },
  never: { shape: 'square', icon: 'cross', color: 'bad' },
};
