const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];

/** How long to wait after each try that failed, as Standard Webhooks has it; after the last try the delivery is given up (PS-16). */
export const RETRY_AFTER_MS: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** What a receiver asks for counts up to this: who asks for more is tried all the same. */
const LONGEST_ASKED_MS = 24 * HOUR;

/**
 * Tells how long to wait before the next try, after so many have failed, and at least as long as the receiver asked for (`Retry-After`);
 * null: it is given up. After the first try 5 s; 60 s where it asked for a minute.
 */
export function retryAfter(attempts: number, askedMs = 0): number | null {
  const scheduled = RETRY_AFTER_MS[attempts - 1];
  return scheduled === undefined ? null : Math.max(scheduled, Math.min(askedMs, LONGEST_ASKED_MS));
}
