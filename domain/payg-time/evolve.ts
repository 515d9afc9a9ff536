import type { SubscriptionPatch } from '../subscription/effects.js';
import type { PaygEffect } from './effects.js';
import { endOf } from './lot.js';
import type { PaygService, PaygState, TimeLot } from './payg.js';

/** Plays one effect on what of an account is paid as you go. */
export function evolvePayg(state: PaygState, effect: PaygEffect): PaygState {
  switch (effect.type) {
    case 'time-lot-set':
      return mapService(state, effect.subscriptionId, (it) => ({ ...it, lots: withLot(it.lots, effect.lot) }));
    case 'time-span-set':
      return mapService(state, effect.subscriptionId, (it) => ({
        ...it,
        spans: [...it.spans.filter(({ from }) => from !== effect.from), { from: effect.from, to: effect.to }],
      }));
    case 'time-earned':
      return mapService(state, effect.subscriptionId, (it) => ({
        ...it,
        earnedUntil: effect.until,
        lots: it.lots.filter((lot) => endOf(lot) > effect.until),
      }));
    case 'products-held':
      return mapService(state, effect.subscriptionId, (it) => ({ ...it, products: effect.products }));
    case 'conversion-unlinked':
      return mapService(state, effect.subscriptionId, (it) => ({
        ...it,
        conversion: it.conversion && {
          ...it.conversion,
          payments: it.conversion.payments.filter(({ id }) => id !== effect.conversionPaymentId),
        },
      }));
    case 'on-time-recorded':
    case 'booking-proposed':
    case 'proposal-closed':
    case 'proposals-closed':
      return state;
  }
}

/** Sets how a service stands, and when it is to end; one that is billed by terms is none of these. */
export function setStanding(
  state: PaygState,
  subscriptionId: string,
  { status, cancelledOn }: Pick<SubscriptionPatch, 'status' | 'cancelledOn'>,
): PaygState {
  return mapService(state, subscriptionId, (it) => ({
    ...it,
    ...(status === 'active' || status === 'cancelled' ? { status } : {}),
    ...(cancelledOn === undefined ? {} : { cancelledOn }),
  }));
}

function mapService(state: PaygState, id: string, change: (it: PaygService) => PaygService): PaygState {
  return { ...state, services: state.services.map((it) => (it.id === id ? change(it) : it)) };
}

function withLot(lots: readonly TimeLot[], lot: TimeLot): readonly TimeLot[] {
  const rest = lots.filter(({ id }) => id !== lot.id);
  if (lot.seconds === 0) return rest;
  return [...rest, lot].sort((a, b) => (a.startsAt === b.startsAt ? 0 : a.startsAt < b.startsAt ? -1 : 1));
}
