/** How many cases a property is tried with: `CASES` for all of them, else its own number. The nightly run sets CASES=100000. */
export function casesOf(usual: number): number {
  return Number(process.env.CASES ?? usual);
}

/** Long enough for the nightly numbers. */
export const LONG = { timeout: 3_600_000 };
