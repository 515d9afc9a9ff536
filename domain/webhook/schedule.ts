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

/** Tells how long to wait before the next try, after so many have failed; null: it is given up. */
export function retryAfter(attempts: number): number | null {
  return RETRY_AFTER_MS[attempts - 1] ?? null;
}
