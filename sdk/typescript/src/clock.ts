/** A clock as the desk tells it at `as_of`; times are RFC 3339, durations working seconds. */
export interface Clock {
  readonly state: "running" | "paused" | "off_hours" | "breached" | "met";
  /** What was left at `as_of`; negative once it is over. */
  readonly remaining_s: number;
  readonly as_of: string;
  /** Whether working time is being counted, be it left or over. */
  readonly runs: boolean;
  /** When working time next begins or ends; null where nothing is due to change. */
  readonly changes_at?: string | null;
}

/**
 * The working seconds left at `now` (milliseconds since 1970, in the server's time), without knowing a calendar.
 *
 * Only a clock that `runs` loses time, and at most until `changes_at`: from then on the desk has to be asked again
 * (`isOutdated`).
 */
export function remainingSeconds(clock: Clock, now: number): number {
  if (!clock.runs) return clock.remaining_s;
  const until = Math.min(now, changesAt(clock));
  return (
    clock.remaining_s -
    Math.max(0, Math.floor((until - Date.parse(clock.as_of)) / 1000))
  );
}

/** Whether the clock may run differently by now. */
export function isOutdated(clock: Clock, now: number): boolean {
  return now >= changesAt(clock);
}

function changesAt(clock: Clock): number {
  return clock.changes_at ? Date.parse(clock.changes_at) : Infinity;
}
