import type { Effect, SubscriptionPatch } from '../../domain/subscription/effects.js';
import type { Tx } from '../client.js';

/** Column and type of each field that a patch can set. */
const COLUMNS: Readonly<Record<keyof SubscriptionPatch, readonly [column: string, type: string]>> = {
  planId: ['plan_id', 'text'],
  units: ['units', 'int'],
  rateScheduleId: ['rate_schedule_id', 'text'],
  priceVersionId: ['price_version_id', 'text'],
  pricePinned: ['price_pinned', 'boolean'],
  invoicing: ['invoicing', 'text'],
  anchorDay: ['anchor_day', 'int'],
  status: ['status', 'text'],
  statusRevision: ['status_revision', 'int'],
  periodStart: ['period_start', 'date'],
  paidThrough: ['paid_through', 'date'],
  lastBilled: ['last_billed', 'date'],
  billingPeriodMonths: ['billing_period_months', 'int'],
  activeTo: ['active_to', 'date'],
  cancelledOn: ['cancelled_on', 'date'],
  periodUnit: ['period_unit', 'text'],
  unbilled: ['unbilled', 'jsonb'],
};

/** Sets what the patches say, one statement per subscription: a later patch wins over an earlier one. */
export async function patchSubscriptions(
  tx: Tx,
  organizationId: string,
  effects: readonly Extract<Effect, { type: 'subscription-changed' }>[],
): Promise<void> {
  const patches = new Map<string, SubscriptionPatch>();
  for (const { subscriptionId, set } of effects)
    patches.set(subscriptionId, { ...patches.get(subscriptionId), ...set });
  for (const [subscriptionId, patch] of patches) {
    const fields = (Object.keys(COLUMNS) as (keyof SubscriptionPatch)[]).filter((field) => patch[field] !== undefined);
    if (fields.length === 0) continue;
    const sets = fields.map((field, index) => {
      const [column, type] = COLUMNS[field];
      return `${column} = $${index + 3}::${type}`;
    });
    const values = fields.map((field) => (field === 'unbilled' ? JSON.stringify(patch.unbilled) : patch[field]));
    const sql = `UPDATE subscriptions SET ${sets.join(', ')} WHERE organization_id = $1 AND id = $2`;
    const updated = await tx.$executeRawUnsafe(sql, organizationId, subscriptionId, ...values);
    if (updated !== 1) throw new Error(`subscription ${subscriptionId} is not there`);
  }
}

/**
 * Ends the plan that the subscription had, on the first day of the next: two on one day leave an empty range, and so does a plan that is
 * changed before the subscription starts, whose history begins with its start.
 */
export async function assignPlans(
  tx: Tx,
  organizationId: string,
  effects: readonly Extract<Effect, { type: 'plan-assigned' }>[],
): Promise<void> {
  for (const it of effects) {
    await tx.$executeRaw`
      WITH begin AS (
        SELECT greatest(min(from_date), ${it.from}::date) AS date FROM plan_assignments
        WHERE organization_id = ${organizationId} AND subscription_id = ${it.subscriptionId}
      ), previous AS (
        UPDATE plan_assignments SET to_date = begin.date FROM begin
        WHERE organization_id = ${organizationId} AND subscription_id = ${it.subscriptionId} AND to_date IS NULL
        RETURNING sequence
      )
      INSERT INTO plan_assignments
        (organization_id, id, subscription_id, change_id, sequence, plan_id, units, price_version_id, from_date)
      SELECT ${organizationId}, ${it.id}, ${it.subscriptionId}, ${it.changeId}, coalesce((SELECT sequence FROM previous), 0) + 1,
        ${it.planId}, ${it.units}::int, ${it.priceVersionId}, begin.date FROM begin`;
  }
}
