import type { ErrorCodeEntry } from './entry.js';

/** Refusals about agreements and their changes. */
export const AGREEMENT_ERRORS = {
  'agreement-canceled': {
    kind: 'conflict',
    title: 'Member canceled',
    description: 'The member is canceled (AG-03).',
    whatToDo: 'Make a renewal or rewrite.',
  },
  'agreement-cash-open': {
    kind: 'conflict',
    title: 'Cash Open',
    description: 'A cash agreement that is open does not qualify (AG-04).',
    whatToDo: 'Make a renewal or rewrite.',
  },
  'agreement-changed': {
    kind: 'conflict',
    title: 'The agreement has changed meanwhile',
    description: 'Term, payments left or a first due date differ from what the draft was based on (AG-22).',
    whatToDo: 'Look at the refreshed draft, which has both values, and complete it again.',
  },
  'agreement-club-managed': {
    kind: 'conflict',
    title: 'Club managed',
    description: 'The club itself bills the member, so that the agreement does not qualify (AG-03).',
    whatToDo: 'Make a renewal or rewrite.',
  },
  'agreement-draft-edit': {
    kind: 'invalid',
    title: 'Edit not possible',
    description: 'A field of the edit is wrong for this draft (AG-17).',
    whatToDo: 'Correct the field that is named.',
  },
  'agreement-draft-open': {
    kind: 'conflict',
    title: 'A draft is open',
    description: 'There is at most one open draft for an agreement (AG-21).',
    whatToDo: 'Complete or abandon the draft that is named.',
  },
  'agreement-expired': {
    kind: 'conflict',
    title: 'Member expired',
    description: 'The agreement is expired (AG-03).',
    whatToDo: 'Make a renewal or rewrite.',
  },
  'agreement-freeze-unconfirmed': {
    kind: 'conflict',
    title: 'Frozen',
    description: 'The member has a freeze, which completing the change would remove (AG-05).',
    whatToDo: 'Ask, and send confirmFreezeRemoval.',
  },
  'agreement-frequencies-differ': {
    kind: 'conflict',
    title: 'Different billing frequencies',
    description: 'Scheduled invoices have another frequency than their schedule (AG-09).',
    whatToDo: 'Align the frequencies.',
  },
  'agreement-inactive': {
    kind: 'conflict',
    title: 'Member inactive',
    description: 'The member is inactive (AG-03).',
    whatToDo: 'Make a renewal or rewrite.',
  },
  'agreement-invalid': {
    kind: 'conflict',
    title: 'Invalid payment schedules or fees',
    description: 'A payment schedule or fee of the agreement is not valid (AG-10).',
    whatToDo: 'Make a rewrite: a new agreement without what the way out names.',
  },
  'agreement-not-found': {
    kind: 'not-found',
    title: 'Agreement not found',
    description: 'The agreement does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/agreements lists them.',
  },
  'agreement-past-due': {
    kind: 'conflict',
    title: 'Past due',
    description: 'The member is past due (AG-06).',
    whatToDo: 'Bring the account current: what is to be paid is in the way out.',
  },
  'agreement-past-due-and-pending-cancel': {
    kind: 'conflict',
    title: 'Past due and pending cancel',
    description: 'The member is past due and pending cancel (AG-08).',
    whatToDo: 'Bring the account current and withdraw the cancellation.',
  },
  'agreement-pending-cancel': {
    kind: 'conflict',
    title: 'Pending cancel',
    description: 'The member is pending cancel (AG-07).',
    whatToDo: 'Withdraw the cancellation.',
  },
  'agreement-plan': {
    kind: 'invalid',
    title: 'Not an agreement plan',
    description: 'The plan has no price in the currency of the account, or an interval that has no frequency (AG-12).',
    whatToDo: 'Choose an active agreement plan: GET /v1/agreement-plans lists them by category.',
  },
  'agreement-return-for-collection': {
    kind: 'conflict',
    title: 'Member returned for collection',
    description: 'The member is in return for collection (AG-03).',
    whatToDo: 'Make a renewal or rewrite.',
  },
  'agreement-standing': {
    kind: 'conflict',
    title: 'The standing does not take this',
    description: 'The member is not past due, pending cancel or frozen, or still owes what is overdue.',
    whatToDo: 'See GET /v1/agreements/{id} and its change-eligibility.',
  },
  'upgrade-downgrade-off': {
    kind: 'forbidden',
    title: 'Upgrade/Downgrade is off',
    description: 'The operator of the platform has not turned upgrades and downgrades on for the club (AG-01).',
    whatToDo: 'Ask the operator: PUT /v1/clubs/{number}/features.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;
