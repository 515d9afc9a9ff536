import type { Agreement, MemberStatus } from '../agreement/agreement.js';
import { type Overdue, overdueOf } from '../agreement/progress.js';
import { invaliditiesOf } from '../agreement/validity.js';
import type { CivilDate } from '../calendar/civil-date.js';
import { DomainError } from '../errors.js';
import { isZero } from '../money/amount.js';
import type { AccountState } from '../subscription/state.js';
import { MESSAGES, type ReasonCode } from './messages.js';
import { type WayOut, wayOutOf } from './way-out.js';

/** What decides whether an agreement may be upgraded or downgraded. */
export interface Member {
  readonly agreement: Agreement;
  readonly accountId: string;
  /** Whether the platform's operator has turned it on for the club (AG-01). */
  readonly isTurnedOn: boolean;
  readonly overdue: Overdue;
  readonly today: CivilDate;
}

export interface Reason {
  readonly code: ReasonCode;
  readonly text: string;
  readonly wayOut: WayOut;
}

export interface Qualification {
  /** Whether the link is shown (AG-01, AG-03). */
  readonly visible: boolean;
  readonly eligible: boolean;
  /** Eligible, once the removal of the freeze is confirmed (AG-05). */
  readonly needsConfirmation: boolean;
  /** Every reason, in the order of AG-11. */
  readonly messages: readonly Reason[];
}

/** Reasons that hide the link. */
const HIDING: ReadonlySet<ReasonCode> = new Set([
  'upgrade-downgrade-off',
  'agreement-club-managed',
  'agreement-canceled',
  'agreement-expired',
  'agreement-inactive',
  'agreement-return-for-collection',
]);

/**
 * Tells whether an agreement may be upgraded or downgraded, with every reason why not and the way out of each (AG-01 to AG-11): the
 * club's feature flag, then status, then past due and pending cancel together, frequencies, validity, freeze.
 */
export function qualify(member: Member): Qualification {
  const { agreement, isTurnedOn, overdue, accountId, today } = member;
  const invalidities = invaliditiesOf(agreement);
  const codes: ReasonCode[] = [
    ...(isTurnedOn ? [] : ['upgrade-downgrade-off' as const]),
    ...statusReasons(agreement),
    ...accountReasons(agreement.standing.pastDue || !isZero(overdue.amount), agreement.standing.pendingCancel),
    ...(hasOtherFrequencies(agreement) ? ['agreement-frequencies-differ' as const] : []),
    ...(invalidities.length > 0 ? ['agreement-invalid' as const] : []),
    ...(agreement.standing.frozen ? ['agreement-freeze-unconfirmed' as const] : []),
  ];
  const situation = { agreement, overdue, invalidities, accountId, today };
  const eligible = codes.every((it) => it === 'agreement-freeze-unconfirmed');
  return {
    visible: !codes.some((it) => HIDING.has(it)),
    eligible,
    needsConfirmation: eligible && codes.length > 0,
    messages: codes.map((code) => ({ code, text: MESSAGES[code], wayOut: wayOutOf(code, situation) })),
  };
}

const STATUS_REASONS: Readonly<Record<MemberStatus, ReasonCode | null>> = {
  active: null,
  canceled: 'agreement-canceled',
  expired: 'agreement-expired',
  inactive: 'agreement-inactive',
  'return-for-collection': 'agreement-return-for-collection',
};

function statusReasons({ managedBy, status, type }: Agreement): ReasonCode[] {
  const ofStatus = STATUS_REASONS[status];
  return [
    ...(managedBy === 'club' ? ['agreement-club-managed' as const] : []),
    ...(ofStatus === null ? [] : [ofStatus]),
    ...(type === 'cash-open' ? ['agreement-cash-open' as const] : []),
  ];
}

function accountReasons(pastDue: boolean, pendingCancel: boolean): ReasonCode[] {
  if (pastDue && pendingCancel) return ['agreement-past-due-and-pending-cancel'];
  if (pastDue) return ['agreement-past-due'];
  return pendingCancel ? ['agreement-pending-cancel'] : [];
}

function hasOtherFrequencies({ schedules }: Agreement): boolean {
  return schedules.some((it) => it.scheduledFrequency !== it.frequency);
}

/**
 * Refuses an agreement that does not qualify, with the first reason by AG-11 as the code and its exact message; all reasons are in
 * the details. A freeze is let through once its removal is confirmed (AG-05).
 */
export function refuseUnqualified(member: Member, confirmFreezeRemoval: boolean): void {
  const { messages } = qualify(member);
  const [first] = messages.filter((it) => it.code !== 'agreement-freeze-unconfirmed' || !confirmFreezeRemoval);
  if (first) throw new DomainError(first.code, first.text, { details: { messages } });
}

/** Refuses an edit of a draft whose club has upgrades and downgrades turned off by now (AG-01): it can be abandoned. */
export function refuseTurnedOff(member: Member): void {
  if (member.isTurnedOn) return;
  const code = 'upgrade-downgrade-off';
  throw new DomainError(code, MESSAGES[code], { details: { messages: qualify(member).messages } });
}

/** Gathers what decides about an agreement of an account, as it stands at a day. */
export function memberOf(state: AccountState, agreement: Agreement, today: CivilDate): Member {
  const { id: accountId, currency } = state.account;
  const overdue = overdueOf(agreement, state.openInvoices, currency, today);
  return { agreement, accountId, isTurnedOn: agreement.isTurnedOn, overdue, today };
}
