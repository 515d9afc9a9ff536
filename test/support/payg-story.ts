import { addDuration } from '../../domain/calendar/duration.js';
import { addAmounts, sumAmounts } from '../../domain/money/amount.js';
import { acceptBooking, type BookingAsked } from '../../domain/payg-booking/accept.js';
import { type Booking, openBookings } from '../../domain/payg-booking/booking.js';
import { cancelPayg } from '../../domain/payg-booking/cancel-service.js';
import type { BookingRevision } from '../../domain/payg-booking/request.schema.js';
import { reviseBooking } from '../../domain/payg-booking/revise.js';
import type { OnTimePayment } from '../../domain/payg-booking/worth.js';
import { timeLeft } from '../../domain/payg-time/earn.js';
import { onUntil, unusedSeconds } from '../../domain/payg-time/lot.js';
import { openPayg } from '../../domain/payg-time/open.js';
import type { OpenPaygRequest } from '../../domain/payg-time/open.schema.js';
import type { OnTimeTransaction, PaygProduct, PaygState, UpgradePath } from '../../domain/payg-time/payg.js';
import { serviceOf } from '../../domain/payg-time/rate.js';
import type { Payment } from '../../domain/payment/payment.js';
import { takePayment } from '../../domain/payment/post.js';
import type { PricingSettings } from '../../domain/settings.js';
import type { Effect, HistoryEntry } from '../../domain/subscription/effects.js';
import { evolveAll } from '../../domain/subscription/evolve.js';
import type { AccountState } from '../../domain/subscription/state.js';
import { carryOutDue } from '../../domain/timeline/carry-out.js';
import { anAccountState, ids } from './builders.js';

/** Builds a product in USD that has always cost the same. */
export function aProduct(
  code: string,
  dailyRate: string,
  downPayment: string,
  more: Partial<PaygProduct> = {},
): PaygProduct {
  const name = `${code.charAt(0).toUpperCase()}${code.slice(1)}`;
  const rates = [{ version: 1, dailyRate, downPayment, from: '2020-01-01T00:00:00.000Z' }];
  return { id: code, code, name, status: 'active', currency: 'USD', rates, ...more };
}

export function aPath(fromPlanId: string, toPlanId: string, rules: UpgradePath['rules'] = {}): UpgradePath {
  return { id: `${fromPlanId}-${toPlanId}`, fromPlanId, toPlanId, rules };
}

/** A lamp at 10.00 a day that can be upgraded to a radio (100.00 down), to a TV, and to a fan that costs nothing to get. */
export const PRODUCTS: readonly PaygProduct[] = [
  aProduct('lamp', '10.00', '0.00'),
  aProduct('radio', '15.00', '100.00'),
  aProduct('tv', '25.00', '300.00'),
  aProduct('fan', '12.00', '0.00'),
];
export const PATHS: readonly UpgradePath[] = [aPath('lamp', 'radio'), aPath('lamp', 'tv'), aPath('lamp', 'fan')];

export interface PaygOptions {
  readonly settings?: Partial<PricingSettings>;
  readonly products?: readonly PaygProduct[];
  readonly paths?: readonly UpgradePath[];
  readonly open?: Partial<OpenPaygRequest>;
  readonly payg?: Partial<PaygState>;
  readonly currency?: string;
}

const DAY = '2026-11-11';

/** Reads `12:00` as a time of 2026-11-11, `+1 12:00` as one of the day after. */
export function at(text: string): string {
  const [, days = '0', time = text] = /^([+-]\d+) (.*)$/.exec(text) ?? [];
  if (/^\d{4}-/.test(time)) return time;
  const full = time.length === 5 ? `${time}:00` : time;
  const start = `${DAY}T${full.length === 8 ? `${full}.000` : full}Z`;
  return new Date(Date.parse(start) + Number(days) * 86_400_000).toISOString();
}

/** One account that pays as it goes, lived through in memory the way that every transaction on it goes. */
export class PaygStory {
  state: AccountState;
  now: string;
  readonly effects: Effect[] = [];
  private readonly paid: string[] = [];
  private made = 0;
  private alongside: Partial<BookingAsked> = {};

  constructor(
    begin: string,
    { settings, products = PRODUCTS, paths = PATHS, open, payg, currency = 'USD' }: PaygOptions = {},
  ) {
    this.now = at(begin);
    const base = anAccountState({ subscriptions: [], account: { currency }, ...(settings ? { settings } : {}) });
    const catalog = Object.fromEntries(products.map((it) => [it.id, it]));
    this.state = { ...base, payg: { ...base.payg, products: catalog, paths, ...payg } };
    const request = { accountId: 'acc', planId: products[0]?.id ?? '', ...open };
    const opened = openPayg(this.state, request, { subscriptionId: 'sub', now: this.now }, ids);
    this.state = { ...this.state, payg: { ...this.state.payg, services: [opened.service] } };
    this.play(opened.effects);
  }

  /** Lives everything that falls due until then. */
  advanceTo(to: string): this {
    const until = at(to);
    this.play(carryOutDue(this.state, until, ids).effects);
    this.now = until > this.now ? until : this.now;
    return this;
  }

  advanceBy(duration: string): this {
    return this.advanceTo(addDuration(this.now, duration));
  }

