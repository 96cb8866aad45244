/** Where a key moves the divider of two maps. Pure. */
const STEP = 0.02;
const LEAP = 0.1;

const steps: Record<string, number> = {
  ArrowLeft: -STEP,
  ArrowDown: -STEP,
  ArrowRight: STEP,
  ArrowUp: STEP,
  PageDown: -LEAP,
  PageUp: LEAP,
  Home: -1,
  End: 1,
};

/** Null for a key that means nothing here. With Shift an arrow leaps. */
export function moved(at: number, key: string, withShift = false): number | null {
  const step = steps[key];
  if (step === undefined) return null;
  const by = withShift && Math.abs(step) === STEP ? Math.sign(step) * LEAP : step;
  return Math.min(1, Math.max(0, at + by));
}
