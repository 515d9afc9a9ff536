import type { Instant } from '../calendar/instant.js';
import type { ChangePlan } from '../change-plan.js';
import { documentId, issueDocument } from '../ledger/issue.js';
import { formatAmount } from '../money/money.js';
import { billingInterval } from '../prepaid-service/billing.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import { evolve } from '../subscription/evolve.js';
import { planOf, subscriptionOf, versionOn } from '../subscription/lookup.js';
import type { AccountState } from '../subscription/state.js';
import { scheduleIn } from './currency.js';
import { anchorDayUpTo } from './lines.js';

/** The change that is posted: its id, from which everything it creates has its id, and the instant it counts from. */
export interface PostedChange {
  readonly id: string;
  readonly at: Instant;
}

/** Turns a computed change into what the store has to write: plan, periods, charges, credits, document, journals (MP-15, MP-25). */
export function postMasterPlanChange(
  state: AccountState,
  plan: ChangePlan,
  change: PostedChange,
  ids: IdMaker,
): Effect[] {
  const effects = [...currencyEffects(state, plan), ...assignPlan(state, plan, change, ids)];
  const moved = effects.reduce(evolve, state);
  if (plan.lines.length === 0) return [...effects, changeSubscription(plan)];
  const date = plan.effectiveDate ?? change.at.slice(0, 10);
  const document = {
    key: change.id,
    subscriptionId: plan.subscriptionId,
    changeId: change.id,
    lines: plan.lines.map(({ chargeId: _, countedTo: __, ...line }) => line),
    date,
    at: change.at,
    description: `Plan change to ${planOf(state, plan.result.planId).name}`,
  };
  const invoiceId = documentId(document, ids);
  return [
    ...effects,
    ...issueDocument(moved, document, ids),
    ...chargeEffects(state, plan, change, invoiceId, ids),
    changeSubscription(plan),
  ];
}

function changeSubscription(plan: ChangePlan): Effect {
  return { type: 'subscription-changed', subscriptionId: plan.subscriptionId, set: plan.result };
}

function assignPlan(state: AccountState, plan: ChangePlan, change: PostedChange, ids: IdMaker): Effect[] {
  const current = subscriptionOf(state, plan.subscriptionId);
  const { planId, units } = plan.result;
  return [
    {
      type: 'plan-assigned',
      id: ids('pla', change.id, change.at),
      subscriptionId: plan.subscriptionId,
      changeId: change.id,
      planId,
      units,
      priceVersionId: plan.result.priceVersionId ?? current.priceVersionId,
      from: plan.effectiveDate ?? change.at.slice(0, 10),
    },
  ];
}

function chargeEffects(
  state: AccountState,
  plan: ChangePlan,
  change: PostedChange,
  invoiceId: string,
  ids: IdMaker,
): Effect[] {
  const about = { subscriptionId: plan.subscriptionId, changeId: change.id, invoiceId };
  const subscription = subscriptionOf(state, plan.subscriptionId);
  return plan.lines.map((line, index): Effect => {
    const key = `${change.id}/${index}`;
    const { from, to, amount } = line;
    if (line.chargeId !== null) {
      return {
        type: 'charge-credited',
        id: ids('crd', key, change.at),
        ...about,
        chargeId: line.chargeId,
        from,
        to,
        amount,
      };
    }
    const interval = billingInterval(planOf(state, line.planId), {
      billingPeriodMonths: plan.result.billingPeriodMonths ?? null,
    });
    const { countedTo = to } = line;
    const credited = formatAmount('0', plan.currency);
    return {
      type: 'charged',
      ...about,
      charge: {
        id: ids('rch', key, change.at),
        planId: line.planId,
        units: line.quantity,
        price: line.price,
        interval,
        anchorDay: anchorDayUpTo(state, subscription, countedTo),
        from,
        to,
        liveTo: to,
        amount,
        credited,
        ...(countedTo === to ? {} : { countedTo }),
      },
    };
  });
}

/** Moves the account, and what else it has, to the new currency (MP-16). */
function currencyEffects(state: AccountState, plan: ChangePlan): Effect[] {
  if (plan.currency === state.account.currency) return [];
  const others = state.subscriptions.filter((it) => it.id !== plan.subscriptionId && it.status !== 'cancelled');
  const effects: Effect[] = [{ type: 'account-currency-changed', currency: plan.currency }];
  for (const other of others) {
    const schedule = scheduleIn(state, planOf(state, other.planId), plan.currency);
    if (!schedule) continue;
    const version = versionOn(schedule, other.periodStart);
    effects.push({
      type: 'subscription-changed',
      subscriptionId: other.id,
      set: { rateScheduleId: schedule.id, priceVersionId: version.id },
    });
  }
  return effects;
}
