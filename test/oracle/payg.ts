import { parseRational, type Rational, times, toMinorUnits, writeMinorUnits } from './rational.js';

const DAY = 86_400n;

interface OracleLot {
  readonly amount: bigint;
  readonly seconds: bigint;
}

/** Time that is bought and used up, counted in minor units and whole seconds, in fractions: nothing of the domain is used. */
export class TimeOracle {
  private lots: OracleLot[] = [];
  private usedOfFirst = 0n;

  constructor(private readonly dailyRate: string) {}

  /** Buys time for so many cents; what is less than a second is used at once. */
  buy(cents: bigint): void {
    const [numerator, denominator] = times([cents * DAY, 100n], inverse(parseRational(this.dailyRate)));
    const seconds = numerator / denominator;
    if (seconds > 0n) this.lots.push({ amount: cents, seconds });
  }

  /** Lets so many seconds pass. */
  pass(seconds: bigint): void {
    let left = seconds;
    while (left > 0n) {
      const first = this.lots[0];
      if (!first) return;
      const rest = first.seconds - this.usedOfFirst;
      if (left < rest) {
        this.usedOfFirst += left;
        return;
      }
      left -= rest;
      this.lots.shift();
      this.usedOfFirst = 0n;
    }
  }

  secondsLeft(): bigint {
    return this.lots.reduce((sum, it) => sum + it.seconds, 0n) - this.usedOfFirst;
  }

  /** The value of what is left, each lot rounded half up on its own. */
  valueLeft(): string {
    const cents = this.lots.map((it, index) => {
      const unused = index === 0 ? it.seconds - this.usedOfFirst : it.seconds;
      return toMinorUnits([it.amount * unused, it.seconds * 100n], 2);
    });
    return writeMinorUnits(
      cents.reduce((a, b) => a + b, 0n),
      2,
    );
  }
}

function inverse([numerator, denominator]: Rational): Rational {
  return [denominator, numerator];
}
