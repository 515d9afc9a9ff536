import { addDays } from '../../../domain/calendar/civil-date.js';
import type { Effect } from '../../../domain/subscription/effects.js';
import type { Subscription } from '../../../domain/subscription/state.js';
import { dueEvents } from '../../../domain/timeline/due-events.js';
import { balancesOf, idsIn, journalsOf, sumsByCurrency, unitsOf } from '../../support/books.js';
import type { Story } from '../../support/story.js';

interface Days {
  readonly from: string;
  to: string;
  readonly planId: string;
  readonly changeId: string | null;
}

/** What the model keeps of one subscription: which days were charged at which plan, and which plan was assigned when. */
interface Followed {
  readonly begins: string;
  readonly isBackward: boolean;
  readonly days: Map<string, Days & { charged: bigint; credited: bigint }>;
  readonly plans: { readonly from: string; readonly planId: string }[];
}

/**
 * Holds a story against what must be true of it whatever happens (F16): it reads the effects in their order, and the state that the
 * domain says they lead to. Returns what is wrong, or nothing.
 */
export class Model {
  private read = 0;
  private readonly followed = new Map<string, Followed>();
  private readonly ids = new Set<string>();
  private readonly closed = new Map<string, string>();
  private readonly opening: { readonly credit: bigint; readonly receivable: bigint };
  private paid = 0n;

  constructor(
    private readonly story: Story,
    begun: readonly Subscription[],
    opening: { credit: string; open: string[] },
  ) {
    const { currency } = story.state.account;
    this.opening = {
      credit: unitsOf(opening.credit, currency),
      receivable: opening.open.reduce((sum, it) => sum + unitsOf(it, currency), 0n),
    };
    for (const it of begun) {
      const charges = it.charges.map(
        (charge) =>
          [charge.id, { ...charge, changeId: null, charged: unitsOf(charge.amount, currency), credited: 0n }] as const,
      );
      this.followed.set(it.id, {
        begins: it.periodStart,
        isBackward: it.invoicing === 'backward',
        days: new Map(charges),
        plans: [{ from: '0001-01-01', planId: it.planId }],
      });
    }
  }

  /** Somebody pays an open invoice in cash. */
  pay(open: string): void {
    this.paid += unitsOf(open, this.story.state.account.currency);
  }

  check(): string[] {
    const wrong: string[] = [];
    for (const effect of this.story.effects.slice(this.read)) wrong.push(...this.take(effect));
    this.read = this.story.effects.length;
    wrong.push(...this.checkBooks(), ...this.checkChanges());
    for (const it of this.story.state.subscriptions) wrong.push(...this.checkDays(it));
    return wrong;
  }

  private take(effect: Effect): string[] {
    const wrong: string[] = [];
    for (const id of idsIn([effect])) {
      if (this.ids.has(id)) wrong.push(`the id ${id} is made twice`);
      this.ids.add(id);
    }
    if (effect.type === 'journal-posted' && sumsByCurrency(effect.journal).some((it) => it !== 0n)) {
      wrong.push(`the journal ${effect.journal.id} does not balance`);
    }
    if (effect.type === 'change-moved' && (effect.state === 'applied' || effect.state === 'cancelled')) {
      const before = this.closed.get(effect.changeId);
      if (before) wrong.push(`the change ${effect.changeId} is ${effect.state} after it was ${before}`);
      this.closed.set(effect.changeId, effect.state);
    }
    if (effect.type === 'invoice-issued') wrong.push(...checkInvoice(effect.invoice));
    if ('subscriptionId' in effect) {
      const followed = this.followed.get(effect.subscriptionId);
      if (followed) wrong.push(...this.follow(followed, effect));
    }
    return wrong;
  }

  private follow(followed: Followed, effect: Effect): string[] {
    const { currency } = this.story.state.account;
    if (effect.type === 'plan-assigned') {
      const wrong = (followed.plans.at(-1)?.from ?? '') > effect.from ? [`plans go backwards on ${effect.from}`] : [];
      followed.plans.push({ from: effect.from, planId: effect.planId });
      return wrong;
    }
    if (effect.type === 'charged') {
      const { charge, changeId } = effect;
      followed.days.set(charge.id, { ...charge, changeId, charged: unitsOf(charge.amount, currency), credited: 0n });
      return this.checkPlan(followed, { ...charge, changeId });
    }
    if (effect.type !== 'charge-credited') return [];
    const charge = followed.days.get(effect.chargeId);
    if (!charge) return [`the credit ${effect.id} is of no charge`];
    if (effect.to !== charge.to) return [`the credit ${effect.id} is not of the end of its charge`];
    charge.to = effect.from;
    charge.credited += unitsOf(effect.amount, currency);
    return charge.credited > charge.charged ? [`more was credited than charged for ${effect.chargeId}`] : [];
  }

