import { addDays } from '../../domain/calendar/civil-date.js';
import { subtractAmounts } from '../../domain/money/amount.js';
import { orderQuoteHash } from '../../domain/package-order/hash.js';
import type { Offers } from '../../domain/package-order/offer.js';
import type { OrderData, OrderQuote, OrderState } from '../../domain/package-order/order.js';
import type { PackageOrderRequest } from '../../domain/package-order/request.schema.js';
import type { StoredChange } from '../../prisma/stores/change-rows.js';
import { commonView, type TemporalUi } from './change.view.js';
import { lineView } from './ledger.view.js';

/** A package order as it is stored. */
export type StoredOrder = StoredChange & { readonly kind: 'package-change-order' };

export function isStoredOrder(change: StoredChange): change is StoredOrder {
  return change.kind === 'package-change-order';
}

interface AppliedOrder {
  readonly appliedOn: string;
  readonly paidThrough: string;
  readonly nextDueDate: string;
}

/** Who is shown an order or a quote; `hidesSetupFees`: a client, from whom the setup fee is hidden, which is due all the same (PO-06). */
export interface Viewer {
  readonly hidesSetupFees?: boolean;
}

/** Shows a package order: what was asked and quoted, what is paid of it, how it stands. */
export function packageOrderView(change: StoredOrder, ui: TemporalUi, viewer: Viewer = {}) {
  const request = change.request as PackageOrderRequest;
  const { quote, invoiceId, paid, expiresAt } = change.data as OrderData;
  const applied = change.appliedPlan as AppliedOrder | null;
  return {
    ...commonView(change, ui),
    kind: change.kind,
    state: change.state as OrderState,
    subscriptionId: quote.subscriptionId,
    planId: quote.planId,
    effectiveDate: change.effectiveDate,
    request,
    quote: orderQuoteView(quote, viewer),
    dueToday: quote.dueToday,
    forfeited: quote.forfeited,
    invoiceId,
    paid,
    missing: subtractAmounts(quote.dueToday, paid, quote.currency),
    expiresAt,
    applied: applied && {
      appliedOn: applied.appliedOn,
      paidThrough: applied.paidThrough,
      nextDueDate: applied.nextDueDate,
    },
  };
}

/** Shows a quote; to some without the setup fee (PO-06). */
export function orderQuoteView(quote: OrderQuote, { hidesSetupFees = false }: Viewer = {}) {
  const { settingsVersion, kind, rateScheduleId, priceVersionId, quotedOn, lines, termLines, ...figures } = quote;
  const shown = hidesSetupFees ? lines.filter((it) => it.part !== 'setup-fee') : lines;
  return {
    hash: orderQuoteHash(quote),
    ...figures,
    setupFee: hidesSetupFees ? null : quote.setupFee,
    nextDueDate: addDays(quote.paidThrough, 1),
    lines: shown.map((line) => ({ part: line.part, ...lineView(line) })),
    termLines: termLines.map((line) => ({ part: line.part, ...lineView(line) })),
  };
}

/** Shows what a service can move to: to a client only whether and what, to others also why not (PO-08). */
export function upgradeOptionsView(
  found: Offers,
  viewer: { readonly isClient: boolean; readonly hidesSetupFees: boolean },
) {
  const options = found.offers.map(({ planId, quote }) => ({ planId, quote: orderQuoteView(quote, viewer) }));
  const available = found.reasons.length === 0 && options.length > 0;
  const offered = { available, options: available ? options : [] };
  if (viewer.isClient) return { ...offered, reasons: [], notOffered: [], adminOptions: [] };
  const reasons = found.reasons.map(({ code, text, wayOut }) => ({ code: code as string, text, wayOut }));
  const none = found.notOffered.map(({ text }) => ({
    code: 'not-offered',
    text,
    wayOut: 'Mend the package, or offer another.',
  }));
  return {
    ...offered,
    reasons: available || reasons.length > 0 ? reasons : none,
    notOffered: found.notOffered,
    adminOptions: found.adminMayOrder ? options : [],
  };
}
