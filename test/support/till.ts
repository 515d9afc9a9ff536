import { issueDocument } from '../../domain/ledger/issue.js';
import { addAmounts, isZero, negateAmount, subtractAmounts, sumAmounts } from '../../domain/money/amount.js';
import type { Payment, PaymentAllocation, PaymentNames } from '../../domain/payment/payment.js';
import { takePayment } from '../../domain/payment/post.js';
import { type PaymentStanding, refundPayment } from '../../domain/payment/refund.js';
import type { SettledInvoice } from '../../domain/payment/reopen.js';
import { type KnownRefund, matchRefund, refundAmount } from '../../domain/payment/started-refund.js';
import type { Effect, SettlementSource } from '../../domain/subscription/effects.js';
import { evolve } from '../../domain/subscription/evolve.js';
import type { AccountState, OpenInvoice } from '../../domain/subscription/state.js';
import { anAccountState, ids } from './builders.js';

const AT = '2026-11-11T12:00:00.000Z';

interface Settled {
  readonly invoice: Omit<OpenInvoice, 'open'>;
  readonly source: SettlementSource;
  readonly amount: string;
}

/** The money of one account in memory: every payment, refund and invoice goes the way that the stores go. */
export class Till {
  state: AccountState;
  readonly effects: Effect[] = [];
  readonly payments = new Map<string, Payment & { accountId: string }>();
  readonly unallocated: string[] = [];
  private readonly invoices = new Map<string, OpenInvoice>();
  private readonly settled: Settled[] = [];
  private readonly allocations: PaymentAllocation[] = [];
  private readonly waiting: { paymentId: string; id: string; amount: string; kind: 'refund' | 'dispute' }[] = [];
  private readonly counted = new Set<string>();
  /** As the table of refunds has them: those that were started too. */
  readonly refunds: (KnownRefund & { paymentId: string })[] = [];

  constructor(settings: { useCreditAutomatically: boolean } = { useCreditAutomatically: true }) {
    this.state = anAccountState({ settings });
  }

  invoice(id: string, amount: string, day = '2026-11-01'): this {
    const days = { from: day, to: '2026-12-01', fraction: { whole: 1, numerator: 0, denominator: 1 } };
    const line = { kind: 'charge', subscriptionId: 'sub', planId: 'silver', description: 'Owed', quantity: 1 } as const;
    const lines = [{ ...line, ...days, price: amount, amount, explanation: 'owed' }];
    const document = { key: id, subscriptionId: 'sub', changeId: null, lines, date: day, at: AT, description: 'Owed' };
    return this.play(issueDocument(this.state, document, ids));
  }

  pay(id: string, amount: string, given: { currency?: string; names?: Partial<PaymentNames> } = {}): this {
    if (this.counted.has(id)) return this;
    this.counted.add(id);
    const { currency = 'USD' } = given;
    const names = { accountId: 'acc', invoiceId: null, subscriptionId: null, changeId: null, ...given.names };
    const payment = { ...A_PAYMENT, id, externalId: id, amount, currency, names };
    const taken = takePayment(this.state, { payment, left: amount, isKept: false, now: AT, by: 'test' }, ids);
    if ('why' in taken) this.unallocated.push(amount);
    else {
      this.payments.set(id, payment);
      this.play(taken.effects);
    }
    for (const it of this.waiting.filter(({ paymentId }) => paymentId === id)) this.takeBack(it);
    return this;
  }

  /** Comes before its payment too: then it waits for it. */
  refund(paymentId: string, id: string, amount: string, kind: 'refund' | 'dispute' = 'refund'): this {
    return this.report(paymentId, { externalId: id, ourId: null, amount }, kind);
  }

  /** Starts a refund, where so much is left of the payment; the provider will call it `at-<id>`. */
  startRefund(paymentId: string, id: string, amount: string): this {
    const payment = this.payments.get(paymentId);
    if (!payment || this.refunds.some((it) => it.id === id)) return this;
    const { currency } = payment;
    try {
      refundAmount({ amount, currency }, payment, this.refundsOf(paymentId));
    } catch {
      return this;
    }
    this.refunds.push({ id, paymentId, externalId: null, state: 'requested', amount, currency, taken: null });
    return this;
  }

  /** The provider answers that it made a refund which we started, or a webhook says so, with or without our id. */
  refundMade(id: string, by: 'answer' | 'webhook' | 'webhook-without-our-id'): this {
    const started = this.refunds.find((it) => it.id === id);
    if (!started) return this;
    const { paymentId, amount } = started;
    const ourId = by === 'webhook-without-our-id' ? null : id;
    this.report(paymentId, { externalId: `at-${id}`, ourId, amount }, 'refund');
    const after = this.refunds.find((it) => it.id === id);
    if (by === 'answer' && after?.state === 'requested') this.replace(after, { state: 'refused' });
    return this;
  }