  /** A renewal charges forward at the plan assigned last by its first day; a change of that day has come before it (MP-07). */
  private checkPlan(followed: Followed, charge: Days): string[] {
    if (charge.changeId !== null || followed.isBackward) return [];
    const assigned = followed.plans.findLast((it) => it.from <= charge.from);
    return assigned?.planId === charge.planId
      ? []
      : [`${charge.from} is billed at ${charge.planId}, not ${assigned?.planId}`];
  }

  private checkBooks(): string[] {
    const { state, effects } = this.story;
    const { currency } = state.account;
    const balances = balancesOf(journalsOf(effects));
    const credit = unitsOf(state.credit, currency);
    const open = state.openInvoices.reduce((sum, it) => sum + unitsOf(it.open, currency), 0n);
    const receivable = this.opening.receivable + (balances.receivable ?? 0n) - this.paid;
    return [
      ...(balances.sum === 0n ? [] : ['the ledger does not balance']),
      ...(credit < 0n ? ['account credit is below zero'] : []),
      ...(credit === this.opening.credit - (balances['account-credit'] ?? 0n)
        ? []
        : ['account credit is not its postings']),
      ...(open === receivable ? [] : [`open invoices are ${open}, the receivable is ${receivable}`]),
    ];
  }

  private checkChanges(): string[] {
    const { state, now } = this.story;
    const wrong = dueEvents(state, now).map((it) => `${it.kind} is due at ${it.at} and not carried out`);
    const places = new Set<string>();
    for (const it of state.changes) {
      if (this.closed.has(it.id)) wrong.push(`the change ${it.id} is open and closed`);
      if ((it.attention !== null) !== (it.state === 'needs-attention'))
        wrong.push(`${it.id} is ${it.state} with ${it.attention}`);
      if ((it.dueAt === null) !== (it.effectiveDate === null)) wrong.push(`${it.id} has half a date`);
      const place = `${it.subscriptionId} ${it.effectiveDate}`;
      if (it.attention?.code !== 'date-taken' && places.has(place)) wrong.push(`two changes hold ${place}`);
      if (it.attention?.code !== 'date-taken') places.add(place);
      const subscription = state.subscriptions.find((one) => one.id === it.subscriptionId);
      if (!subscription || subscription.status === 'cancelled') wrong.push(`${it.id} outlives its subscription`);
      const follows =
        it.kind === 'master-plan-change' && it.request.scope === 'end-of-period' && it.state === 'waiting';
      if (follows && subscription && it.effectiveDate !== addDays(subscription.paidThrough, 1))
        wrong.push(`${it.id} lags behind`);
    }
    return wrong;
  }

  /** No day is charged twice, none is missing: from the first one to the paid-through date, or backward to the running period. */
  private checkDays(subscription: Subscription): string[] {
    const followed = this.followed.get(subscription.id);
    if (!followed) return [`the subscription ${subscription.id} came from nowhere`];
    const end = addDays(subscription.paidThrough, 1);
    const charged = [...followed.days.values()].filter((it) => it.from < it.to);
    const unbilled = followed.isBackward && subscription.status !== 'cancelled' ? runningDays(subscription, end) : [];
    const days = [...charged, ...unbilled].sort((a, b) => (a.from < b.from ? -1 : 1));
    let at = followed.begins;
    for (const it of days) {
      if (it.from !== at)
        return [`${subscription.id}: ${it.from < at ? 'charged twice' : 'missing'} between ${it.from} and ${at}`];
      at = it.to;
    }
    if (followed.isBackward && subscription.status === 'cancelled') return [];
    return at === end || days.length === 0 ? [] : [`${subscription.id} is charged to ${at}, paid through to ${end}`];
  }
}

function runningDays(subscription: Subscription, end: string): { from: string; to: string }[] {
  if (subscription.unbilled.length > 0) return [...subscription.unbilled];
  return subscription.periodStart < end ? [{ from: subscription.periodStart, to: end }] : [];
}

function checkInvoice(invoice: Extract<Effect, { type: 'invoice-issued' }>['invoice']): string[] {
  const { currency, lines, total, kind, id } = invoice;
  const net = lines.reduce((sum, it) => sum + unitsOf(it.amount, currency) * (it.kind === 'credit' ? -1n : 1n), 0n);
  const signed = kind === 'credit-note' ? -unitsOf(total, currency) : unitsOf(total, currency);
  return [
    ...(net === signed ? [] : [`${id} is ${signed}, its lines are ${net}`]),
    ...(lines.every((it) => !it.amount.startsWith('-')) ? [] : [`${id} has a line below zero`]),
    ...(lines.length > 0 ? [] : [`${id} has no lines`]),
  ];
}
