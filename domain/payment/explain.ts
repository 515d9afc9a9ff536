import { isZero, subtractAmounts } from '../money/amount.js';
import type { Payment } from './payment.js';
import type { PlacedPart } from './post.js';

/** Says where a payment went: `60.00 USD paid (Cash desk 17): 20.00 settles INV-000001, 40.00 becomes account credit.` */
export function explainPayment(payment: Payment, left: string, placed: readonly PlacedPart[]): string {
  const { amount, currency, reference, reason } = payment;
  const paid = `${amount} ${currency} paid${reference === null ? '' : ` (${reference})`}`;
  const back = subtractAmounts(amount, left, currency);
  const gone = isZero(back) ? '' : `, of which ${back} had gone back already`;
  const dated = reason === null ? '' : ` Dated back to ${payment.paidAt}: ${reason}`;
  const went = placed.map(wentText);
  return `${paid}${gone}${went.length === 0 ? '' : `: ${went.join(', ')}`}.${dated}`;
}

function wentText({ part, invoice }: PlacedPart): string {
  switch (part.kind) {
    case 'invoice':
      return `${part.amount} settles ${invoice?.number || 'an invoice'}`;
    case 'booking':
      return `${part.amount} counts towards the booked upgrade`;
    case 'time':
      return `${part.amount} is turned into time`;
    case 'account-credit':
      return `${part.amount} becomes account credit`;
  }
}

export interface TakenBack {
  readonly kind: 'refund' | 'dispute';
  readonly taken: string;
  readonly currency: string;
  readonly fromCredit: string;
  readonly fromTime: string;
  readonly fromBooking: string;
  /** What had been used already, and is owed. */
  readonly used: string;
  /** In the order in which they are open again. */
  readonly reopened: readonly { readonly number: string; readonly amount: string }[];
}

/** Says what a refund took back: `Refund of 60.00 USD: 40.00 from account credit, 20.00 of INV-000001 is open again.` */
export function explainRefund({ kind, taken, currency, fromCredit, reopened, ...payg }: TakenBack): string {
  const head = `${kind === 'refund' ? 'Refund' : 'Lost dispute'} of ${taken} ${currency}`;
  const parts = [
    ...(isZero(fromCredit) ? [] : [`${fromCredit} from account credit`]),
    ...(isZero(payg.fromTime) ? [] : [`${payg.fromTime} from unused time`]),
    ...(isZero(payg.fromBooking) ? [] : [`${payg.fromBooking} from the booked upgrade`]),
    ...(isZero(payg.used) ? [] : [`${payg.used} had been used and is owed`]),
    ...reopened.map(({ number, amount }) => `${amount} of ${number || 'an invoice'} is open again`),
  ];
  return `${head}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}.`;
}
