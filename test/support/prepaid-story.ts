import type { Plan } from '../../domain/catalog/plan.js';
import type { Payment, PaymentNames } from '../../domain/payment/payment.js';
import { takePayment } from '../../domain/payment/post.js';
import { setActiveTo } from '../../domain/prepaid-service/active-to.js';
import { acceptReactivation } from '../../domain/service-reactivation/accept.js';
import type { Settings } from '../../domain/settings.js';
import type { Effect } from '../../domain/subscription/effects.js';
import { evolveAll } from '../../domain/subscription/evolve.js';
import { openSubscription } from '../../domain/subscription/open.js';
import type { OpenSubscriptionRequest } from '../../domain/subscription/open.schema.js';
import { carryOutDue, reactionsTo } from '../../domain/timeline/carry-out.js';
import { anAccountState, anyUnits, aPlan, aSchedule, ids, PLANS } from './builders.js';
import { Story } from './story.js';

/** The plan of the worked examples: 20.00 a month, 54.00 for 3 months. */
export function aPrepaidPlan(
  code = 'prepaid',
  months: Readonly<Record<number, string>> = { 1: '20.00', 3: '54.00' },
): Plan {
  const billingPeriods = Object.entries(months).map(([it, price]) => ({ months: Number(it), price }));
  const price = months[1] ?? '20.00';
  const plan = aPlan({ code, price });
  const schedule = aSchedule(code, 'USD', [anyUnits(price)]);
  return {
    ...plan,
    schedules: [{ ...schedule, versions: schedule.versions.map((it) => ({ ...it, billingPeriods })) }],
  };
}

export interface PrepaidOptions extends Partial<OpenSubscriptionRequest> {
  readonly on?: string;
  readonly settings?: Partial<Settings>;
  readonly plans?: readonly Plan[];
  readonly billDay?: number;
  readonly credit?: string;
}

/** One prepaid service lived through in memory: every command goes the way in which a transaction goes. */
export class PrepaidStory extends Story {
  private payments = 0;
  private checkouts = 0;

  constructor(options: PrepaidOptions = {}) {
    const {
      on = '2026-11-01',
      settings = {},
      plans = [aPrepaidPlan(), ...PLANS],
      billDay = 1,
      credit = '0.00',
      ...asked
    } = options;
    const suspended = { suspension: true, suspendAfterDays: 7, ...settings };
    super(anAccountState({ plans, subscriptions: [], settings: suspended, account: { billDay }, credit }), on);
    const request = {
      accountId: 'acc',
      planId: 'prepaid',
      units: 1,
      periodStart: '2026-11-01',
      paidThrough: '2026-10-31',
      ...asked,
    };
    const opening = { subscriptionId: 'sub', today: on.slice(0, 10), now: this.now };
    const { subscription, effects } = openSubscription(this.state, request, opening, ids);
    this.state = { ...this.state, subscriptions: [subscription] };
    this.playAll(effects);
  }

  setActiveTo(activeTo: string | null): this {
    const asked = { activeTo, reason: undefined, by: 'admin', now: this.now };
    return this.playAll(setActiveTo(this.state, this.subscription(), asked, ids));
  }

  pay(amount: string, names: Partial<PaymentNames> = {}, currency = 'USD'): this {
    this.payments += 1;
    const id = `pay${this.payments}`;
    const payment: Payment & { accountId: string } = {
      id,
      provider: 'manual',
      externalId: id,
      accountId: 'acc',
      amount,
      currency,
      paidAt: this.now,
      receivedAt: this.now,
      reference: null,
      source: 'manual',
      by: 'admin',
      reason: null,
      names: { accountId: 'acc', invoiceId: null, subscriptionId: null, changeId: null, ...names },
      why: null,
    };
    const taken = takePayment(this.state, { payment, left: amount, isKept: false, now: this.now, by: 'admin' }, ids);
    if ('why' in taken) throw new Error(taken.why);
    return this.playAll(taken.effects);
  }

  settings(changed: Partial<Settings>): this {
    this.edit((state) => ({ ...state, settings: { ...state.settings, ...changed } }));
    return this.playAll([]);
  }

  /** Opens a checkout as a client does, and gives its id: r1, r2, ... */
  checkout(months: number, options: { withoutEnd?: boolean } = {}): string {
    this.checkouts += 1;
    const changeId = `r${this.checkouts}`;
    const request = { subscriptionId: 'sub', months, withoutEnd: options.withoutEnd ?? false };
    const { change, history } = acceptReactivation(this.state, request, { changeId, by: 'client', now: this.now }, ids);
    this.edit((state) => ({ ...state, changes: [...state.changes, change] }));
    this.playAll([{ type: 'history-written', entry: history }]);
    return changeId;
  }

  /** What a checkout came to: its last state, or how it stands. */
  checkoutState(id: string): string {
    const updates = this.effects.flatMap((it) =>
      it.type === 'change-updated' && it.changeId === id ? [it.set.state] : [],
    );
    return updates.findLast((it) => it !== undefined) ?? 'waiting';
  }

  /** What has happened to its standing: `2026-11-08 suspended`. */
  standings(): string[] {
    const told = new Set(['suspended', 'paused', 'resumed', 'reactivated']);
    return this.effects.flatMap((it) =>
      it.type === 'history-written' && told.has(it.entry.event)
        ? [`${it.entry.at.slice(0, 10)} ${it.entry.event}`]
        : [],
    );
  }

  /** What is open of each invoice, oldest first: `2026-12-01 20.00`. */
  owed(): string[] {
    return this.state.openInvoices.map((it) => `${it.issuedOn} ${it.open}`);
  }

  /** The sum of all postings, which is zero. */
  sumOfPostings(): number {
    const postings = this.journals().flatMap((it) => it.postings);
    return Math.round(postings.reduce((sum, it) => sum + Number(it.amount) * 100, 0));
  }

  playAll(effects: readonly Effect[]): this {
    const before = this.state;
    const decided = evolveAll(before, effects);
    const reactions = reactionsTo(before, decided, this.now, ids);
    const after = carryOutDue(evolveAll(decided, reactions), this.now, ids);
    this.effects.push(...effects, ...reactions, ...after.effects);
    this.state = after.state;
    return this;
  }
}
