import type { CivilDate } from '../calendar/civil-date.js';
import { firstInstantOf } from '../calendar/time-zone.js';
import { documentId, issueDocument } from '../ledger/issue.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { AccountState, Subscription } from '../subscription/state.js';
import { chargedEffects, segmentLine, segmentsUpTo } from './renewal.js';

/**
 * Bills the days of a running period that was to be invoiced at its end and ends earlier (MP-24, MP-27, PS-07): 30.00 a month, November,
 * ended on 2026-11-11 -> 10.00. Nothing for a subscription invoiced forward: its days are charged already.
 */
export function finalInvoice(state: AccountState, subscription: Subscription, end: CivilDate, ids: IdMaker): Effect[] {
  if (subscription.invoicing === 'forward') return [];
  const billed = segmentsUpTo(state, subscription, end);
  const lines = billed.map((it) => segmentLine(state, subscription, it));
  if (lines.length === 0) return [];
  const at = firstInstantOf(end, state.settings.timeZone);
  const key = `${subscription.id}/final/${end}`;
  const description = 'Final invoice';
  const document = { key, subscriptionId: subscription.id, changeId: null, lines, date: end, at, description };
  const invoiceId = documentId(document, ids);
  return [
    ...issueDocument(state, document, ids),
    ...chargedEffects(state, { subscription, lines, billed, key, at, invoiceId }, ids),
  ];
}
