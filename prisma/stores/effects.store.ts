import type { Effect } from '../../domain/subscription/effects.js';
import type { Tx } from '../client.js';
import { insertRows } from '../rows.js';
import { moveChanges } from './change-moves.js';
import { effectsOf, tablesOf } from './effect-rows.js';
import { takeNumbers } from './number-series.js';
import { movePayments } from './payment-moves.js';
import { assignPlans, patchSubscriptions } from './subscription-moves.js';

/**
 * Writes what the domain decided for one account, whole, in the order of the effects where that matters. Idempotent by the
 * primary keys of what it adds: the same effects played twice fail as a unique violation, and the transaction with them.
 * Documents come last, since their numbers make transactions of the organization wait for one another until the commit.
 */
export async function persistEffects(
  tx: Tx,
  input: { organizationId: string; accountId: string; effects: readonly Effect[] },
): Promise<void> {
  const { organizationId, accountId, effects } = input;
  await assignPlans(tx, organizationId, effectsOf(effects, 'plan-assigned'));
  await patchSubscriptions(tx, organizationId, effectsOf(effects, 'subscription-changed'));
  const closedBefore = await moveChanges(tx, organizationId, effects);
  const currency = await currencyAfter(tx, input);
  const numbers = await takeNumbers(
    tx,
    organizationId,
    effectsOf(effects, 'invoice-issued').map(({ invoice }) => invoice),
  );
  await insertRows(tx, tablesOf({ organizationId, accountId, effects, numbers, currency }));
  await movePayments(tx, organizationId, accountId, effects);
  if (closedBefore) throw new Error(`change ${closedBefore} is not open`);
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
