import type { AgreementChange } from '../subscription/state.js';
import type { ChangeRules } from '../timeline/rules.js';
import { draftDetails, draftSummary, type ToldDraft } from './details.js';
import { type AgreementRevision, abandon, reviseDraft } from './revise.js';
import { checkDraftTakes } from './status.js';

const UNTOUCHED = 'Nobody touched the draft until it expired, and it was abandoned; the agreement is as it was.';

/** How a draft lives: staff edit, complete or abandon it; untouched for its time it is abandoned by itself (AG-21). */
export const agreementChangeRules: ChangeRules<AgreementChange, AgreementRevision, ToldDraft> = {
  carryOut: (_, change, now, ids) => abandon(change, { by: 'system', now }, UNTOUCHED, ids),
  revise: reviseDraft,
  checkTakes: checkDraftTakes,
  endWith: () => [],
  holdsRenewal: () => false,
  summary: draftSummary,
  details: draftDetails,
};
