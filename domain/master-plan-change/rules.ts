import type { MasterPlanChange } from '../subscription/state.js';
import type { ChangeRules } from '../timeline/rules.js';
import { applyMasterPlanChange } from './apply.js';
import { changeDetails, changeSummary, type ToldMasterPlanChange } from './details.js';
import { checkTakes, reviseMasterPlanChange } from './revise.js';
import type { MasterPlanRevision } from './revise.schema.js';

/** How a master plan change lives: it waits for its date, and holds the renewal where it needs attention by then (MP-26). */
export const masterPlanChangeRules: ChangeRules<MasterPlanChange, MasterPlanRevision, ToldMasterPlanChange> = {
  carryOut: applyMasterPlanChange,
  revise: reviseMasterPlanChange,
  checkTakes,
  endWith: (_, { id: changeId }, at) => [
    { type: 'change-moved', changeId, state: 'cancelled', at, attention: null, plan: null },
  ],
  holdsRenewal: ({ state, dueAt }, renewalAt) => state === 'needs-attention' && dueAt !== null && dueAt <= renewalAt,
  summary: changeSummary,
  details: changeDetails,
};
