import { dayNumber } from './days.js';
import { parseRational, rational, times, toMinorUnits, writeMinorUnits } from './rational.js';

/** What an order is computed from, in the terms of its rules: a term paid at `from`, and a package at `to`. */
export interface OracleOrder {
  readonly from: string;
  readonly to: string;
  readonly setupFee: string;
  /** The term, last day inclusive, and the day of the order. */
  readonly term: readonly [first: string, last: string];
  readonly on: string;
  /** What is open of the term's invoice. */
  readonly unpaid: string;
  readonly chargeSetupPrices: boolean;
  readonly provideProratedCredit: boolean;
  readonly addCreditBalance: boolean;
  readonly downgradeTiming: 'now' | 'end-of-term';
  readonly upgradeTerm: 'new' | 'keep';
}

export interface OracleMoney {
  readonly credit: string;
  readonly setupFee: string;
  readonly toTermInvoice: string;
  readonly dueToday: string;
  readonly toAccountCredit: string;
  readonly forfeited: string;
  readonly dueAtTermEnd: string;
}

const cents = (amount: string) => toMinorUnits(parseRational(amount), 2);
const text = (units: bigint) => writeMinorUnits(units, 2);

/** Computes the money of an order between packages of the same interval, in cents (PO-02 to PO-05, PO-15 to PO-17). */
export function oracleOrder(order: OracleOrder): OracleMoney {
  const [first, last] = order.term;
  const days = dayNumber(last) - dayNumber(first) + 1;
  const share = rational(dayNumber(last) - dayNumber(order.on) + 1, days);
  const isDowngrade = cents(order.to) < cents(order.from);
  const setup = order.chargeSetupPrices ? cents(order.setupFee) : 0n;
  if (isDowngrade && order.downgradeTiming === 'end-of-term')
    return money({ credit: 0n, setup, toTerm: 0n, net: 0n, isGiven: true, later: cents(order.to) + setup });
  const credit = order.provideProratedCredit ? toMinorUnits(times(parseRational(order.from), share), 2) : 0n;
  const isKept = !isDowngrade && order.upgradeTerm === 'keep';
  const price = isKept ? toMinorUnits(times(parseRational(order.to), share), 2) : cents(order.to);
  const open = cents(order.unpaid);
  const toTerm = credit < open ? credit : open;
  return money({
    credit,
    setup,
    toTerm,
    net: price + setup - (credit - toTerm),
    isGiven: order.addCreditBalance,
    later: 0n,
  });
}

function money(it: {
  credit: bigint;
  setup: bigint;
  toTerm: bigint;
  net: bigint;
  isGiven: boolean;
  later: bigint;
}): OracleMoney {
  const over = it.net < 0n ? -it.net : 0n;
  return {
    credit: text(it.credit),
    setupFee: text(it.setup),
    toTermInvoice: text(it.toTerm),
    dueToday: text(it.net > 0n ? it.net : 0n),
    toAccountCredit: text(it.isGiven ? over : 0n),
    forfeited: text(it.isGiven ? 0n : over),
    dueAtTermEnd: text(it.later),
  };
}
