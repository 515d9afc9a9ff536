import type { ChangeRules } from '../timeline/rules.js';
import { applyOrder } from './apply.js';
import { expireOrder, voidInvoice } from './close.js';
import { orderDetails, orderSummary, type ToldOrder } from './details.js';
import type { PackageOrder } from './order.js';
import { reactToPayment } from './pay.js';
import type { PackageOrderRevision } from './request.schema.js';
import { reviseOrder } from './revise.js';
import { checkTakes } from './status.js';
import { orderHistory, orderUpdated } from './tell.js';

/**
 * How a package order lives: it waits for payment until it expires, then to be processed, and holds the renewal of the old term
 * meanwhile (PO-09 to PO-14); a scheduled downgrade waits for the end of the term (PO-16).
 */
export const packageOrderRules: ChangeRules<PackageOrder, PackageOrderRevision, ToldOrder> = {
  carryOut: (state, order, at, ids) => {
    if (order.state === 'awaiting-payment') return expireOrder(state, order, at, ids);
    if (order.state !== 'scheduled' || state.settings.automaticProcessing) return applyOrder(state, order, at, ids);
    const text = 'Its day has come, and automatic processing is off: it waits for an admin to process it.';
    const waiting = { state: 'awaiting-processing', dueAt: null, effectiveDate: null };
    return [orderUpdated(order, waiting, at), orderHistory(order, { at, event: 'awaiting-processing', text }, ids)];
  },
  revise: reviseOrder,
  checkTakes,
  react: reactToPayment,
  endWith: (state, order, at, ids) => [
    ...voidInvoice(state, order, at, ids),
    orderUpdated(order, { state: 'cancelled', dueAt: null, attention: null }, at),
  ],
  holdsRenewal: ({ state }) => state !== 'scheduled',
  summary: orderSummary,
  details: orderDetails,
};
