import { addDays, type CivilDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { localDateAt } from '../calendar/time-zone.js';
import type { ChangeLine } from '../change-plan.js';
import { documentId, issueDocument } from '../ledger/issue.js';
import { creditsFrom } from '../master-plan-change/lines.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import { nextPeriodStart, planOf } from '../subscription/lookup.js';
import { recurringLine } from '../subscription/recurring-line.js';
import type { AccountState, OpenInvoice, Subscription } from '../subscription/state.js';
import { countedEnd } from './period.js';
import { chargedEffects } from './renewal.js';

export interface NewEnd {
  /** First day that is no longer charged ahead. */
  readonly end: CivilDate;
  /** Where the days would end if nothing cut them short: whole intervals are counted back from it. */
  readonly natural: CivilDate;
  /** Of the document: ids derive from it. */
  readonly key: string;
  readonly at: Instant;
}

/**
 * Moves the end of the days that are charged ahead within what they would be (PS-07): an earlier end credits days, at the price that they
 * were charged at, a later one charges them again. The credit reduces the invoice that it is of, and becomes account credit where that
 * was paid. 20.00 for November, end 2026-11-16 -> credit 10.00; then 2026-11-21 -> 3.33.
 */
export function adjustEnd(state: AccountState, subscription: Subscription, newEnd: NewEnd, ids: IdMaker): Effect[] {
  const isEarlier = newEnd.end < nextPeriodStart(subscription);
  const money = isEarlier ? credit(state, subscription, newEnd, ids) : chargeAgain(state, subscription, newEnd, ids);
  if (money.length === 0) return [];
  const set = { paidThrough: addDays(newEnd.end, -1) };
  return [...money, { type: 'subscription-changed', subscriptionId: subscription.id, set }];
}

function credit(state: AccountState, subscription: Subscription, { end, key, at }: NewEnd, ids: IdMaker): Effect[] {
  const credits = creditsFrom(state, subscription, state.account.currency, end);
  if (credits.length === 0) return [];
  const lines = credits.map(({ chargeId: _, ...line }) => line);
  const document = documentOf(state, subscription, { lines, key, at, description: 'Unused days before a pause' });
  const invoiceId = documentId(document, ids);
  return [
    ...issueDocument({ ...state, openInvoices: ownFirst(state, subscription, credits) }, document, ids),
    ...credits.map(
      (line, index): Effect => ({
        type: 'charge-credited',
        id: ids('crd', `${key}/${index}`, at),
        subscriptionId: subscription.id,
        changeId: null,
        chargeId: line.chargeId ?? '',
        invoiceId,
        from: line.from,
        to: line.to,
        amount: line.amount,
      }),
    ),
  ];
}

/** Puts the invoices whose days are credited first: it is those that the credit reduces. */
function ownFirst(state: AccountState, subscription: Subscription, credits: readonly ChangeLine[]): OpenInvoice[] {
  const charges = new Set(credits.map((it) => it.chargeId));
  const ids = new Set(subscription.charges.filter((it) => charges.has(it.id)).map((it) => it.invoiceId));
  const isOwn = (it: OpenInvoice) => ids.has(it.id);
  return [...state.openInvoices.filter(isOwn), ...state.openInvoices.filter((it) => !isOwn(it))];
}

function chargeAgain(state: AccountState, subscription: Subscription, newEnd: NewEnd, ids: IdMaker): Effect[] {
  const { end, natural, key, at } = newEnd;
  const last = subscription.charges.findLast((it) => countedEnd(it) === natural);
  if (!last) return [];
  const { units, price, interval, anchorDay } = last;
  const line = recurringLine({
    kind: 'charge',
    subscriptionId: subscription.id,
    plan: planOf(state, last.planId),
    units,
    price,
    currency: state.account.currency,
    interval,
    anchorDay,
    from: nextPeriodStart(subscription),
    to: end,
    countedTo: natural,
  });
  const lines = [line];
  const document = documentOf(state, subscription, { lines, key, at, description: 'Days that are active again' });
  const billed = [{ interval, anchorDay, countedTo: natural }];
  const invoiceId = documentId(document, ids);
  return [
    ...issueDocument(state, document, ids),
    ...chargedEffects(state, { subscription, lines, billed, key, at, invoiceId }, ids),
  ];
}

function documentOf(
  { settings }: AccountState,
  { id: subscriptionId }: Subscription,
  given: Pick<Parameters<typeof issueDocument>[1], 'lines' | 'key' | 'at' | 'description'>,
) {
  return { subscriptionId, changeId: null, date: localDateAt(given.at, settings.timeZone), ...given };
}
