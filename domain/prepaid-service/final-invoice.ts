import { type CivilDate, minDate } from '../calendar/civil-date.js';
import { firstInstantOf } from '../calendar/time-zone.js';
import { documentId, issueDocument } from '../ledger/issue.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { AccountState, Subscription } from '../subscription/state.js';
import { chargedEffects, segmentLine, segmentsOf } from './renewal.js';

/**
 * Bills the days of a running period that was to be invoiced at its end and ends earlier (MP-24, MP-27): 30.00 a month, November,
 * ended on 2026-11-11 -> 10.00. Nothing for a subscription invoiced forward: its days are charged already.
 */
export function finalInvoice(state: AccountState, subscription: Subscription, end: CivilDate, ids: IdMaker): Effect[] {
  if (subscription.invoicing === 'forward') return [];
  const lines = segmentsOf(state, subscription)
    .filter((it) => it.from < minDate(it.to, end))
    .map((it) => segmentLine(state, subscription, { ...it, to: minDate(it.to, end) }));
  if (lines.length === 0) return [];
  const at = firstInstantOf(end, state.settings.timeZone);
  const key = `${subscription.id}/final/${end}`;
  const description = 'Final invoice';
  const document = { key, subscriptionId: subscription.id, changeId: null, lines, date: end, at, description };
  const charged = chargedEffects(state, { subscription, lines, key, at, invoiceId: documentId(document, ids) }, ids);
  return [...issueDocument(state, document, ids), ...charged];
}
