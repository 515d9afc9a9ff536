import { formatDateForPeople } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { firstInstantOf, localDateAt } from '../calendar/time-zone.js';
import { withReason } from '../master-plan-change/explain.js';
import { formatAmount } from '../money/money.js';
import { inTurn } from '../payg-time/buy.js';
import type { PaygService } from '../payg-time/payg.js';
import { serviceOf } from '../payg-time/rate.js';
import { timeToCredit } from '../payg-time/to-credit.js';
import { type Cancellation, refuseCancellation } from '../subscription/cancel-date.js';
import type { Effect, HistoryEntry, IdMaker } from '../subscription/effects.js';
import type { AccountState } from '../subscription/state.js';
import { openBookings } from './booking.js';
import { release } from './release.js';
import { type Acting, bookingClosed, told } from './tell.js';

/**
 * Cancels a subscription that is paid as you go (MP-27): today it ends at once, to the second, on a later day as that day begins; null
 * withdraws a cancellation that has not come yet. Throws `subscription-cancelled`, `effective-date-in-past`.
 */
export function cancelPayg(
  state: AccountState,
  service: PaygService,
  { on, reason, by, now }: Cancellation,
  ids: IdMaker,
): Effect[] {
  const today = localDateAt(now, state.settings.timeZone);
  refuseCancellation(service, on, today);
  if (on === today) return endPayg(state, service, { at: now, by }, ids, reason);
  if (on === service.cancelledOn) return [];
  const text = on === null ? 'The cancellation is withdrawn.' : `The subscription ends on ${formatDateForPeople(on)}.`;
  const event = on === null ? 'cancellation-withdrawn' : 'cancellation-set';
  const entry = entryOf(service, { by, at: now }, { event, text: withReason(text, reason) }, ids);
  return [
    { type: 'subscription-changed', subscriptionId: service.id, set: { cancelledOn: on } },
    { type: 'history-written', entry },
  ];
}

/**
 * Ends a subscription that is paid as you go: its open booking is cancelled, and what that held and the time that is left become account
 * credit, since money paid in stays the customer's (MP-27). 120.00 paid, 9 of 12 days left -> 90.00 account credit, 30.00 earned.
 */
export function endPayg(
  state: AccountState,
  service: PaygService,
  acting: Acting,
  ids: IdMaker,
  reason?: string,
): Effect[] {
  const { id: subscriptionId } = service;
  const { at, by } = acting;
  const { currency } = state.account;
  const { timeZone } = state.settings;
  const today = localDateAt(at, timeZone);
  const cancelledOn =
    service.cancelledOn !== null && firstInstantOf(service.cancelledOn, timeZone) <= at ? service.cancelledOn : today;
  const credited = { amount: formatAmount('0', currency) };
  return inTurn(state, [
    (state) => bookingsEnded(state, subscriptionId, acting, ids),
    (state) => {
      const { amount, effects } = timeToCredit(state, serviceOf(state.payg, subscriptionId), at, ids);
      credited.amount = amount;
      return effects;
    },
    () => {
      const kept = `${credited.amount} ${currency} of time that was left are account credit.`;
      const text = withReason(`The subscription has ended; ${kept}`, reason);
      const amounts = { toAccountCredit: credited.amount };
      return [
        { type: 'proposals-closed', subscriptionId, transactionIds: null, changeId: null, at },
        { type: 'subscription-changed', subscriptionId, set: { status: 'cancelled', cancelledOn } },
        { type: 'history-written', entry: entryOf(service, { by, at }, { event: 'cancelled', text, amounts }, ids) },
      ];
    },
  ]);
}

function bookingsEnded(state: AccountState, subscriptionId: string, acting: Acting, ids: IdMaker): Effect[] {
  const [booking] = openBookings(state).filter((it) => it.subscriptionId === subscriptionId);
  if (!booking) return [];
  const text = 'The subscription was cancelled, and the booking with it; what it held becomes account credit.';
  return [
    ...release(state, booking, acting, ids),
    bookingClosed(booking, 'cancelled', acting.at, booking.data),
    told(booking, acting, { event: 'cancelled', text }, ids),
  ];
}

function entryOf(
  { id: subscriptionId }: PaygService,
  { by, at }: { readonly by: string; readonly at: Instant },
  { event, text, amounts = null }: Pick<HistoryEntry, 'event' | 'text'> & Partial<Pick<HistoryEntry, 'amounts'>>,
  ids: IdMaker,
): HistoryEntry {
  const id = ids('his', `${subscriptionId}/${event}/${at}`, at);
  return { id, subscriptionId, changeId: null, at, event, by, text, amounts };
}
