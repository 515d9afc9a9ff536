import { monthsOn, parts } from '../../oracle/days.js';
import { parseRational, rational, times, toMinorUnits, writeMinorUnits } from '../../oracle/rational.js';
import { noon, type On, type Show, type Step } from '../script.js';

/** A document as it has to be: worked out here, by the rules and in fractions, and never by the code that is tested. */
export interface Bill {
  readonly date: string;
  /** Minor units, a credit note's below zero. */
  readonly net: bigint;
  readonly text: string;
}

type Line = readonly [kind: 'charge' | 'credit', units: number, from: string, to: string, amount: string];

const cents = (amount: string) => toMinorUnits(parseRational(amount), 2);

/** Values so many of the days of a period: 30.00 for 16 of 30 days is 16.00, half a cent up. */
export function shareOf(price: string, days: number, of: number): string {
  return writeMinorUnits(toMinorUnits(times(parseRational(price), rational(days, of)), 2), 2);
}

/** Writes the balances that are not zero. */
function written(balances: Readonly<Record<string, bigint>>): Record<string, string> {
  const some = Object.entries(balances).filter(([, units]) => units !== 0n);
  return Object.fromEntries(some.map(([name, units]) => [name, writeMinorUnits(units, 2)]));
}

/** A document of these lines. */
export function bill(date: string, ...lines: readonly Line[]): Bill {
  const net = lines.reduce((sum, [kind, , , , amount]) => sum + (kind === 'charge' ? 1n : -1n) * cents(amount), 0n);
  const told = lines.map(([kind, units, from, to, amount]) => `${kind} ${units} ${from}..${to} ${amount}`);
  return { date, net, text: `${date} ${writeMinorUnits(net, 2)}: ${told.join(', ')}` };
}

/** The bills of each month from a day on that begins before another one. */
export function monthly(price: string, from: string, before: string): Bill[] {
  const day = parts(from)[2];
  const bills: Bill[] = [];
  for (let index = 0; ; index += 1) {
    const start = monthsOn(from, index, day);
    if (start >= before) return bills;
    bills.push(bill(start, ['charge', 1, start, monthsOn(from, index + 1, day), price]));
  }
}

/** An account that has always more credit than it owes: what it was billed in each year, and what its books say at the end of it. */
export function yearsOnCredit(
  accountName: string,
  on: On,
  lived: {
    readonly bills: readonly Bill[];
    readonly paid: readonly (readonly [date: string, amount: string])[];
    /** What had been paid for the month in which the subscription was taken over. */
    readonly takenOver?: string;
  },
): Step[] {
  const opening = cents(lived.takenOver ?? '0.00');
  return Array.from({ length: 10 }, (_, index) => {
    const [from, before] = [on(index, '01-11'), on(index + 1, '01-11')];
    const sumOf = (all: readonly (readonly [string, bigint])[]) =>
      all.filter(([date]) => date < before).reduce((sum, [, units]) => sum + units, 0n);
    const cash = sumOf(lived.paid.map(([date, amount]) => [date, cents(amount)]));
    const billed = sumOf(lived.bills.map(({ date, net }) => [date, net]));
    const are = written({
      cash,
      'account-credit': billed - cash,
      'opening-balance': opening,
      revenue: -billed - opening,
    });
    const shows: Show[] = [
      {
        what: `${accountName}, billed from ${from}`,
        documentsOf: `{${accountName}}`,
        from,
        before,
        are: lived.bills.filter((it) => it.date >= from && it.date < before).map((it) => it.text),
      },
      { what: `${accountName}, books of ${before}`, balancesOf: `{${accountName}}`, are },
    ];
    return { at: noon(before), shows };
  });
}