  private report(
    paymentId: string,
    told: { externalId: string; ourId: string | null; amount: string },
    kind: 'refund' | 'dispute',
  ): this {
    const { externalId, amount } = told;
    const ours = matchRefund(this.refundsOf(paymentId), { ...told, currency: 'USD' });
    if (ours ? ours.state !== 'requested' : this.refunds.some((it) => it.externalId === externalId)) return this;
    const id = ours?.id ?? externalId;
    if (ours) this.replace(ours, { state: 'made', externalId });
    else this.refunds.push({ id, paymentId, externalId, state: 'made', amount, currency: 'USD', taken: null });
    const refund = { paymentId, id, amount: ours?.amount ?? amount, kind };
    if (this.payments.has(paymentId)) this.takeBack(refund);
    else this.waiting.push(refund);
    return this;
  }

  private refundsOf(paymentId: string): readonly KnownRefund[] {
    return this.refunds.filter((it) => it.paymentId === paymentId);
  }

  private replace({ id }: KnownRefund, set: Partial<KnownRefund>): void {
    const at = this.refunds.findIndex((it) => it.id === id);
    const before = this.refunds[at];
    if (before) this.refunds[at] = { ...before, ...set };
  }

  /** The balance of a ledger account: debits positive. */
  balance(ledgerAccount: string): string {
    const postings = this.effects.flatMap((it) => (it.type === 'journal-posted' ? it.journal.postings : []));
    return sumAmounts(
      postings.filter((it) => it.ledgerAccount === ledgerAccount).map((it) => it.amount),
      'USD',
    );
  }

  /** What of the payments went to invoices, is credit that came of them, and went back. */
  whereItWent(): { toInvoices: string; credited: string; refunded: string } {
    const of = (kind: PaymentAllocation['kind']) =>
      sumAmounts(
        this.allocations.filter((it) => it.kind === kind).map((it) => it.amount),
        'USD',
      );
    const taken = this.effects.flatMap((it) => (it.type === 'payment-refunded' ? [it.taken] : []));
    return { toInvoices: of('invoice'), credited: of('account-credit'), refunded: sumAmounts(taken, 'USD') };
  }

  /** What is open of each invoice. */
  open(): Record<string, string> {
    return Object.fromEntries(this.state.openInvoices.map((it) => [it.id.replace('inv:', ''), it.open]));
  }

  private takeBack({
    paymentId,
    id,
    amount,
    kind,
  }: {
    paymentId: string;
    id: string;
    amount: string;
    kind: 'refund' | 'dispute';
  }): void {
    const payment = this.payments.get(paymentId);
    if (!payment) return;
    const standing = this.standingOf(payment);
    this.play(refundPayment(this.state, standing, { id, kind, amount, now: AT, by: 'test' }, ids));
  }

  private standingOf({ id, currency }: Payment): PaymentStanding {
    const own = this.allocations.filter((it) => it.paymentId === id && it.kind === 'account-credit');
    return {
      id,
      currency,
      credited: sumAmounts(
        own.map((it) => it.amount),
        currency,
      ),
      settled: this.settledBy((source) => source !== 'account-credit' && source.paymentId === id),
      settledByCredit: this.settledBy((source) => source === 'account-credit'),
      payg: { transactions: [], subscriptionId: null, time: '0.00', booking: '0.00' },
    };
  }

  private settledBy(isOf: (source: SettlementSource) => boolean): SettledInvoice[] {
    const sums = new Map<string, SettledInvoice>();
    for (const { invoice, source, amount } of this.settled) {
      if (!isOf(source)) continue;
      const before = sums.get(invoice.id)?.amount ?? '0';
      sums.set(invoice.id, { invoice, amount: addAmounts(before, amount, invoice.currency) });
    }
    return [...sums.values()].filter((it) => !isZero(it.amount));
  }

  private play(effects: readonly Effect[]): this {
    for (const effect of effects) {
      this.state = evolve(this.state, effect);
      this.effects.push(effect);
      for (const it of this.state.openInvoices) this.invoices.set(it.id, this.invoices.get(it.id) ?? it);
      if (effect.type === 'payment-refunded') this.replaceTaken(effect.refundId, effect.taken);
      if (effect.type === 'payment-allocated') this.allocations.push(effect.allocation);
      if (effect.type === 'invoice-settled') this.settle(effect.invoiceId, effect.source, effect.amount);
      if (effect.type === 'invoice-reopened')
        this.settle(effect.invoice.id, effect.source, negateAmount(effect.amount, 'USD'));
    }
    return this;
  }

  private replaceTaken(id: string, taken: string): void {
    const refund = this.refunds.find((it) => it.id === id);
    if (refund) this.replace(refund, { taken });
  }

  private settle(invoiceId: string, source: SettlementSource, amount: string): void {
    const invoice = this.invoices.get(invoiceId);
    if (!invoice) throw new Error(`there is no invoice ${invoiceId}`);
    this.settled.push({ invoice, source, amount });
  }
}

const A_PAYMENT = {
  provider: 'sandbox',
  accountId: 'acc',
  paidAt: AT,
  receivedAt: AT,
  reference: null,
  source: 'webhook',
  by: 'test',
  reason: null,
  why: null,
} as const;

/** Adds amounts and takes others away: what has to be zero in a property. */
export function difference(plus: readonly string[], minus: readonly string[]): string {
  return subtractAmounts(sumAmounts(plus, 'USD'), sumAmounts(minus, 'USD'), 'USD');
}
