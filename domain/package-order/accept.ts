import type { Instant } from '../calendar/instant.js';
import { firstInstantOf } from '../calendar/time-zone.js';
import { isZero } from '../money/amount.js';
import { formatAmount } from '../money/money.js';
import type { Effect, HistoryEntry, IdMaker } from '../subscription/effects.js';
import { evolveAll } from '../subscription/evolve.js';
import type { AccountState } from '../subscription/state.js';
import { deadlineOf } from './deadline.js';
import { acceptedText } from './explain.js';
import { checkOrderQuoteHash } from './hash.js';
import { type Client, refuseOrder } from './offer.js';
import { invoiceOf, type OrderData, type OrderQuote, type PackageOrder } from './order.js';
import { readyState, useCredit, withPaid } from './pay.js';
import { quoteOrder } from './quote.js';
import type { PackageOrderRequest } from './request.schema.js';

export interface OrderAcceptance {
  readonly changeId: string;
  readonly by: string;
  readonly now: Instant;
  readonly client: Client;
  /** An admin orders for any client, permission or not (PO-07). */
  readonly asAdmin: boolean;
}

export interface AcceptedOrder {
  readonly change: PackageOrder;
  readonly quote: OrderQuote;
  readonly effects: readonly Effect[];
  readonly history: HistoryEntry;
}

/**
 * Accepts an order: freezes its quote, and where money is due makes its invoice, which takes account credit by itself where that is on
 * (PO-09, PO-11). Nothing due: it goes on at once. The snapshot must be brought up to `now`. Throws what `refuseOrder` and `quoteOrder`
 * throw, and `quote-changed`.
 */
export function acceptPackageOrder(
  state: AccountState,
  request: PackageOrderRequest,
  acceptance: OrderAcceptance,
  ids: IdMaker,
): AcceptedOrder {
  const { changeId, by, now, client, asAdmin } = acceptance;
  refuseOrder(state, request, client, { now, asAdmin });
  const quote = quoteOrder(state, request, now);
  checkOrderQuoteHash(request.quoteHash, quote);
  const { start, data, effects } = begin(state, quote, { changeId, now }, ids);
  const change: PackageOrder = {
    id: changeId,
    kind: 'package-change-order',
    subscriptionId: request.subscriptionId,
    effectiveDate: null,
    ...start,
    request,
    data,
    requestedBy: by,
    acceptedAt: now,
    revision: 1,
    attention: null,
  };
  const { credit, setupFee, dueToday, toAccountCredit, forfeited } = quote;
  const history: HistoryEntry = {
    id: ids('his', `${changeId}/accepted`, now),
    subscriptionId: request.subscriptionId,
    changeId,
    at: now,
    event: 'accepted',
    by,
    text: acceptedText(state, quote, data),
    amounts: { credit, setupFee, dueToday, toAccountCredit, forfeited },
  };
  return { change, quote, effects, history };
}

interface Beginning {
  readonly start: Pick<PackageOrder, 'state' | 'dueAt'> & Partial<Pick<PackageOrder, 'effectiveDate'>>;
  readonly data: OrderData;
  readonly effects: readonly Effect[];
}

type Ordered = Pick<OrderAcceptance, 'changeId' | 'now'>;

function begin(state: AccountState, quote: OrderQuote, ordered: Ordered, ids: IdMaker): Beginning {
  const { settings } = state;
  const paid = formatAmount('0', quote.currency);
  const data: OrderData = { quote, invoiceId: null, paid, expiresOn: null, expiresAt: null, settlesAt: null };
  if (quote.timing === 'end-of-term') {
    const { effectiveDate } = quote;
    const dueAt = firstInstantOf(effectiveDate, settings.timeZone);
    return { start: { state: 'scheduled', effectiveDate, dueAt }, data, effects: [] };
  }
  if (isZero(quote.dueToday)) return { start: readyState(settings, ordered.now), data, effects: [] };
  return invoiced(state, data, ordered, ids);
}

function invoiced(state: AccountState, data: OrderData, { changeId, now }: Ordered, ids: IdMaker): Beginning {
  const deadline = deadlineOf(data.quote, state.settings);
  const issued = issueOrderInvoice(data.quote, { changeId, now, expiresAt: deadline.expiresAt }, ids);
  const open = evolveAll(state, [issued]);
  const invoice = invoiceOf(open, { id: changeId });
  if (!invoice) throw new Error(`the order ${changeId} has no invoice`);
  const limit = state.settings.useCreditAutomatically ? state.credit : '0';
  const used = useCredit(open, invoice, limit, now, `${changeId}/credit`, ids);
  const after = invoiceOf(evolveAll(open, used), { id: changeId }) ?? invoice;
  const withInvoice = withPaid({ ...data, ...deadline, invoiceId: invoice.id }, after);
  const waiting = { state: 'awaiting-payment', dueAt: deadline.settlesAt } as const;
  const start = isZero(after.open) ? readyState(state.settings, now) : waiting;
  return { start, data: withInvoice, effects: [issued, ...used] };
}

/** Issues the invoice of an order: due today, and posted only when the order is applied (PO-13). */
function issueOrderInvoice(
  { subscriptionId, currency, dueToday, quotedOn, lines }: OrderQuote,
  { changeId, now, expiresAt }: Ordered & { readonly expiresAt: Instant },
  ids: IdMaker,
): Effect {
  return {
    type: 'invoice-issued',
    at: now,
    order: { changeId, expiresAt },
    invoice: {
      id: ids('inv', changeId, now),
      kind: 'invoice',
      subscriptionId,
      changeId,
      currency,
      total: dueToday,
      issuedOn: quotedOn,
      dueOn: quotedOn,
      lines: lines.map(({ part: _, chargeId: __, ...line }) => line),
    },
  };
}
