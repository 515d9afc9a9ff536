/** Something that can be done again and again, and is measured by the clock on the wall. */
export interface Subject {
  readonly name: string;
  /** Does it once, from the request to the answer; throws where the answer is not the one that is measured. */
  once(): Promise<void>;
}

export interface Figures {
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly perSecond: number;
}

/** Does something `count` times, `atOnce` at a time, each one anew as soon as the one before has ended. */
export async function measure(
  subject: Subject,
  { count, atOnce }: { count: number; atOnce: number },
): Promise<Figures> {
  const times: number[] = [];
  let begun = 0;
  const started = performance.now();
  const worker = async () => {
    while (begun < count) {
      begun += 1;
      const at = performance.now();
      await subject.once();
      times.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const seconds = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95), perSecond: count / seconds };
}

/** Gives the middle one of some figures: what noise from elsewhere on the machine moves least. */
export function median(figures: readonly number[]): number {
  return quantile(
    figures.toSorted((a, b) => a - b),
    0.5,
  );
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
