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
  const went = placed.map(({ part, invoice }) =>
    invoice ? `${part.amount} settles ${invoice.number || 'an invoice'}` : `${part.amount} becomes account credit`,
  );
  return `${paid}${gone}${went.length === 0 ? '' : `: ${went.join(', ')}`}.${dated}`;
}

export interface TakenBack {
  readonly kind: 'refund' | 'dispute';
  readonly taken: string;
  readonly currency: string;
  readonly fromCredit: string;
  /** In the order in which they are open again. */
  readonly reopened: readonly { readonly number: string; readonly amount: string }[];
}

/** Says what a refund took back: `Refund of 60.00 USD: 40.00 from account credit, 20.00 of INV-000001 is open again.` */
export function explainRefund({ kind, taken, currency, fromCredit, reopened }: TakenBack): string {
  const head = `${kind === 'refund' ? 'Refund' : 'Lost dispute'} of ${taken} ${currency}`;
  const parts = [
    ...(isZero(fromCredit) ? [] : [`${fromCredit} from account credit`]),
    ...reopened.map(({ number, amount }) => `${amount} of ${number || 'an invoice'} is open again`),
  ];
  return `${head}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}.`;
}
