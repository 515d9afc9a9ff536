import type { AgreementRevision } from '../agreement-change/revise.js';
import { agreementChangeRules } from '../agreement-change/rules.js';
import type { MasterPlanRevision } from '../master-plan-change/revise.schema.js';
import { masterPlanChangeRules } from '../master-plan-change/rules.js';
import type { PackageOrderRevision } from '../package-order/request.schema.js';
import { packageOrderRules } from '../package-order/rules.js';
import type { BookingRevision } from '../payg-booking/request.schema.js';
import { paygUpgradeBookingRules } from '../payg-booking/rules.js';
import type { ReactivationRevision } from '../service-reactivation/change.js';
import { reactivationRules } from '../service-reactivation/rules.js';
import type { ChangeKind, OpenChange, OpenChanges } from '../subscription/state.js';
import type { ChangeRules } from './rules.js';

/** What can be asked of a change of each kind. */
interface Revisions {
  readonly 'master-plan-change': MasterPlanRevision;
  readonly 'agreement-change': AgreementRevision;
  readonly 'payg-upgrade-booking': BookingRevision;
  readonly 'package-change-order': PackageOrderRevision;
  readonly 'service-reactivation': ReactivationRevision;
}

export type ChangeRevision = Revisions[keyof Revisions];

/** The rules of any kind, for callers that hold a change, a revision or a row of that kind. */
export type AnyRules = ChangeRules<OpenChange, ChangeRevision>;

type Rules = { readonly [Kind in ChangeKind]: ChangeRules<OpenChanges[Kind], Revisions[Kind], never> };

/** Gives the rules of a kind of change (EN-01). */
export function rulesOf(kind: ChangeKind): AnyRules {
  // Read when it is called: rules and timeline import each other.
  const rules: Rules = {
    'master-plan-change': masterPlanChangeRules,
    'agreement-change': agreementChangeRules,
    'payg-upgrade-booking': paygUpgradeBookingRules,
    'package-change-order': packageOrderRules,
    'service-reactivation': reactivationRules,
  };
  return rules[kind] as unknown as AnyRules;
}
