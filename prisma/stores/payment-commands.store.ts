import { DomainError } from '../../domain/errors.js';
import { settle } from '../../domain/ledger/issue.js';
import { isZero, subtractAmounts, sumAmounts } from '../../domain/money/amount.js';
import { payableOrders } from '../../domain/package-order/pay.js';
import { manualPayment } from '../../domain/payment/manual.js';
import type { Payment, WhyUnallocated } from '../../domain/payment/payment.js';
import type { ManualPayment } from '../../domain/payment/payment.schema.js';
import { takePayment } from '../../domain/payment/post.js';
import type { Tx } from '../client.js';
import { newId } from '../ids.js';
import { unknownAccount } from './accounts.store.js';
import { findNames, findPayment, keepPayment, lockPayment, type StoredPayment } from './payments.store.js';
import { onWrittenTimeline, type StoreDeps } from './timeline.store.js';

export interface TakeManualPayment {
  readonly organizationId: string;
  readonly accountId: string;
  readonly request: ManualPayment;
  readonly by: string;
  readonly mayDateBack: boolean;
}

/**
 * Takes a payment that was made by hand and allocates it, in one transaction; in a foreign currency, or where several things could take it
 * and it names none, it is kept unallocated (EN-13). Throws `account-not-found`, `invoice-not-found`,
 * `subscription-not-found`, `payment-into-closed-booking`, and what the domain refuses. Not idempotent by itself: the caller keeps an idempotency key beside it.
 */
export async function takeManualPayment(tx: Tx, deps: StoreDeps, command: TakeManualPayment): Promise<StoredPayment> {
  const { organizationId, accountId, request, by, mayDateBack } = command;
  const { invoiceId = null, subscriptionId = null } = request;
  await refuseForeignNames(tx, organizationId, { accountId, invoiceId, subscriptionId });
  const id = newId('pay');
  const of = { organizationId, accountId };
  const kept = await onWrittenTimeline<Payment | null>(tx, deps, of, async ({ state, now, ids }) => {
    const payment = manualPayment(request, { id, accountId, now, by, mayDateBack });
    if (payment.paidAt < now) await refuseClosedBooking(tx, organizationId, accountId, payment.paidAt);
    const taken = takePayment(state, { payment, left: payment.amount, isKept: false, now, by }, ids);
    const unallocated = 'why' in taken ? { ...payment, why: taken.why } : null;
    return { effects: 'why' in taken ? [] : taken.effects, thenCarryOut: true, answer: async () => unallocated };
  });
  if (kept) await keepPayment(tx, organizationId, kept);
  return storedPayment(tx, organizationId, id);
}

/** Refuses to date a payment back into a booking that is over (PB-06). Throws `payment-into-closed-booking`. */
async function refuseClosedBooking(tx: Tx, organizationId: string, accountId: string, paidAt: string): Promise<void> {
  const rows = await tx.$queryRaw<{ id: string; state: string }[]>`
    SELECT id, state FROM changes WHERE organization_id = ${organizationId} AND account_id = ${accountId}
      AND kind = 'payg-upgrade-booking' AND closed_at IS NOT NULL
      AND ${paidAt}::timestamptz BETWEEN accepted_at AND least((data ->> 'expiresAt')::timestamptz, closed_at)`;
  const [booking] = rows;
  if (!booking) return;
  const message = `The payment would be dated back into the booking ${booking.id}, which is ${booking.state}.`;
  const details = { bookingId: booking.id, state: booking.state };
  throw new DomainError('payment-into-closed-booking', message, { path: 'paidAt', details });
}

export interface AssignPayment {
  readonly organizationId: string;
  readonly paymentId: string;
  readonly accountId: string;
  readonly invoiceId: string | null;
  /** Where several subscriptions could take it. */
  readonly subscriptionId: string | null;
  readonly by: string;
}

