import { firstInstantOf } from '../../domain/calendar/time-zone.js';
import { sumAmounts } from '../../domain/money/amount.js';
import { acceptPackageOrder, type OrderAcceptance } from '../../domain/package-order/accept.js';
import type { Client } from '../../domain/package-order/offer.js';
import type { OrderQuote, PackageOrder } from '../../domain/package-order/order.js';
import { quoteOrder } from '../../domain/package-order/quote.js';
import type { PackageOrderRevision } from '../../domain/package-order/request.schema.js';
import { reviseOrder } from '../../domain/package-order/revise.js';
import type { Payment } from '../../domain/payment/payment.js';
import { takePayment } from '../../domain/payment/post.js';
import { refundPayment } from '../../domain/payment/refund.js';
import { setActiveTo } from '../../domain/prepaid-service/active-to.js';
import type { Effect, HistoryEntry, IssuedInvoice } from '../../domain/subscription/effects.js';
import { evolveAll } from '../../domain/subscription/evolve.js';
import { subscriptionOf } from '../../domain/subscription/lookup.js';
import type { AccountState, Subscription } from '../../domain/subscription/state.js';
import { carryOutDue, reactionsTo } from '../../domain/timeline/carry-out.js';
import { ids } from './builders.js';

/** A client who may order whatever there is. */
export function aClient(state: AccountState, changed: Partial<Client> = {}): Client {
  return { mayChangePackages: true, offered: Object.keys(state.catalog), ...changed };
}

export interface Ordering {
  readonly client?: Partial<Client>;
  readonly asAdmin?: boolean;
  readonly quoteHash?: string;
}

/** The package orders of one account in memory: each step goes the way of a transaction, first what is due, then the step, then who reacts. */
export class OrderStory {
  state: AccountState;
  now: string;
  readonly effects: Effect[] = [];
  private orders = 0;

  /** `now` is a date, for noon in UTC, or an instant. */
  constructor(state: AccountState, now: string) {
    this.state = state;
    this.now = instantOf(now);
    this.step(() => []);
  }

  advanceTo(to: string): this {
    this.now = to.length > 10 ? to : firstInstantOf(to, this.state.settings.timeZone);
    return this.step(() => []);
  }

  quote(planId: string, subscriptionId = 'sub'): OrderQuote {
    return quoteOrder(this.state, { subscriptionId, planId }, this.now);
  }

  /** Orders a package and gives the id: o1, o2, ... */
  order(planId: string, { client = {}, asAdmin = false, quoteHash }: Ordering = {}, subscriptionId = 'sub'): string {
    const changeId = `o${this.orders + 1}`;
    const by: Omit<OrderAcceptance, 'client'> = { changeId, by: 'client', now: this.now, asAdmin };
    const request = { subscriptionId, planId, ...(quoteHash === undefined ? {} : { quoteHash }) };
    this.step((state) => {
      const acceptance = { ...by, client: aClient(state, client) };
      const { change, quote, effects, history } = acceptPackageOrder(state, request, acceptance, ids);
      this.orders += 1;
      const settingsVersion = state.settings.version;
      return [
        { type: 'change-accepted', change, quote, settingsVersion },
        { type: 'history-written', entry: history },
        ...effects,
      ];
    });
    return changeId;
  }

  pay(
    id: string,
    amount: string,
    given: { paidAt?: string; invoiceId?: string; subscriptionId?: string; changeId?: string } = {},
  ): this {
    const { paidAt = this.now, invoiceId = null, subscriptionId = null, changeId = null } = given;
    const names = { accountId: 'acc', invoiceId, subscriptionId, changeId };
    const payment = { ...A_PAYMENT, id, externalId: id, amount, paidAt, receivedAt: this.now, names };
    return this.step((state) => {
      const taken = takePayment(state, { payment, left: amount, isKept: false, now: this.now, by: 'test' }, ids);
      if ('why' in taken) throw new Error(taken.why);
      return taken.effects;
    });
  }

