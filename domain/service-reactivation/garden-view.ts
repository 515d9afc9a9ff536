import { type CivilDate, formatDateForPeople } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { localDateAt } from '../calendar/time-zone.js';
import { isDomainError } from '../errors.js';
import { overdueOf } from '../prepaid-service/suspension.js';
import { planOf } from '../subscription/lookup.js';
import type { AccountState, Subscription } from '../subscription/state.js';
import { offersOf, overdueAmount, refusingSetting } from './quote.js';

export interface MonthsOffer {
  readonly months: number;
  readonly amount: string;
}

/** What a client is told on the walled-garden page: of one service, and nothing of anybody else (PS-08, PS-14). */
export interface GardenView {
  readonly status: Subscription['status'];
  readonly service: string;
  readonly headline: string;
  readonly text: string;
  readonly currency: string;
  readonly overdue: string;
  /** Account credit that is used for it. */
  readonly credit: string;
  /** Empty where the client cannot reactivate by itself: then the provider has to be called. */
  readonly offers: readonly MonthsOffer[];
}

/** Tells a client how its service stands and what can be bought: `Your service is suspended`, 1 month 40.00, 2 months 60.00. */
export function gardenView(state: AccountState, subscription: Subscription, now: Instant): GardenView {
  const today = localDateAt(now, state.settings.timeZone);
  const { currency } = state.account;
  const waits = subscription.status === 'suspended' || subscription.status === 'paused';
  const isAllowed = waits && refusingSetting(state.settings, subscription.invoicing) === null;
  const quotes = isAllowed ? offered(state, subscription, now) : [];
  return {
    status: subscription.status,
    service: planOf(state, subscription.planId).name,
    ...told(state, subscription, today),
    currency,
    overdue: overdueAmount(state, subscription.id, now),
    credit: quotes.at(-1)?.fromAccountCredit ?? '0',
    offers: quotes.map(({ monthsPrice, amount }) => ({ months: monthsPrice.months, amount })),
  };
}

function offered(state: AccountState, subscription: Subscription, now: Instant) {
  try {
    return offersOf(state, subscription, now);
  } catch (error) {
    if (isDomainError(error)) return [];
    throw error;
  }
}

function told(state: AccountState, { id, status, activeTo, paidThrough }: Subscription, today: CivilDate) {
  switch (status) {
    case 'suspended': {
      const [oldest] = overdueOf(state, id, today);
      const due = oldest ? ` An invoice that was due on ${formatDateForPeople(oldest.dueOn)} is not paid.` : '';
      return { headline: 'Your service is suspended', text: `It is off until what is overdue is paid.${due}` };
    }
    case 'paused': {
      const since = activeTo === null ? '' : ` It was active to ${formatDateForPeople(activeTo)}.`;
      return { headline: 'Your service is paused', text: `Nothing is charged while it is paused.${since}` };
    }
    case 'active': {
      const until = `It is paid to ${formatDateForPeople(paidThrough)}.`;
      const end =
        activeTo === null ? '' : ` It is active to ${formatDateForPeople(activeTo)}, then it is paused again.`;
      return { headline: 'Your service is active', text: `${until}${end}` };
    }
    case 'cancelled':
      return { headline: 'Your service has ended', text: 'It cannot be reactivated here.' };
  }
}
