import type { ErrorCodeEntry } from './entry.js';

/** Refusals about plans, their groups, prices and upgrade paths. */
export const CATALOG_ERRORS = {
  'plan-code-taken': {
    kind: 'conflict',
    title: 'Plan code in use',
    description: 'Another plan of the organization has this code.',
    whatToDo: 'Choose another code.',
  },
  'plan-group-not-found': {
    kind: 'not-found',
    title: 'Plan group not found',
    description: 'The plan group does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/plan-groups lists them.',
  },
  'plan-inactive': {
    kind: 'invalid',
    title: 'Plan not active',
    description: 'The chosen plan is not active any more.',
    whatToDo: 'Choose an active plan, or activate this one and retry.',
  },
  'plan-kind': {
    kind: 'invalid',
    title: 'Not a plan of this kind',
    description: 'The chosen plan is not a master plan.',
    whatToDo: 'Choose a master plan.',
  },
  'plan-not-found': {
    kind: 'not-found',
    title: 'Plan not found',
    description: 'The plan does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/plans lists them.',
  },
  'rate-schedule-currency': {
    kind: 'invalid',
    title: 'Rate schedule in another currency',
    description: 'The chosen rate schedule is not in the currency of the change.',
    whatToDo: 'Choose a schedule in that currency.',
  },
  'rate-schedule-not-found': {
    kind: 'not-found',
    title: 'Rate schedule not found',
    description: 'The plan has no such rate schedule, or it was made for another account.',
    whatToDo: 'Take a rate schedule of the plan.',
  },
  'second-default-schedule': {
    kind: 'invalid',
    title: 'Two default rate schedules',
    description: 'A plan has at most one default rate schedule for a currency.',
    whatToDo: 'Mark only one schedule of each currency as the default.',
  },
  'units-not-priced': {
    kind: 'invalid',
    title: 'No price for so many units',
    description: 'The rate schedule ends before this number of units.',
    whatToDo: 'Choose fewer units, or a rate schedule that prices them.',
  },
  'upgrade-path-not-found': {
    kind: 'not-found',
    title: 'Upgrade path not found',
    description: 'The upgrade path does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/upgrade-paths lists them.',
  },
  'upgrade-path-taken': {
    kind: 'conflict',
    title: 'Path taken',
    description: 'There is an upgrade path between these two plans already.',
    whatToDo: 'See GET /v1/upgrade-paths.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;
