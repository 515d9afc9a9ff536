import { inTurn } from '../payg-time/buy.js';
import type { HeldProduct } from '../payg-time/payg.js';
import { dailyRateOf, serviceOf } from '../payg-time/rate.js';
import { rerateTime } from '../payg-time/rerate.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { AccountState } from '../subscription/state.js';
import type { Booking } from './booking.js';
import { type Acting, bookingClosed, moved, told } from './tell.js';

/**
 * Hands the new products over (PB-12): each replaces that of its path, the down payment is earned, and the time that is left is kept in
 * value at the new daily rate. 6 days left of 10.00 a day, 15.00 from now on -> 4 days.
 */
export function collect(state: AccountState, booking: Booking, acting: Acting, ids: IdMaker): Effect[] {
  const { at } = acting;
  const { subscriptionId, id } = booking;
  const { quote } = booking.data;
  const { currency, downPayment } = quote;
  const products = productsAfter(state, booking, at);
  const dailyRate = rateOf(state, booking, products, at);
  const held: Effect = { type: 'products-held', subscriptionId, products };
  const names = quote.products.map((it) => state.payg.products[it.planId]?.name ?? it.planId).join(' and ');
  return inTurn(state, [
    (state) => rerateTime(state, { subscriptionId, dailyRate, at, key: id }, ids),
    () => [
      held,
      ...moved(
        booking,
        { at, key: 'earned', kind: 'upgrade', description: `Upgrade to ${names}` },
        { from: 'down-payment', to: 'revenue', amount: downPayment },
        ids,
      ),
      bookingClosed(booking, 'collected', at, booking.data),
      told(
        booking,
        acting,
        {
          event: 'collected',
          text: `${names} collected; a day costs ${dailyRate} ${currency} from now on, and the time left is kept in value.`,
          amounts: { downPayment, dailyRate },
        },
        ids,
      ),
    ],
  ]);
}

function productsAfter(
  state: AccountState,
  { data: { quote }, subscriptionId }: Booking,
  at: string,
): readonly HeldProduct[] {
  const service = serviceOf(state.payg, subscriptionId);
  const replaced = new Set(quote.products.map((it) => it.replaces));
  const booked = quote.products.map(({ planId, dailyRate }) => ({ planId, dailyRate, heldSince: at }));
  return [...service.products.filter((it) => !replaced.has(it.planId)), ...booked];
}

function rateOf(
  state: AccountState,
  { subscriptionId }: Booking,
  products: readonly HeldProduct[],
  at: string,
): string {
  const service = serviceOf(state.payg, subscriptionId);
  return dailyRateOf(state.payg, { ...service, products }, at, state.account.currency);
}
