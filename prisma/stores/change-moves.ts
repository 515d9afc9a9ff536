import type { Effect } from '../../domain/subscription/effects.js';
import { isFinal } from '../../domain/subscription/state.js';
import type { Tx } from '../client.js';
import { dateSlot, slotRefusal } from './change-rows.js';

type Of<Type extends Effect['type']> = Extract<Effect, { type: Type }>;

/**
 * Plays what happens to changes one after another, since one that closes makes room for the date of the next. Returns a change that was
 * not open any more, for the caller to refuse everything; undefined where all is well.
 */
export async function moveChanges(
  tx: Tx,
  organizationId: string,
  effects: readonly Effect[],
): Promise<string | undefined> {
  let closedBefore: string | undefined;
  for (const effect of effects) {
    const moved = await movedBy(tx, organizationId, effect);
    if (moved === 0 && 'changeId' in effect) closedBefore ??= effect.changeId ?? undefined;
  }
  return closedBefore;
}

/** Counts the changes that an effect moved: one, none where it is closed; one for an effect of another sort. */
function movedBy(tx: Tx, organizationId: string, effect: Effect): Promise<number> | number {
  switch (effect.type) {
    case 'change-moved':
      return moveChange(tx, organizationId, effect);
    case 'change-dated':
      return dateChange(tx, organizationId, effect);
    case 'change-revised':
      return reviseChange(tx, organizationId, effect);
    case 'change-updated':
      return updateChange(tx, organizationId, effect);
    default:
      return 1;
  }
}

async function moveChange(tx: Tx, organizationId: string, effect: Of<'change-moved'>): Promise<number> {
  const closed = effect.state === 'applied' || effect.state === 'cancelled';
  const plan = effect.plan && JSON.stringify(effect.plan);
  return tx.$executeRaw`
    UPDATE changes SET state = ${effect.state}, applied_plan = ${plan}::jsonb,
      attention_code = ${effect.attention?.code ?? null}, attention_message = ${effect.attention?.message ?? null},
      closed_at = CASE WHEN ${closed} THEN ${effect.at}::timestamptz END,
      open_slot = CASE WHEN ${closed} THEN NULL ELSE open_slot END
    WHERE organization_id = ${organizationId} AND id = ${effect.changeId} AND closed_at IS NULL`;
}

/** Gives the change another date. One that another open change holds is not taken from it: this one then holds none (MP-03). */
async function dateChange(tx: Tx, organizationId: string, effect: Of<'change-dated'>): Promise<number> {
  const slot = dateSlot(effect.effectiveDate);
  return tx.$executeRaw`
    UPDATE changes SET effective_date = ${effect.effectiveDate}::date, due_at = ${effect.dueAt}::timestamptz,
      open_slot = CASE WHEN NOT EXISTS (
        SELECT 1 FROM changes other WHERE other.organization_id = changes.organization_id
          AND other.subscription_id = changes.subscription_id AND other.open_slot = ${slot} AND other.id <> changes.id
      ) THEN ${slot} END
    WHERE organization_id = ${organizationId} AND id = ${effect.changeId} AND closed_at IS NULL`;
}

/** Makes of the change what it is from now on (MP-06). Throws `change-already-open` where another one holds the date. */
async function reviseChange(tx: Tx, organizationId: string, effect: Of<'change-revised'>): Promise<number> {
  const quote = effect.quote && JSON.stringify(effect.quote);
  try {
    return await tx.$executeRaw`
      UPDATE changes SET state = ${effect.state}, request = ${JSON.stringify(effect.request)}::jsonb,
        effective_date = ${effect.effectiveDate}::date, due_at = ${effect.dueAt}::timestamptz, open_slot = ${dateSlot(effect.effectiveDate)},
        rate_schedule_id = ${effect.rateScheduleId}, pinned_price_version_id = ${effect.pinnedPriceVersionId},
        quote = coalesce(${quote}::jsonb, quote), attention_code = NULL, attention_message = NULL, revision = revision + 1
      WHERE organization_id = ${organizationId} AND id = ${effect.changeId} AND closed_at IS NULL`;
  } catch (error) {
    throw slotRefusal(error, effect.effectiveDate);
  }
}

/** Takes a change of another kind its step further; a final state closes it and frees its place. */
async function updateChange(tx: Tx, organizationId: string, effect: Of<'change-updated'>): Promise<number> {
  const { set, plan, at } = effect;
  const closed = set.state !== undefined && isFinal(set.state);
  return tx.$executeRaw`
    UPDATE changes SET state = coalesce(${set.state ?? null}, state), data = coalesce(${set.data ? JSON.stringify(set.data) : null}::jsonb, data),
      effective_date = CASE WHEN ${set.effectiveDate !== undefined} THEN ${set.effectiveDate ?? null}::date ELSE effective_date END,
      due_at = CASE WHEN ${set.dueAt !== undefined} THEN ${set.dueAt ?? null}::timestamptz ELSE due_at END,
      attention_code = CASE WHEN ${set.attention !== undefined} THEN ${set.attention?.code ?? null} ELSE attention_code END,
      attention_message = CASE WHEN ${set.attention !== undefined} THEN ${set.attention?.message ?? null} ELSE attention_message END,
      applied_plan = coalesce(${plan ? JSON.stringify(plan) : null}::jsonb, applied_plan), revision = revision + 1,
      closed_at = CASE WHEN ${closed} THEN ${at}::timestamptz END, open_slot = CASE WHEN ${closed} THEN NULL ELSE open_slot END
    WHERE organization_id = ${organizationId} AND id = ${effect.changeId} AND closed_at IS NULL`;
}
