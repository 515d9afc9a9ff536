import type { CivilDate, Instant } from '../../domain/calendar/civil-date.js';
import type { ChangePlan } from '../../domain/change-plan.js';
import { DomainError } from '../../domain/errors.js';
import type { MasterPlanChangeRequest } from '../../domain/master-plan-change/request.schema.js';
import type { Attention, ChangeState, OpenChange } from '../../domain/subscription/state.js';
import { isUniqueViolation } from '../database-error.js';
import type { ChangeModel } from '../generated/models.js';
import { dateOf, instantOf } from '../rows.js';

/** A plan change as it is stored: the intent, what was accepted, what became of it. */
export interface StoredChange {
  readonly id: string;
  readonly kind: OpenChange['kind'];
  readonly state: ChangeState;
  readonly accountId: string;
  readonly subscriptionId: string;
  /** Null: undated. */
  readonly effectiveDate: CivilDate | null;
  readonly dueAt: Instant | null;
  readonly request: MasterPlanChangeRequest;
  /** The quote that it was accepted with, or last revised to. */
  readonly quote: ChangePlan;
  readonly rateScheduleId: string;
  readonly pinnedPriceVersionId: string;
  readonly settingsVersion: number;
  readonly appliedPlan: ChangePlan | null;
  readonly attention: Attention | null;
  readonly requestedBy: string;
  readonly workflowId: string;
  readonly acceptedAt: Instant;
  readonly closedAt: Instant | null;
  /** 1 as accepted, one more with each revision (MP-06). */
  readonly revision: number;
}

/** Reads a row. Its plans and its request were checked by the domain before they were written, and nothing else writes them. */
export function changeOf(row: ChangeModel): StoredChange {
  return {
    id: row.id,
    kind: row.kind as OpenChange['kind'],
    state: row.state as ChangeState,
    accountId: row.accountId,
    subscriptionId: row.subscriptionId,
    effectiveDate: row.effectiveDate && dateOf(row.effectiveDate),
    dueAt: row.dueAt && instantOf(row.dueAt),
    request: row.request as unknown as MasterPlanChangeRequest,
    quote: row.quote as unknown as ChangePlan,
    rateScheduleId: row.rateScheduleId,
    pinnedPriceVersionId: row.pinnedPriceVersionId,
    settingsVersion: row.settingsVersion,
    appliedPlan: row.appliedPlan as unknown as ChangePlan | null,
    attention: row.attentionCode === null ? null : { code: row.attentionCode, message: row.attentionMessage ?? '' },
    requestedBy: row.requestedBy,
    workflowId: row.workflowId,
    acceptedAt: instantOf(row.acceptedAt),
    closedAt: row.closedAt && instantOf(row.closedAt),
    revision: row.revision,
  };
}

/** Names the place that an open change holds among those of its subscription. */
export function slotOf(effectiveDate: CivilDate | null): string {
  return effectiveDate ?? 'undated';
}

/** Turns the violation of the one place per date into `change-already-open`, and gives every other error back as it is. */
export function slotRefusal(error: unknown, effectiveDate: CivilDate | null): unknown {
  if (!isUniqueViolation(error, 'changes_one_open_per_slot')) return error;
  const which = effectiveDate === null ? 'an undated open plan change' : `an open plan change for ${effectiveDate}`;
  const message = `The subscription has ${which} already; reschedule, complete or cancel that one first.`;
  return new DomainError('change-already-open', message, { path: 'effectiveDate', details: { effectiveDate } });
}
