import type { NewAgreement } from '../../domain/agreement/agreement.schema.js';
import { openAgreement } from '../../domain/agreement/open-agreement.js';
import { act, type StandingAct } from '../../domain/agreement/standing.js';
import { openDraft } from '../../domain/agreement-change/accept.js';
import type { NewDraft } from '../../domain/agreement-change/edit.schema.js';
import { memberOf, type Qualification, qualify } from '../../domain/agreement-change/qualification.js';
import { localDateAt } from '../../domain/calendar/time-zone.js';
import { planOf } from '../../domain/subscription/lookup.js';
import type { Tx } from '../client.js';
import { newId } from '../ids.js';
import { unknownAgreement } from './agreements.store.js';
import { type AcceptChange, type AcceptedChange, acceptChange } from './change-commands.store.js';
import { findClubFeatures } from './club-features.store.js';
import { onTimeline, onTimelineIn, readTimeline, type StoreDeps } from './timeline.store.js';

export interface AgreementRef {
  readonly organizationId: string;
  readonly accountId: string;
  readonly agreementId: string;
}

/** Takes an agreement over and issues what is due already, in one transaction. Throws `account-not-found`, `plan-not-found`. */
export async function takeOverAgreement(
  tx: Tx,
  deps: StoreDeps,
  { organizationId, request, by }: { organizationId: string; request: NewAgreement; by: string },
): Promise<string> {
  const { accountId, planId, clubNumber } = request;
  const agreementId = newId('agr');
  const { upgradeDowngrade: isTurnedOn } = await findClubFeatures(tx, clubNumber);
  return onTimelineIn(tx, deps, { organizationId, accountId, morePlanIds: [planId] }, ({ state, now, ids }) => {
    const plan = planOf(state, planId);
    const today = localDateAt(now, state.settings.timeZone);
    const { currency } = state.account;
    const { effects } = openAgreement(request, { agreementId, currency, today, now, isTurnedOn }, ids);
    const entry = {
      id: ids('his', `${agreementId}/opened`, now),
      subscriptionId: null,
      changeId: null,
      at: now,
      event: 'agreement-opened',
      by,
      text: `The agreement ${agreementId} on ${plan.name} was taken over as it is on file.`,
      amounts: null,
    };
    return {
      effects: [...effects, { type: 'history-written', entry }],
      thenCarryOut: true,
      answer: async () => agreementId,
    };
  });
}

/** Carries out what is due on an account: among it, what its agreements have scheduled is issued. */
export function carryOutAccount(
  deps: StoreDeps,
  ref: { readonly organizationId: string; readonly accountId: string },
): Promise<void> {
  return onTimeline(deps, ref, () => ({ effects: [], thenCarryOut: false, answer: async () => undefined }));
}

/** Tells whether an agreement may be upgraded or downgraded now, and the way out of each reason why not (AG-01 to AG-11). */
export async function qualifyAgreement(deps: StoreDeps, ref: AgreementRef): Promise<Qualification> {
  const { state, now } = await readTimeline(deps, ref);
  const agreement = state.agreements.find((it) => it.id === ref.agreementId);
  if (!agreement) throw unknownAgreement(ref.agreementId);
  return qualify(memberOf(state, agreement, localDateAt(now, state.settings.timeZone)));
}

/** Carries out an act on how the member stands. Throws `agreement-standing`. */
export function actOnAgreement(
  deps: StoreDeps,
  { what, by, ...ref }: AgreementRef & { readonly what: StandingAct; readonly by: string },
): Promise<void> {
  return onTimeline(deps, ref, ({ state, now, ids }) => {
    const today = localDateAt(now, state.settings.timeZone);
    const effects = act(state, ref.agreementId, what, { by, now, today }, ids);
    return { effects, thenCarryOut: true, answer: async () => undefined };
  });
}

/** Opens the draft of an upgrade or downgrade and writes the intent to start its workflow with it (AG-12). Throws what opening refuses. */
export function acceptDraft(
  deps: StoreDeps,
  command: Pick<AcceptChange, 'organizationId' | 'accountId' | 'alongside'> & {
    readonly request: NewDraft;
    readonly by: string;
  },
): Promise<AcceptedChange> {
  const { request, by, ...rest } = command;
  return acceptChange(deps, {
    ...rest,
    kind: 'agreement-change',
    planIds: [request.planId],
    accept: ({ state, now, ids }, changeId) => openDraft(state, request, { changeId, by, now }, ids),
  });
}
