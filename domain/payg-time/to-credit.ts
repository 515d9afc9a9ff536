import type { Instant } from '../calendar/instant.js';
import { journal, settle } from '../ledger/issue.js';
import { isZero, negateAmount, sumAmounts } from '../money/amount.js';
import { formatAmount } from '../money/money.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import type { AccountState } from '../subscription/state.js';
import { inTurn } from './buy.js';
import type { PaygService, TimeLot } from './payg.js';
import { liveLots, takeTimeBack } from './take-back.js';

/** The unused time of one payment, as money. */
type Unused = Pick<TimeLot, 'transactionId' | 'paymentId' | 'paidAt' | 'amount'>;

/**
 * Takes all time back that is left of a service and makes it account credit, each part of its own payment (MP-27): 9 of 12 days left of
 * 120.00 -> 90.00 from unearned time to account credit. New credit settles open invoices, oldest due first (MP-15).
 */
export function timeToCredit(
  state: AccountState,
  service: PaygService,
  at: Instant,
  ids: IdMaker,
): { readonly amount: string; readonly effects: Effect[] } {
  const { currency } = state.account;
  const { id: subscriptionId } = service;
  const left = unusedOf(service, at, currency);
  const amount = sumAmounts(
    left.map((it) => it.amount),
    currency,
  );
  const effects = inTurn(state, [
    ...left.map((it) => (state: AccountState) => takenBack(state, subscriptionId, it, at, ids)),
    (state) => {
      const credited = posted(subscriptionId, { amount, currency, at }, ids);
      const after = evolveAll(state, credited);
      const use = { key: `${subscriptionId}/time-left`, subscriptionId: null, changeId: null, at };
      return [...credited, ...settle(use, after.openInvoices, amount, ids)];
    },
  ]);
  return { amount, effects };
}

function unusedOf(service: PaygService, at: Instant, currency: string): Unused[] {
  const all = new Map<string, Unused>();
  for (const lot of liveLots(service, at, currency)) {
    const known = all.get(lot.transactionId);
    const amount = known ? sumAmounts([known.amount, lot.amount], currency) : lot.amount;
    all.set(lot.transactionId, { ...lot, amount });
  }
  return [...all.values()];
}

function takenBack(
  state: AccountState,
  subscriptionId: string,
  { transactionId, paymentId, paidAt, amount }: Unused,
  at: Instant,
  ids: IdMaker,
): Effect[] {
  const { currency } = state.account;
  const key = `${subscriptionId}/time-left/${transactionId}`;
  const about = { key, subscriptionId, transactionId, paidAt, paymentId, at, changeId: null, refundId: null };
  const { effects } = takeTimeBack(state, { ...about, goodwill: formatAmount('0', currency) }, amount, ids);
  if (paymentId === null || isZero(amount)) return effects;
  const part = { paymentId, invoiceId: null, refundId: null, at };
  const taken = { kind: 'time', subscriptionId, changeId: null, amount: negateAmount(amount, currency) } as const;
  return [
    ...effects,
    { type: 'payment-allocated', allocation: { id: ids('pal', `${key}/from`, at), ...part, ...taken } },
    {
      type: 'payment-allocated',
      allocation: { id: ids('pal', `${key}/to`, at), ...part, kind: 'account-credit', amount },
    },
  ];
}

function posted(
  subscriptionId: string,
  { amount, currency, at }: { readonly amount: string; readonly currency: string; readonly at: Instant },
  ids: IdMaker,
): Effect[] {
  const about = { currency, subscriptionId, changeId: null, invoiceId: null };
  return journal({
    id: ids('jnl', `${subscriptionId}/time-left`, at),
    kind: 'time-returned',
    description: 'Time that was left of a cancelled subscription becomes account credit',
    effectiveAt: at,
    postings: [
      { ...about, ledgerAccount: 'unearned-time', amount },
      { ...about, ledgerAccount: 'account-credit', amount: negateAmount(amount, currency) },
    ],
  });
}