/** Assigns a payment that was kept to an account, and allocates what of it has not gone back since. Throws `payment-allocated`. */
export async function assignPayment(tx: Tx, deps: StoreDeps, command: AssignPayment): Promise<StoredPayment> {
  const { organizationId, paymentId, accountId, invoiceId, subscriptionId, by } = command;
  const named = await storedPayment(tx, organizationId, paymentId);
  await lockPayment(tx, organizationId, named);
  await refuseForeignNames(tx, organizationId, { accountId, invoiceId, subscriptionId });
  const kept = await storedPayment(tx, organizationId, paymentId);
  if (kept.why === null) {
    throw new DomainError('payment-allocated', `The payment ${paymentId} is allocated already, to ${kept.accountId}.`);
  }
  const names = { accountId, invoiceId, subscriptionId, changeId: null };
  const gone = sumAmounts(
    kept.refunds.map((it) => it.taken),
    kept.currency,
  );
  const left = subtractAmounts(kept.amount, gone, kept.currency);
  await onWrittenTimeline(tx, deps, { organizationId, accountId }, ({ state, now, ids }) => {
    const taken = takePayment(state, { payment: { ...kept, accountId, names }, left, isKept: true, now, by }, ids);
    if ('why' in taken) throw unallocatable(taken.why, kept.currency);
    return { effects: taken.effects, thenCarryOut: true, answer: async () => undefined };
  });
  return storedPayment(tx, organizationId, paymentId);
}

export interface UseCredit {
  readonly organizationId: string;
  readonly accountId: string;
  /** Null: every open invoice, oldest due first. */
  readonly invoiceId: string | null;
  readonly by: string;
}

/** Uses account credit by choice (PS-04). Throws `nothing-to-settle` where there is no credit or nothing open. */
export async function useCredit(tx: Tx, deps: StoreDeps, command: UseCredit): Promise<{ settled: string }> {
  const { organizationId, accountId, invoiceId, by } = command;
  await refuseForeignNames(tx, organizationId, { accountId, invoiceId, subscriptionId: null });
  return onWrittenTimeline(tx, deps, { organizationId, accountId }, ({ state, now, ids }) => {
    const { currency } = state.account;
    const payable = [...state.openInvoices, ...payableOrders(state, now)];
    const invoices = payable.filter((it) => invoiceId === null || it.id === invoiceId);
    if (invoices.length === 0 || isZero(state.credit)) {
      throw new DomainError(
        'nothing-to-settle',
        invoices.length === 0 ? 'Nothing is open.' : 'The account has no credit.',
      );
    }
    const use = { key: newId('use'), subscriptionId: null, changeId: null, at: now };
    const effects = settle(use, invoices, state.credit, ids);
    const amounts = effects.flatMap((it) => (it.type === 'invoice-settled' ? [it.amount] : []));
    const settled = sumAmounts(amounts, currency);
    const text = `${settled} ${currency} of account credit used by choice, on ${amounts.length} invoices.`;
    const entry = {
      id: ids('his', use.key, now),
      subscriptionId: null,
      changeId: null,
      at: now,
      event: 'credit-used',
      by,
      text,
      amounts: { settled },
    };
    return {
      effects: [...effects, { type: 'history-written', entry }],
      thenCarryOut: true,
      answer: async () => ({ settled }),
    };
  });
}

async function storedPayment(tx: Tx, organizationId: string, id: string): Promise<StoredPayment> {
  const payment = await findPayment(tx, organizationId, id);
  if (payment) return payment;
  throw new DomainError('payment-not-found', `There is no payment ${id}; check the id.`);
}

async function refuseForeignNames(
  tx: Tx,
  organizationId: string,
  names: { accountId: string; invoiceId: string | null; subscriptionId: string | null },
): Promise<void> {
  const { accountId, invoiceId, subscriptionId } = names;
  const found = await findNames(tx, organizationId, { ...names, changeId: null });
  if (found.account === null) throw unknownAccount(accountId);
  if (invoiceId !== null && found.invoice !== accountId) {
    const message = `The account has no invoice ${invoiceId}; check the id.`;
    throw new DomainError('invoice-not-found', message, { path: 'invoiceId' });
  }
  if (subscriptionId !== null && found.subscription !== accountId) {
    const message = `The account has no subscription ${subscriptionId}; check the id.`;
    throw new DomainError('subscription-not-found', message, { path: 'subscriptionId' });
  }
}

function unallocatable(why: WhyUnallocated, currency: string): DomainError {
  if (why === 'foreign-currency') {
    return new DomainError('payment-currency', `The account does not pay in ${currency}.`, { path: 'accountId' });
  }
  return new DomainError('payment-unallocatable', 'Several things could take the payment: name what it is for.');
}