  /** A payment that arrives now, paid now or when it says. */
  pay(amount: string, given: { paidAt?: string; id?: string } = {}): this {
    this.advanceTo(this.now);
    this.made += 1;
    const { currency } = this.state.account;
    const paidAt = given.paidAt === undefined ? this.now : at(given.paidAt);
    const payment: Payment & { accountId: string } = {
      ...A_PAYMENT,
      id: given.id ?? `p${this.made}`,
      externalId: given.id ?? `p${this.made}`,
      amount,
      currency,
      paidAt: paidAt > this.now ? this.now : paidAt,
      receivedAt: this.now,
    };
    const taken = takePayment(this.state, { payment, left: amount, isKept: false, now: this.now, by: 'till' }, ids);
    if ('why' in taken) throw new Error(`the payment is kept: ${taken.why}`);
    this.paid.push(amount);
    return this.play(taken.effects);
  }

  book(...planIds: string[]): this {
    this.advanceTo(this.now);
    this.made += 1;
    const acceptance = { bookingId: `b${this.made}`, by: 'ann', now: this.now };
    const asked = { subscriptionId: 'sub', planIds, onTime: null, conversion: null, ...this.alongside };
    const { change, quote, effects, history } = acceptBooking(this.state, asked, acceptance, ids);
    this.alongside = {};
    return this.play([
      { type: 'change-accepted', change, quote, settingsVersion: 1 },
      { type: 'history-written', entry: history },
      ...effects,
    ]);
  }

  /** What the next booking uses at once (PB-11). */
  with(alongside: Partial<Pick<BookingAsked, 'onTime' | 'conversion'>>): this {
    this.alongside = alongside;
    return this;
  }

  revise(revision: BookingRevision): this {
    this.advanceTo(this.now);
    return this.play(reviseBooking(this.state, this.booking(), revision, { by: 'ann', at: this.now }, ids));
  }

  useOnTime(transactionIds: readonly string[], acceptPart = false): this {
    const payments = transactionIds.map((id) => this.onTimePayment(id));
    return this.revise({ command: 'use-on-time-payments', transactionIds: [...transactionIds], acceptPart, payments });
  }

  /** Cancels the subscription, today or on a day to come; null withdraws that (MP-27). */
  cancelService(on: string | null = this.now.slice(0, 10)): this {
    this.advanceTo(this.now);
    return this.play(cancelPayg(this.state, this.service(), { on, reason: undefined, by: 'ann', now: this.now }, ids));
  }

  booking(): Booking {
    const [open] = openBookings(this.state);
    if (!open) throw new Error('no booking is open');
    return open;
  }

  /** How the last booking stands, or how it ended. */
  bookingState(): string {
    const states = this.effects.flatMap((it) =>
      it.type === 'change-accepted' ? [it.change.state] : it.type === 'change-updated' ? [it.set.state] : [],
    );
    return states.filter((it) => it !== undefined).at(-1) ?? 'none';
  }

  onUntil(): string | null {
    return onUntil(this.service());
  }

  /** The whole seconds of time that are left. */
  secondsLeft(): number {
    return this.service().lots.reduce((sum, lot) => sum + unusedSeconds(lot, this.now), 0);
  }

  daysLeft(): number {
    return this.secondsLeft() / 86_400;
  }

  service() {
    return serviceOf(this.state.payg, 'sub');
  }

  transactions(type?: OnTimeTransaction['type']): OnTimeTransaction[] {
    const all = this.effects.flatMap((it) => (it.type === 'on-time-recorded' ? [it.transaction] : []));
    return all.filter((it) => type === undefined || it.type === type);
  }

  /** What the store makes of the rows of one payment transaction. */
  onTimePayment(transactionId: string): OnTimePayment {
    const all = this.transactions().filter((it) => it.id === transactionId || it.ofId === transactionId);
    const own = all.find((it) => it.id === transactionId);
    if (own?.type !== 'payment') throw new Error(`there is no payment transaction ${transactionId}`);
    const { currency } = this.state.account;
    const counted = all.reduce(
      (sum, it) => addAmounts(sum, addAmounts(it.amount, `-${it.goodwill}`.replace('--', ''), currency), currency),
      '0',
    );
    const isRefunded = all.some((it) => it.refundId !== null);
    return { transactionId, paymentId: own.paymentId, paidAt: own.paidAt, counted, isRefunded };
  }

  /** The balance of a ledger account: debits positive. */
  balance(ledgerAccount: string): string {
    const postings = this.effects.flatMap((it) => (it.type === 'journal-posted' ? it.journal.postings : []));
    return sumAmounts(
      postings.filter((it) => it.ledgerAccount === ledgerAccount).map((it) => it.amount),
      this.state.account.currency,
    );
  }

  /** What came in, by payments and by what was taken over. */
  moneyIn(): string {
    const opening = this.balance('opening-balance');
    return sumAmounts([...this.paid, opening], this.state.account.currency);
  }

  timeLeft(): string {
    return timeLeft(this.service(), this.now, this.state.account.currency);
  }

  history(): HistoryEntry[] {
    return this.effects.flatMap((it) => (it.type === 'history-written' ? [it.entry] : []));
  }

  play(effects: readonly Effect[]): this {
    this.effects.push(...effects);
    this.state = evolveAll(this.state, effects);
    return this;
  }
}

const A_PAYMENT = {
  provider: 'sandbox',
  accountId: 'acc',
  reference: null,
  source: 'webhook',
  by: 'till',
  reason: null,
  why: null,
  names: { accountId: 'acc', invoiceId: null, subscriptionId: null, changeId: null },
} as const;
