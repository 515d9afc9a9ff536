import type { Instant } from '../calendar/instant.js';
import { formatDeadlineForPeople } from '../calendar/time-zone.js';
import { DomainError } from '../errors.js';
import { formatAmount } from '../money/money.js';
import type { HistoryEntry, IdMaker } from '../subscription/effects.js';
import { subscriptionOf } from '../subscription/lookup.js';
import type { AccountState } from '../subscription/state.js';
import { monthsText, type ReactivationQuote, type ServiceReactivation } from './change.js';
import { dueAtOf } from './deadline.js';
import { checkReactivation, isAboveZero, quoteReactivation } from './quote.js';
import type { ReactivationRequest } from './request.schema.js';

export interface AcceptedReactivation {
  readonly change: ServiceReactivation;
  readonly quote: ReactivationQuote;
  readonly history: HistoryEntry;
}

/**
 * Opens a checkout for a service that is suspended or paused (PS-09, PS-11): one at a time. Where account credit pays all of it, its turn
 * is now. Throws what `checkReactivation` and `quoteReactivation` throw, and `change-already-open`.
 */
export function acceptReactivation(
  state: AccountState,
  request: ReactivationRequest,
  { changeId, by, now }: { changeId: string; by: string; now: Instant },
  ids: IdMaker,
): AcceptedReactivation {
  const subscription = subscriptionOf(state, request.subscriptionId);
  const { id: subscriptionId } = subscription;
  refuseOpen(state, subscriptionId);
  checkReactivation(state, subscription);
  const quote = quoteReactivation(state, subscription, request.months, now);
  const isPaid = !isAboveZero(quote.amount);
  const change: ServiceReactivation = {
    id: changeId,
    kind: 'service-reactivation',
    subscriptionId,
    state: isPaid ? 'accepted' : 'waiting',
    effectiveDate: null,
    dueAt: isPaid ? now : dueAtOf(state, quote.expiresAt),
    request: { ...request, quote },
    data: { expiresAt: quote.expiresAt, paid: formatAmount('0', quote.currency) },
    requestedBy: by,
    acceptedAt: now,
    revision: 1,
    attention: null,
  };
  const { months } = request;
  const text = `${monthsText(months)} for ${quote.monthsPrice.amount}, ${quote.overdue} overdue, ${quote.fromAccountCredit} from account credit: ${quote.amount} ${quote.currency} to be paid by ${formatDeadlineForPeople(quote.expiresAt, state.settings.timeZone)}.`;
  const amounts = {
    amount: quote.amount,
    overdue: quote.overdue,
    months: quote.monthsPrice.amount,
    fromAccountCredit: quote.fromAccountCredit,
  };
  const id = ids('his', `${changeId}/accepted`, now);
  return { change, quote, history: { id, subscriptionId, changeId, at: now, event: 'accepted', by, text, amounts } };
}

function refuseOpen(state: AccountState, subscriptionId: string): void {
  const open = state.changes.find((it) => it.subscriptionId === subscriptionId && it.kind !== 'master-plan-change');
  if (!open) return;
  const what = open.kind === 'service-reactivation' ? 'checkout' : open.kind;
  throw new DomainError(
    'change-already-open',
    `The ${what} ${open.id} is open on this subscription (state ${open.state}); pay, complete or cancel that one first.`,
    { details: { changeId: open.id, kind: open.kind, state: open.state } },
  );
}
