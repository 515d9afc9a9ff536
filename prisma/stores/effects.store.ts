import type { Effect } from '../../domain/subscription/effects.js';
import { dataOf } from '../../domain/subscription/state.js';
import { changeWorkflowId } from '../../domain/timeline/workflow-ids.js';
import type { Tx } from '../client.js';
import { insertRows, type RowsOfTable } from '../rows.js';
import { closeAgreements, moveAgreements } from './agreement-moves.js';
import { moveChanges } from './change-moves.js';
import { insertChange, type NewChange } from './changes.store.js';
import { effectsOf, tablesOf } from './effect-rows.js';
import { takeNumbers } from './number-series.js';
import { closeOrderInvoices } from './order-invoices.store.js';
import { movePayg, paygTables } from './payg-moves.js';
import { movePayments } from './payment-moves.js';
import { assignPlans, patchSubscriptions } from './subscription-moves.js';
import { tellOutside } from './webhook-deliveries.store.js';

export interface Persisted {
  readonly organizationId: string;
  readonly accountId: string;
  readonly effects: readonly Effect[];
  /** Rows written in the same statement. */
  readonly beside?: readonly RowsOfTable[];
}

/**
 * Writes what the domain decided for one account, whole, in the order of the effects where that matters. Idempotent by the
 * primary keys of what it adds: the same effects played twice fail as a unique violation, and the transaction with them.
 * Documents come last, since their numbers make transactions of the organization wait for one another until the commit.
 */
export async function persistEffects(tx: Tx, input: Persisted): Promise<void> {
  const { organizationId, accountId, effects } = input;
  await assignPlans(tx, organizationId, effectsOf(effects, 'plan-assigned'));
  await patchSubscriptions(tx, organizationId, effectsOf(effects, 'subscription-changed'));
  await closeAgreements(tx, organizationId, effects);
  const closedBefore = await moveChanges(tx, organizationId, effects);
  const currency = await currencyAfter(tx, input);
  const numbers = await takeNumbers(
    tx,
    organizationId,
    effectsOf(effects, 'invoice-issued').map(({ invoice }) => invoice),
  );
  const written = { organizationId, accountId, effects, numbers, currency };
  const tables = [
    ...tablesOf(written),
    ...paygTables(written, await currencyOfTime(tx, input)),
    ...(input.beside ?? []),
  ];
  const accepted = newChanges(input);
  if (accepted.length === 0) await insertRows(tx, tables);
  for (const [index, change] of accepted.entries()) await insertChange(tx, change, index === 0 ? tables : []);
  await closeOrderInvoices(tx, organizationId, effects);
  await movePayments(tx, organizationId, accountId, effects);
  await tellOutside(tx, input);
  await moveAgreements(tx, organizationId, effects);
  await movePayg(tx, organizationId, effects);
  if (closedBefore) throw new Error(`change ${closedBefore} is not open`);
}

function newChanges({ organizationId, accountId, effects }: Persisted): NewChange[] {
  return effectsOf(effects, 'change-accepted').map(({ change, quote, settingsVersion }) => ({
    organizationId,
    accountId,
    id: change.id,
    kind: change.kind,
    state: change.state,
    subscriptionId: change.subscriptionId,
    agreementId: change.kind === 'agreement-change' ? change.request.agreementId : null,
    effectiveDate: change.effectiveDate,
    dueAt: change.dueAt,
    request: change.request,
    quote,
    data: dataOf(change),
    rateScheduleId: 'rateScheduleId' in change ? change.rateScheduleId : null,
    pinnedPriceVersionId: 'pinnedPriceVersionId' in change ? change.pinnedPriceVersionId : null,
    settingsVersion,
    requestedBy: change.requestedBy,
    workflowId: changeWorkflowId(change.kind, change.id),
    acceptedAt: change.acceptedAt,
  }));
}

/** Changes the account's currency where an effect does, and tells it where a charge needs it: one that no invoice among the effects names. */
async function currencyAfter(
  tx: Tx,
  { organizationId, accountId, effects }: { organizationId: string; accountId: string; effects: readonly Effect[] },
): Promise<string> {
  const where = { organizationId_id: { organizationId, id: accountId } };
  const changed = effectsOf(effects, 'account-currency-changed').at(-1);
  if (changed) await tx.account.update({ where, data: { currency: changed.currency } });
  const issued = new Set<string | null>(effectsOf(effects, 'invoice-issued').map(({ invoice }) => invoice.id));
  if (effectsOf(effects, 'charged').every(({ invoiceId }) => issued.has(invoiceId))) return '';
  const { currency } = await tx.account.findUniqueOrThrow({ where, select: { currency: true } });
  return currency;
}

/** Tells the currency in which the account pays, where time is among the effects. */
async function currencyOfTime(tx: Tx, { organizationId, accountId, effects }: Persisted): Promise<string> {
  if (effectsOf(effects, 'on-time-recorded').length === 0) return '';
  const where = { organizationId_id: { organizationId, id: accountId } };
  return (await tx.account.findUniqueOrThrow({ where, select: { currency: true } })).currency;
}
