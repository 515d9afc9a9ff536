import type { CivilDate, Instant } from '../../domain/calendar/civil-date.js';
import type { ChangePlan } from '../../domain/change-plan.js';
import { DomainError } from '../../domain/errors.js';
import type {
  Attention,
  ChangeKind,
  ChangeState,
  MasterPlanChange,
  OpenChange,
} from '../../domain/subscription/state.js';
import { isUniqueViolation } from '../database-error.js';
import type { ChangeModel } from '../generated/models.js';
import { dateOf, instantOf } from '../rows.js';

/** A change of any kind as it is stored: the intent, what was accepted, what became of it. */
export interface StoredChange {
  readonly id: string;
  readonly kind: ChangeKind;
  readonly state: string;
  readonly accountId: string;
  readonly subscriptionId: string | null;
  /** Null: undated. */
  readonly effectiveDate: CivilDate | null;
  readonly dueAt: Instant | null;
  readonly request: object;
  /** The quote that it was accepted with, or last revised to. */
  readonly quote: object;
  /** What it holds; null for a master plan change. */
  readonly data: object | null;
  /** Null for other kinds than a master plan change, as is `pinnedPriceVersionId`. */
  readonly rateScheduleId: string | null;
  readonly pinnedPriceVersionId: string | null;
  readonly settingsVersion: number;
  /** What was posted, once it was. */
  readonly appliedPlan: object | null;
  readonly attention: Attention | null;
  readonly requestedBy: string;
  readonly workflowId: string;
  readonly acceptedAt: Instant;
  readonly closedAt: Instant | null;
  /** 1 as accepted, one more with each revision (MP-06). */
  readonly revision: number;
}

/** A master plan change as it is stored. */
export interface StoredMasterPlanChange extends StoredChange {
  readonly kind: 'master-plan-change';
  readonly state: ChangeState;
  readonly subscriptionId: string;
  readonly request: MasterPlanChange['request'];
  readonly quote: ChangePlan;
  readonly rateScheduleId: string;
  readonly pinnedPriceVersionId: string;
  readonly appliedPlan: ChangePlan | null;
}

/** Takes a stored change for the master plan change that it is known to be. */
export function masterPlanChange(change: StoredChange): StoredMasterPlanChange {
  if (isMasterPlanChange(change)) return change;
  throw new Error(`the change ${change.id} is a ${change.kind}`);
}

/** Tells whether a stored change is a master plan change. */
export function isMasterPlanChange(change: StoredChange): change is StoredMasterPlanChange {
  return change.kind === 'master-plan-change';
}

/** Reads a row. Its plans and its request were checked by the domain before they were written, and nothing else writes them. */
export function changeOf(row: ChangeModel): StoredChange {
  return {
    id: row.id,
    kind: row.kind as ChangeKind,
    state: row.state,
    accountId: row.accountId,
    subscriptionId: row.subscriptionId,
    effectiveDate: row.effectiveDate && dateOf(row.effectiveDate),
    dueAt: row.dueAt && instantOf(row.dueAt),
    request: row.request as object,
    quote: row.quote as object,
    data: row.data as object | null,
    rateScheduleId: row.rateScheduleId,
    pinnedPriceVersionId: row.pinnedPriceVersionId,
    settingsVersion: row.settingsVersion,
    appliedPlan: row.appliedPlan as object | null,
    attention: row.attentionCode === null ? null : { code: row.attentionCode, message: row.attentionMessage ?? '' },
    requestedBy: row.requestedBy,
    workflowId: row.workflowId,
    acceptedAt: instantOf(row.acceptedAt),
    closedAt: row.closedAt && instantOf(row.closedAt),
    revision: row.revision,
  };
}

/** Names the place that an open change holds among those of its subscription: its date, or for other kinds the kind's only one. */
export function slotOf({ kind, effectiveDate }: Pick<OpenChange, 'kind' | 'effectiveDate'>): string {
  return kind === 'master-plan-change' ? dateSlot(effectiveDate) : kind;
}

export function dateSlot(effectiveDate: CivilDate | null): string {
  return effectiveDate ?? 'undated';
}

/** Turns the violation of the one place per date into `change-already-open`, and gives every other error back as it is. */
export function slotRefusal(error: unknown, effectiveDate: CivilDate | null): unknown {
  if (!isUniqueViolation(error, 'changes_one_open_per_slot')) return error;
  const which = effectiveDate === null ? 'an undated open plan change' : `an open plan change for ${effectiveDate}`;
  const message = `The subscription has ${which} already; reschedule, complete or cancel that one first.`;
  return new DomainError('change-already-open', message, { path: 'effectiveDate', details: { effectiveDate } });
}