  /** Takes a payment back that pays an order, whole. */
  refund(paymentId: string, id: string): this {
    return this.step((state) => {
      const held = state.orderInvoices.flatMap((invoice) =>
        invoice.paid
          .filter((it) => it.source !== 'account-credit' && it.source.paymentId === paymentId)
          .map(({ amount }) => ({ invoice, amount, orderId: invoice.changeId })),
      );
      const amount = sumAmounts(
        held.map((it) => it.amount),
        'USD',
      );
      const payg = { transactions: [], subscriptionId: null, time: '0.00', booking: '0.00' };
      const standing = { id: paymentId, currency: 'USD', credited: '0.00', settled: held, settledByCredit: [], payg };
      return refundPayment(state, standing, { id, kind: 'refund', amount, now: this.now, by: 'test' }, ids);
    });
  }

  revise(orderId: string, command: PackageOrderRevision['command'], by = 'admin'): this {
    return this.step((state) => {
      const order = state.changes.find(
        (it): it is PackageOrder => it.id === orderId && it.kind === 'package-change-order',
      );
      if (!order) throw new Error(`${orderId} is not open`);
      return reviseOrder(state, order, { command }, { by, now: this.now }, ids);
    });
  }

  setActiveTo(activeTo: string | null): this {
    const asked = { activeTo, reason: undefined, by: 'admin', now: this.now };
    return this.step((state) => setActiveTo(state, this.subscription(), asked, ids));
  }

  edit(change: (state: AccountState) => AccountState): this {
    this.state = change(this.state);
    return this.step(() => []);
  }

  subscription(id = 'sub'): Subscription {
    return subscriptionOf(this.state, id);
  }

  open(id: string): PackageOrder | undefined {
    return this.state.changes.find((it): it is PackageOrder => it.id === id && it.kind === 'package-change-order');
  }

  /** The state of an order, open or over. */
  stateOf(id: string): string {
    const last = this.effects.findLast(
      (it) => it.type === 'change-updated' && it.changeId === id && it.set.state !== undefined,
    );
    return this.open(id)?.state ?? (last?.type === 'change-updated' ? (last.set.state ?? '') : '');
  }

  /** The balance of a ledger account, as people read it: what the account has or owes is above zero. */
  balance(ledgerAccount: string): string {
    const postings = this.effects.flatMap((it) => (it.type === 'journal-posted' ? it.journal.postings : []));
    const own = postings.filter((it) => it.ledgerAccount === ledgerAccount);
    const sum = sumAmounts(
      own.map((it) => it.amount),
      'USD',
    );
    return ['receivable', 'cash'].includes(ledgerAccount) || /^0/.test(sum) ? sum : negated(sum);
  }

  documents(): IssuedInvoice[] {
    return this.effects.flatMap((it) => (it.type === 'invoice-issued' ? [it.invoice] : []));
  }

  /** What became of the invoices of orders, in their order. */
  standings(): string[] {
    return this.effects.flatMap((it) => (it.type === 'order-invoice-closed' ? [it.standing] : []));
  }

  history(changeId: string): HistoryEntry[] {
    return this.effects.flatMap((it) =>
      it.type === 'history-written' && it.entry.changeId === changeId ? [it.entry] : [],
    );
  }

  private step(decide: (state: AccountState) => readonly Effect[]): this {
    const due = carryOutDue(this.state, this.now, ids);
    const own = decide(due.state);
    const decided = evolveAll(due.state, own);
    const reactions = reactionsTo(due.state, decided, this.now, ids);
    const then = carryOutDue(evolveAll(decided, reactions), this.now, ids);
    this.effects.push(...due.effects, ...own, ...reactions, ...then.effects);
    this.state = then.state;
    return this;
  }
}

function instantOf(when: string): string {
  return when.length > 10 ? when : `${when}T12:00:00.000Z`;
}

function negated(sum: string): string {
  return sum.startsWith('-') ? sum.slice(1) : `-${sum}`;
}

const A_PAYMENT: Omit<Payment, 'id' | 'externalId' | 'amount' | 'paidAt' | 'receivedAt' | 'names' | 'accountId'> & {
  accountId: string;
} = {
  provider: 'sandbox',
  accountId: 'acc',
  currency: 'USD',
  reference: null,
  source: 'webhook',
  by: 'test',
  reason: null,
  why: null,
};
