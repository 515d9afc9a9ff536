import type { CivilDate } from '../calendar/civil-date.js';
import { compareAmounts, isZero, minAmount, subtractAmounts } from '../money/amount.js';
import type { OpenInvoice, OrderInvoice } from '../subscription/state.js';
import type { PaymentNames, WhyUnallocated } from './payment.js';

/** Something open that money can go to. A kind of change that takes payments adds its own to the list. */
export interface Candidate {
  readonly kind: 'booking' | 'time' | 'invoice';
  readonly id: string;
  readonly subscriptionId: string | null;
  /** What it takes at most; null: as much as comes. */
  readonly open: string | null;
  readonly dueOn: CivilDate | null;
  /** The package order whose invoice it is. */
  readonly changeId?: string;
}

/** A part of a payment and where it goes. */
export interface Part {
  readonly kind: Candidate['kind'] | 'account-credit';
  /** Null: to the account's credit. */
  readonly id: string | null;
  readonly amount: string;
}

/** Makes candidates of open invoices. */
export function invoiceCandidates(invoices: readonly (OpenInvoice | OrderInvoice)[]): Candidate[] {
  return invoices.map((invoice) => {
    const { id, subscriptionId, open, dueOn } = invoice;
    const order = 'changeId' in invoice ? { changeId: invoice.changeId } : {};
    return { kind: 'invoice', id, subscriptionId, open, dueOn, ...order };
  });
}

/**
 * Tells where a payment of an account goes (EN-13): to what it names; else to the open booking; else, if the account has one PAYG
 * subscription and no open invoice, to time; else to open invoices, oldest due first; else to account credit. What is left over of one
 * goes on to the next, since new credit always settles open invoices (MP-15). Several open bookings, or several subscriptions that
 * take time, are not guessed between. 60.00 on an open invoice of 20.00: 20.00 and 40.00 credit (PS-03).
 */
export function allocatePayment(
  payment: { readonly amount: string; readonly currency: string; readonly names: Omit<PaymentNames, 'accountId'> },
  candidates: readonly Candidate[],
): readonly Part[] | WhyUnallocated {
  const named = candidates.filter((it) => isNamed(it, payment.names)).sort(byTurn);
  const rest = candidates.filter((it) => !named.includes(it));
  const byDefault = defaultOrder(rest, named.length > 0);
  if (byDefault === null) return 'several-candidates';
  const parts: Part[] = [];
  let left = payment.amount;
  for (const { kind, id, open } of [...named, ...byDefault]) {
    const amount = open === null ? left : minAmount(left, open, payment.currency);
    if (isZero(amount)) continue;
    left = subtractAmounts(left, amount, payment.currency);
    parts.push({ kind, id, amount });
  }
  return isZero(left) ? parts : [...parts, { kind: 'account-credit', id: null, amount: left }];
}

function isNamed(candidate: Candidate, names: Omit<PaymentNames, 'accountId'>): boolean {
  const { invoiceId, subscriptionId, changeId } = names;
  if (changeId !== null) return candidate.id === changeId || candidate.changeId === changeId;
  if (invoiceId !== null) return candidate.kind === 'invoice' && candidate.id === invoiceId;
  return subscriptionId !== null && candidate.subscriptionId === subscriptionId;
}

/** Orders what the payment does not name; null where that would be a guess. */
function defaultOrder(candidates: readonly Candidate[], hasNamed: boolean): Candidate[] | null {
  const of = (kind: Candidate['kind']) => candidates.filter((it) => it.kind === kind);
  const invoices = of('invoice').sort(byTurn);
  if (hasNamed) return invoices;
  const bookings = of('booking');
  const time = of('time');
  if (bookings.length > 1) return null;
  if (bookings.length === 0 && invoices.length === 0 && time.length > 1) return null;
  return [...bookings, ...(invoices.length === 0 ? time : invoices)];
}

/** The oldest due first; of the same day, as they come. */
function byTurn(a: Candidate, b: Candidate): number {
  if (a.dueOn !== b.dueOn) return (a.dueOn ?? '') < (b.dueOn ?? '') ? -1 : 1;
  return 0;
}

/** What was found for one of the names of a payment: whose it is; null where there is no such thing. */
export interface FoundNames {
  readonly account: string | null;
  readonly invoice: string | null;
  readonly subscription: string | null;
  readonly change: string | null;
}

/**
 * Tells whose a payment is by what it names: all that it names has to be there and belong to one account (EN-13). An invoice alone is
 * enough; nothing named is nobody's.
 */
export function accountOfPayment(
  names: PaymentNames,
  found: FoundNames,
): { readonly accountId: string } | { readonly why: WhyUnallocated } {
  const asked = [
    ...(names.accountId === null ? [] : [found.account]),
    ...(names.invoiceId === null ? [] : [found.invoice]),
    ...(names.subscriptionId === null ? [] : [found.subscription]),
    ...(names.changeId === null ? [] : [found.change]),
  ];
  const known = new Set(asked.filter((it): it is string => it !== null));
  if (known.size > 1) return { why: 'several-candidates' };
  const [accountId] = known;
  if (accountId === undefined || (names.accountId !== null && found.account === null))
    return { why: 'unknown-account' };
  return asked.includes(null) ? { why: 'unknown-name' } : { accountId };
}

/** Tells whether an amount can be paid: above zero (EN-13). */
export function isPayable(amount: string): boolean {
  return compareAmounts(amount, '0') > 0;
}
