import type { StoredReactivation } from '../../prisma/stores/reactivation-commands.store.js';
import { commonView, type TemporalUi } from './change.view.js';

/** Shows a checkout of a service: what is to be paid and by when, what it is made of, and where it is paid. */
export function reactivationView(change: StoredReactivation, ui: TemporalUi & { readonly payUrl: string | null }) {
  const { kind, state, subscriptionId, request, data } = change;
  const { quote, months, withoutEnd } = request;
  const { currency, amount, overdue, monthsPrice, fromAccountCredit } = quote;
  return {
    ...commonView(change, ui),
    kind,
    state: state as 'accepted' | 'waiting' | 'applied' | 'expired' | 'cancelled',
    subscriptionId,
    months,
    withoutEnd,
    amount: { amount, currency },
    overdue,
    monthsAmount: monthsPrice.amount,
    fromAccountCredit,
    paid: data.paid,
    payUrl: ui.payUrl,
    expiresAt: data.expiresAt,
  };
}
