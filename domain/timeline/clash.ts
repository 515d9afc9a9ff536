import type { OpenChange } from '../subscription/state.js';

/** What may be pending on a subscription or agreement when something is asked of it, relative to the date that is asked for. */
export type Pending =
  | 'change-same-date'
  | 'change-other-date'
  | 'change-undated'
  | 'change-overdue'
  | 'change-needs-attention-same-date'
  | 'change-needs-attention-other-date'
  | 'other-kind-open'
  | 'agreement-draft-open';

/** What may be asked. */
export type Asked = 'change-now' | 'change-on-date' | 'change-undated' | 'change-end-of-period' | 'agreement-draft';

/** All but what is asked of an agreement. */
export type AskedOfSubscription = Exclude<Asked, 'agreement-draft'>;

export type ClashOutcome = 'allow' | 'refuse';

/**
 * The declared outcome of everything pending with everything asked (MP-09, EN-15): at most one open change per effective date and at
 * most one undated, and one draft of an agreement (AG-21); while a change that was due needs attention the billing stands still, so that nothing can change now.
 */
export const CLASHES: Readonly<Record<Pending, Readonly<Record<Asked, ClashOutcome>>>> = {
  'change-same-date': {
    'change-now': 'refuse',
    'change-on-date': 'refuse',
    'change-undated': 'allow',
    'change-end-of-period': 'refuse',
    'agreement-draft': 'allow',
  },
  'change-other-date': {
    'change-now': 'allow',
    'change-on-date': 'allow',
    'change-undated': 'allow',
    'change-end-of-period': 'allow',
    'agreement-draft': 'allow',
  },
  'change-undated': {
    'change-now': 'allow',
    'change-on-date': 'allow',
    'change-undated': 'refuse',
    'change-end-of-period': 'allow',
    'agreement-draft': 'allow',
  },
  'change-overdue': {
    'change-now': 'refuse',
    'change-on-date': 'allow',
    'change-undated': 'allow',
    'change-end-of-period': 'allow',
    'agreement-draft': 'allow',
  },
  'change-needs-attention-same-date': {
    'change-now': 'refuse',
    'change-on-date': 'refuse',
    'change-undated': 'allow',
    'change-end-of-period': 'refuse',
    'agreement-draft': 'allow',
  },
  'change-needs-attention-other-date': {
    'change-now': 'allow',
    'change-on-date': 'allow',
    'change-undated': 'allow',
    'change-end-of-period': 'allow',
    'agreement-draft': 'allow',
  },
  // An open order, booking or checkout: a dated change stays and checks again at its time (EN-15).
  'other-kind-open': {
    'change-now': 'refuse',
    'change-on-date': 'allow',
    'change-undated': 'allow',
    'change-end-of-period': 'allow',
    'agreement-draft': 'allow',
  },
  // About an agreement and no subscription; what is done to the agreement meanwhile refreshes it when it is completed (AG-22).
  'agreement-draft-open': {
    'change-now': 'allow',
    'change-on-date': 'allow',
    'change-undated': 'allow',
    'change-end-of-period': 'allow',
    'agreement-draft': 'refuse',
  },
};

export interface AskedChange {
  readonly asked: AskedOfSubscription;
  readonly subscriptionId: string;
  /** Null: undated. */
  readonly effectiveDate: string | null;
  /** A change that is being revised does not clash with itself. */
  readonly exceptChangeId?: string;
}

/** Finds the first open change that refuses what is asked, or null. */
export function findClash(changes: readonly OpenChange[], asked: AskedChange): OpenChange | null {
  const others = changes.filter((it) => it.subscriptionId === asked.subscriptionId && it.id !== asked.exceptChangeId);
  return others.find((it) => CLASHES[pendingAs(it, asked)][asked.asked] === 'refuse') ?? null;
}

/** Finds the open draft that refuses another one of the same agreement, or null (AG-21). */
export function findDraftClash(changes: readonly OpenChange[], agreementId: string): OpenChange | null {
  if (CLASHES['agreement-draft-open']['agreement-draft'] === 'allow') return null;
  return changes.find((it) => it.kind === 'agreement-change' && it.data.agreementId === agreementId) ?? null;
}

/** Classifies what is pending relative to what is asked. */
export function pendingAs(change: OpenChange, asked: AskedChange): Pending {
  if (change.kind === 'agreement-change') return 'agreement-draft-open';
  if (change.kind !== 'master-plan-change') return 'other-kind-open';
  if (change.effectiveDate === null) return 'change-undated';
  const same = change.effectiveDate === asked.effectiveDate;
  if (change.state !== 'needs-attention') return same ? 'change-same-date' : 'change-other-date';
  if (same) return 'change-needs-attention-same-date';
  const isOverdue = asked.effectiveDate !== null && change.effectiveDate < asked.effectiveDate;
  return isOverdue ? 'change-overdue' : 'change-needs-attention-other-date';
}
