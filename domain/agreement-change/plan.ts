import type { Agreement, Renewal, RenewalOption } from '../agreement/agreement.js';
import { anchorAt, dueDateAfter, type Frequency, frequencyOf } from '../agreement/frequency.js';
import type { CivilDate } from '../calendar/civil-date.js';
import type { Plan } from '../catalog/plan.js';
import { unitPrice } from '../catalog/unit-price.js';
import { DomainError } from '../errors.js';
import { formatAmount } from '../money/money.js';
import { versionOn } from '../subscription/lookup.js';

/** An agreement plan as a draft pins it: the price version, what is paid and how often, and what happens at the end. */
export interface PinnedPlan {
  readonly planId: string;
  readonly name: string;
  /** Null: it is not listed under one, and can be named all the same. */
  readonly category: string | null;
  readonly rateScheduleId: string;
  readonly priceVersionId: string;
  readonly amount: string;
  readonly currency: string;
  readonly frequency: Frequency;
  /** Null: the plan has no renewal information. */
  readonly renewal: RenewalOption | null;
}

/** Pins a plan for a draft, at the price of the day in the account's currency. Refuses `plan-inactive`, `agreement-plan` (AG-12). */
export function pinPlan(plan: Plan, currency: string, today: CivilDate): PinnedPlan {
  if (plan.status !== 'active') {
    throw new DomainError('plan-inactive', `The plan ${plan.code} is not active.`, { path: 'planId' });
  }
  const frequency = frequencyOf(plan.interval);
  if (frequency === null) throw notAnAgreementPlan(`The plan ${plan.code} bills by an interval that has no frequency.`);
  const schedule = plan.schedules.find((it) => it.currency === currency && it.isDefault && it.accountId === null);
  if (!schedule) throw notAnAgreementPlan(`The plan ${plan.code} has no price in ${currency}.`);
  const version = versionOn(schedule, today);
  return {
    planId: plan.id,
    name: plan.name,
    category: plan.category,
    rateScheduleId: schedule.id,
    priceVersionId: version.id,
    amount: formatAmount(unitPrice(version, 1), currency),
    currency,
    frequency,
    renewal: plan.renewal?.option ?? null,
  };
}

function notAnAgreementPlan(message: string): DomainError {
  return new DomainError('agreement-plan', message, { path: 'planId' });
}

/**
 * Tells how the agreement will renew (AG-14): by the options of the plan; on the date on file, or, from a plan without renewal
 * information to one with it, on the first due date that no payment of the rest of the term takes. 5 monthly payments from 2026-12-01 ->
 * 2027-05-01. An open agreement has no end, and nothing to renew.
 */
export function renewalOf(
  agreement: Agreement,
  plan: PinnedPlan,
  primary: { readonly firstDueDate: CivilDate; readonly payments: number | null; readonly anchorDay: number },
): Renewal {
  const { renewal: onFile } = agreement;
  if (plan.renewal === null || plan.renewal === 'none' || agreement.type === 'open') {
    return { option: 'none', date: null };
  }
  if (onFile.option !== 'none' && onFile.date !== null) return { option: plan.renewal, date: onFile.date };
  const { firstDueDate, payments } = primary;
  const anchorDay = anchorAt(firstDueDate, primary.anchorDay);
  const date = payments === null ? null : dueDateAfter(firstDueDate, plan.frequency, payments, anchorDay);
  return { option: plan.renewal, date };
}
