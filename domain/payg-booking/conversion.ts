import { DomainError } from '../errors.js';
import { compareAmounts, negateAmount } from '../money/amount.js';
import { formatAmount } from '../money/money.js';
import { inTurn } from '../payg-time/buy.js';
import type { ConversionPayment, OnTimeTransaction } from '../payg-time/payg.js';
import { serviceOf } from '../payg-time/rate.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { AccountState } from '../subscription/state.js';
import { type Booking, type Holding, missingOf } from './booking.js';
import { hold } from './hold.js';
import { isEnough } from './on-time.js';
import { type Acting, moved, told } from './tell.js';

/**
 * Uses a payment from before the customer was converted (PB-10): of those still linked to the conversion, the smallest that covers what is
 * missing of the down payment; what is over becomes time. 100.00 missing of 80.00, 120.00 and 200.00 -> 120.00 is unlinked, 20.00 buy
 * time. Throws `conversion-not-found`, and `conversion-payment-too-small`, which lists them.
 */
export function useConversionPayment(
  state: AccountState,
  booking: Booking,
  transactionId: string,
  acting: Acting,
  ids: IdMaker,
): Effect[] {
  const { subscriptionId, id: changeId } = booking;
  const { currency } = booking.data.quote;
  const { at } = acting;
  const { conversion } = serviceOf(state.payg, subscriptionId);
  if (conversion?.transactionId !== transactionId) {
    const message = `The subscription has no conversion transaction ${transactionId}.`;
    throw new DomainError('conversion-not-found', message, { path: 'transactionId' });
  }
  const payment = smallestFor(conversion.payments, missingOf(booking), currency);
  const { id, amount, paidAt } = payment;
  const key = `${changeId}/conversion/${id}`;
  const unlinked: OnTimeTransaction = {
    id: ids('ott', key, at),
    subscriptionId,
    type: 'reversal',
    amount: negateAmount(amount, currency),
    seconds: 0,
    goodwill: formatAmount('0', currency),
    paidAt,
    at,
    paymentId: null,
    changeId,
    ofId: transactionId,
    refundId: null,
    reference: payment.reference,
  };
  const holding: Holding = {
    source: 'conversion',
    id,
    paymentId: null,
    paidAt,
    amount,
    goodwill: formatAmount('0', currency),
    seconds: 0,
  };
  return inTurn(state, [
    () => [
      { type: 'conversion-unlinked', subscriptionId, conversionPaymentId: id, changeId },
      { type: 'on-time-recorded', transaction: unlinked },
      ...moved(
        booking,
        { at, key: id, kind: 'conversion-used', description: 'A payment from before the conversion is used' },
        { from: 'conversion-held', to: 'down-payment', amount },
        ids,
      ),
      told(
        booking,
        acting,
        {
          event: 'conversion-payment-used',
          key: id,
          text: `${amount} ${currency} of ${payment.reference}, paid before the conversion, are unlinked and used.`,
          amounts: { amount },
        },
        ids,
      ),
    ],
    (state) => hold(state, booking, [holding], acting, ids),
  ]);
}

function smallestFor(payments: readonly ConversionPayment[], missing: string, currency: string): ConversionPayment {
  const [smallest] = payments.filter((it) => isEnough(it.amount, missing)).sort(bySize);
  if (smallest) return smallest;
  const listed = payments.map(({ id, amount, paidAt, reference }) => ({
    id,
    amount: { amount, currency },
    paidAt,
    reference,
  }));
  const told = payments.map((it) => `${it.amount} (${it.reference})`).join(', ') || 'none';
  throw new DomainError(
    'conversion-payment-too-small',
    `No payment that is linked to the conversion covers the ${missing} ${currency} that are missing; there are: ${told}.`,
    { details: { missing: { amount: missing, currency }, payments: listed } },
  );
}

/** The smallest first, of the same size the oldest. */
function bySize(a: ConversionPayment, b: ConversionPayment): number {
  const order = compareAmounts(a.amount, b.amount);
  if (order !== 0) return order;
  return a.paidAt === b.paidAt ? (a.id < b.id ? -1 : 1) : a.paidAt < b.paidAt ? -1 : 1;
}
