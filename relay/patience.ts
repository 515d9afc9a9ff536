/** After the first poke it waits so long for an effect, then twice as long each time. */
const FIRST_WAIT_MS = 4_000;
const LONGEST_WAIT_MS = 60_000;

/** Remembers who was poked, and for how long an effect may be awaited. */
export interface Patience {
  /** Names those who were poked lately, and forgets those who were not for long. */
  waitingFor(nowMs: number): readonly string[];
  poked(workflowId: string, nowMs: number): void;
}

/**
 * Makes sure that what stays due, because workers or the database are away, is poked ever more seldom: each poke is a line in a
 * workflow's history for good.
 */
export function createPatience(): Patience {
  const waits = new Map<string, { readonly until: number; readonly waitMs: number }>();
  return {
    waitingFor: (now) => {
      for (const [id, { until, waitMs }] of waits) if (until + waitMs < now) waits.delete(id);
      return [...waits].flatMap(([id, { until }]) => (until > now ? [id] : []));
    },
    poked: (id, now) => {
      const waitMs = Math.min(2 * (waits.get(id)?.waitMs ?? FIRST_WAIT_MS / 2), LONGEST_WAIT_MS);
      waits.set(id, { until: now + waitMs, waitMs });
    },
  };
}
