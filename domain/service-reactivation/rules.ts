import type { Instant } from '../calendar/instant.js';
import { formatDeadlineForPeople } from '../calendar/time-zone.js';
import { DomainError } from '../errors.js';
import { withReason } from '../master-plan-change/explain.js';
import { addAmounts, compareAmounts } from '../money/amount.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import { subscriptionOf } from '../subscription/lookup.js';
import { type AccountState, isFinal } from '../subscription/state.js';
import type { ChangeRules, ToldChange } from '../timeline/rules.js';
import { reactivate } from './apply.js';
import { monthsText, type ReactivationRevision, type ServiceReactivation } from './change.js';
import { coverOf } from './cover.js';
import { dueAtOf } from './deadline.js';

/** How a checkout lives (PS-11): it waits for its money, and ends unpaid; what is paid becomes account credit whatever comes of it. */
export const reactivationRules: ChangeRules<ServiceReactivation, ReactivationRevision> = {
  carryOut: (state, change, at, ids) =>
    isBought(state, change, at) ? apply(state, change, at, ids) : expire(state, change, at, ids),
  revise: (_state, change, { command, reason }, { by, now }, ids) => {
    if (command !== 'cancel') throw refusedCommand(change.id, change.state, command);
    const text = withReason('The checkout was cancelled; nothing was bought.', reason);
    return close(change, 'cancelled', now, { by, text }, ids);
  },
  checkTakes: (changeId, state) => {
    if (!isFinal(state)) return;
    const message = `The checkout ${changeId} is ${state}; nothing of it can change.`;
    throw new DomainError('change-state', message, { details: { state } });
  },
  react: (_before, after, change, now) => {
    if (change.dueAt === now || !isBought(after, change, now)) return [];
    return [{ type: 'change-updated', changeId: change.id, set: { dueAt: now }, at: now }];
  },
  endWith: (_state, { id: changeId }, at) => [{ type: 'change-updated', changeId, set: { state: 'cancelled' }, at }],
  holdsRenewal: () => false,
  summary: summaryOf,
  details: (state, told, lastText) => `**${summaryOf(state, told)}** (${told.state})\n\n${lastText}`,
};

/**
 * Notes a payment that names a checkout which is open: all of it waits as account credit, and buys what was asked for where it covers it.
 * A shortfall leaves the service as it was and says what is missing (PS-11).
 */
export function notePayment(
  state: AccountState,
  change: ServiceReactivation,
  { paymentId, amount, now, by }: { paymentId: string; amount: string; now: Instant; by: string },
  ids: IdMaker,
): Effect[] {
  const { id: changeId, subscriptionId, data } = change;
  const { currency } = state.account;
  const paid = addAmounts(data.paid, amount, currency);
  const cover = coverOf(state, { subscriptionId, monthsPrice: change.request.quote.monthsPrice, paid }, now);
  const text = cover.isCovered
    ? `${amount} ${currency} paid: ${cover.needed} is covered.`
    : `${amount} ${currency} paid, ${cover.missing} of ${cover.needed} is missing: the service stays as it is, and the money is account credit.`;
  return [
    { type: 'change-updated', changeId, set: { data: { ...data, paid } }, at: now },
    {
      type: 'history-written',
      entry: {
        id: ids('his', `${changeId}/paid/${paymentId}`, now),
        subscriptionId,
        changeId,
        at: now,
        event: cover.isCovered ? 'paid' : 'paid-in-part',
        by,
        text,
        amounts: { paid: amount, needed: cover.needed, missing: cover.missing },
      },
    },
  ];
}

function refusedCommand(id: string, state: string, command: string): DomainError {
  const message = `The checkout ${id} does not take ${command}; it is paid, or cancelled.`;
  return new DomainError('change-state', message, { details: { state } });
}

/** Whatever else left credit buys only for a service that still waits: one that is active again was not waiting for it. */
function isBought(state: AccountState, change: ServiceReactivation, now: Instant): boolean {
  const { subscriptionId, request, data } = change;
  const { status } = subscriptionOf(state, subscriptionId);
  const waits = status === 'suspended' || status === 'paused';
  if (!waits && compareAmounts(data.paid, '0') <= 0) return false;
  return coverOf(state, { subscriptionId, monthsPrice: request.quote.monthsPrice, paid: data.paid }, now).isCovered;
}

function apply(state: AccountState, change: ServiceReactivation, at: Instant, ids: IdMaker): Effect[] {
  const { id: changeId, subscriptionId, request } = change;
  const { quote, withoutEnd } = request;
  const bought = { changeId, subscriptionId, monthsPrice: quote.monthsPrice, withoutEnd, by: change.requestedBy };
  const text = `Paid for ${monthsText(quote.monthsPrice.months)}: the service is active.`;
  return [...reactivate(state, bought, at, ids), ...close(change, 'applied', at, { by: 'system', text }, ids)];
}

/** What still arrives is taken all the same: see `lateReactivation`. */
function expire(state: AccountState, change: ServiceReactivation, at: Instant, ids: IdMaker): Effect[] {
  const end = dueAtOf(state, change.data.expiresAt);
  if (at < end) return [{ type: 'change-updated', changeId: change.id, set: { dueAt: end, state: 'waiting' }, at }];
  const text = 'The checkout has ended unpaid; the service stays as it is.';
  return close(change, 'expired', at, { by: 'system', text }, ids);
}

function close(
  { id: changeId, subscriptionId, request }: ServiceReactivation,
  state: 'applied' | 'expired' | 'cancelled',
  at: Instant,
  { by, text }: { by: string; text: string },
  ids: IdMaker,
): Effect[] {
  const id = ids('his', `${changeId}/${state}`, at);
  const plan = state === 'applied' ? { plan: request.quote } : {};
  return [
    { type: 'change-updated', changeId, set: { state, dueAt: null }, ...plan, at },
    { type: 'history-written', entry: { id, subscriptionId, changeId, at, event: state, by, text, amounts: null } },
  ];
}

function summaryOf({ settings }: AccountState, { data, request }: ToldChange): string {
  const { months } = request as ServiceReactivation['request'];
  const { expiresAt } = data as ServiceReactivation['data'];
  return `Checkout of ${monthsText(months)}, until ${formatDeadlineForPeople(expiresAt, settings.timeZone)}`;
}
