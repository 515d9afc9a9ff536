import type { Instant } from '../../domain/calendar/instant.js';
import { sumAmounts } from '../../domain/money/amount.js';
import type { BookingOption } from '../../domain/payg-booking/entitlement.js';
import { timeLeft } from '../../domain/payg-time/earn.js';
import { onUntil, unusedValue } from '../../domain/payg-time/lot.js';
import { dailyRateOf, serviceOf } from '../../domain/payg-time/rate.js';
import type { AccountState } from '../../domain/subscription/state.js';
import type { StoredOnTimeTransaction } from '../../prisma/stores/on-time.store.js';
import type { AnySubscription } from '../../prisma/stores/subscriptions.store.js';

/** An account as it is now, for what is computed from it. */
export interface AccountNow {
  readonly state: AccountState;
  readonly now: Instant;
}

/** Shows a subscription that is paid as you go: what it holds, and until when it is on. */
export function paygSubscriptionView({ id, accountId, planId, status }: AnySubscription, { state, now }: AccountNow) {
  const { currency } = state.account;
  const service = serviceOf(state.payg, id);
  const until = onUntil(service);
  return {
    id,
    accountId,
    planId,
    kind: 'payg' as const,
    status,
    units: 1,
    products: service.products.map((it) => it.planId),
    dailyRate: { amount: dailyRateOf(state.payg, service, now, currency), currency },
    onUntil: until,
    isOn: until !== null && until > now,
    timeLeft: { amount: timeLeft(service, now, currency), currency },
    customerSince: service.customerSince,
    cancelledOn: service.cancelledOn,
  };
}

/** Shows one on-time transaction, with what of it is not used now. */
export function onTimeView(transaction: StoredOnTimeTransaction, { state, now }: AccountNow) {
  const { id, type, seconds, currency, paidAt, at, paymentId, changeId, ofId, reference } = transaction;
  return {
    id,
    type,
    amount: { amount: transaction.amount, currency },
    seconds,
    paidAt,
    unusedValue: { amount: unusedOf(transaction, state, now), currency },
    goodwill: { amount: transaction.goodwill, currency },
    at,
    paymentId,
    bookingId: changeId,
    ofId,
    reference,
  };
}

function unusedOf({ id, type, subscriptionId }: StoredOnTimeTransaction, state: AccountState, now: Instant): string {
  const { currency } = state.account;
  const service = state.payg.services.find((it) => it.id === subscriptionId);
  if (!service) return sumAmounts([], currency);
  if (type === 'conversion') {
    const linked = service.conversion?.transactionId === id ? service.conversion.payments : [];
    return sumAmounts(
      linked.map((it) => it.amount),
      currency,
    );
  }
  const lots = service.lots.filter((it) => it.transactionId === id);
  return sumAmounts(
    lots.map((it) => unusedValue(it, now, currency)),
    currency,
  );
}

/** Shows a product that a customer may upgrade to, or why not. */
export function bookingOptionView(option: BookingOption, { state }: AccountNow) {
  const { planId, subscriptionId, entitled, reasons, downPayment, dailyRate, path } = option;
  const product = state.payg.products[planId];
  const currency = product?.currency ?? state.account.currency;
  return {
    planId,
    name: product?.name ?? planId,
    subscriptionId,
    entitled,
    reasons,
    downPayment: { amount: downPayment, currency },
    dailyRate: { amount: dailyRate, currency },
    replacesPlanId: path?.fromPlanId ?? null,
  };
}
