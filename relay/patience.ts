/** After the first poke it waits so long for an effect, then twice as long each time. */
const FIRST_WAIT_MS = 4_000;
/** And so much longer for each other one that was poked: a thousand at one midnight take their time, and hear of it once. */
const WAIT_FOR_EACH_MS = 50;
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
      const before = waits.get(id)?.waitMs;
      const others = waits.size - (before === undefined ? 0 : 1);
      const wanted = before === undefined ? FIRST_WAIT_MS + others * WAIT_FOR_EACH_MS : 2 * before;
      const waitMs = Math.min(wanted, LONGEST_WAIT_MS);
      waits.set(id, { until: now + waitMs, waitMs });
    },
  };
}
