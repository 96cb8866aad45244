/** Where the bottom sheet may rest, as a share of the room above the tool bar. */
export type Stop = 'peek' | 'half' | 'full';

export const STOPS: Record<Stop, number> = { peek: 0.2, half: 0.52, full: 0.96 };

const order: Stop[] = ['peek', 'half', 'full'];

export function nearestStop(share: number): Stop {
  return order.reduce((best, stop) =>
    Math.abs(STOPS[stop] - share) < Math.abs(STOPS[best] - share) ? stop : best,
  );
}

export function nextStop(stop: Stop): Stop {
  return order[(order.indexOf(stop) + 1) % order.length] ?? 'half';
}
