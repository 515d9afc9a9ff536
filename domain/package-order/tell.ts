import type { Instant } from '../calendar/instant.js';
import type { Effect, HistoryEntry, IdMaker } from '../subscription/effects.js';
import type { PackageOrder } from './order.js';

type Updated = Extract<Effect, { type: 'change-updated' }>;

/** Takes an order a step further. */
export function orderUpdated({ id: changeId }: PackageOrder, set: Updated['set'], at: Instant, plan?: object): Updated {
  return { type: 'change-updated', changeId, set, at, ...(plan === undefined ? {} : { plan }) };
}

type Told = Pick<HistoryEntry, 'at' | 'event' | 'text'> & Partial<Pick<HistoryEntry, 'by' | 'amounts'>>;

/** Tells a step of an order in its history (EN-06). */
export function orderHistory(
  order: PackageOrder,
  { by = 'system', amounts = null, ...told }: Told,
  ids: IdMaker,
): Effect {
  const key = `${order.id}/${told.event}/${order.revision}`;
  return {
    type: 'history-written',
    entry: {
      id: ids('his', key, told.at),
      subscriptionId: order.subscriptionId,
      changeId: order.id,
      by,
      amounts,
      ...told,
    },
  };
}
