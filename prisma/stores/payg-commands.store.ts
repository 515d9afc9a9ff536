import type { Instant } from '../../domain/calendar/instant.js';
import { DomainError } from '../../domain/errors.js';
import { acceptBooking } from '../../domain/payg-booking/accept.js';
import type { NewBooking } from '../../domain/payg-booking/request.schema.js';
import type { OnTimePayment } from '../../domain/payg-booking/worth.js';
import { openPayg } from '../../domain/payg-time/open.js';
import type { OpenPaygRequest } from '../../domain/payg-time/open.schema.js';
import type { PaygService } from '../../domain/payg-time/payg.js';
import { serviceOf } from '../../domain/payg-time/rate.js';
import type { Effect } from '../../domain/subscription/effects.js';
import { evolveAll } from '../../domain/subscription/evolve.js';
import type { AccountState } from '../../domain/subscription/state.js';
import { nextPaygEventAt } from '../../domain/timeline/due-events.js';
import type { Tx } from '../client.js';
import { newId } from '../ids.js';
import { insertRows } from '../rows.js';
import { type AcceptedChange, acceptChange } from './change-commands.store.js';
import { persistEffects } from './effects.store.js';
import { loadOnTimePayments } from './on-time.store.js';
import { closedProposal, lockProposal } from './proposals.store.js';
import { type OpenTimeline, onTimelineIn, type StoreDeps } from './timeline.store.js';

/** Opens a subscription that is paid as you go, or takes one over, in one transaction. Gives its id. Throws what `openPayg` throws. */
export function openPaygService(
  tx: Tx,
  deps: StoreDeps,
  { organizationId, request }: { readonly organizationId: string; readonly request: OpenPaygRequest },
): Promise<string> {
  const { accountId, planId } = request;
  const subscriptionId = newId('sub');
  return onTimelineIn(tx, deps, { organizationId, accountId, morePlanIds: [planId] }, ({ state, now, ids }) => {
    const { service, effects, conversionPayments } = openPayg(state, request, { subscriptionId, now }, ids);
    return {
      effects: [],
      thenCarryOut: false,
      answer: async () => {
        await insertService(tx, { organizationId, accountId, service, nextDueAt: firstDueAt(state, service, effects) });
        const linked = conversionPayments.map((it) => ({
          organization_id: organizationId,
          id: it.id,
          subscription_id: subscriptionId,
          amount: it.amount,
          paid_at: it.paidAt,
          reference: it.reference,
        }));
        await insertRows(tx, [{ table: 'conversion_payments', rows: linked }]);
        await persistEffects(tx, { organizationId, accountId, effects });
        return subscriptionId;
      },
    };
  });
}

function firstDueAt(state: AccountState, service: PaygService, effects: readonly Effect[]): Instant | null {
  const begun = { ...state, payg: { ...state.payg, services: [...state.payg.services, service] } };
  const opened = evolveAll(begun, effects);
  return nextPaygEventAt(opened, serviceOf(opened.payg, service.id));
}

interface NewService {
  readonly organizationId: string;
  readonly accountId: string;
  readonly service: PaygService;
  readonly nextDueAt: Instant | null;
}

async function insertService(tx: Tx, { organizationId, accountId, service, nextDueAt }: NewService): Promise<void> {
  const { id, customerSince, countedFrom, earnedUntil, products } = service;
  const about = { organization_id: organizationId };
  const subscription = {
    ...about,
    id,
    account_id: accountId,
    kind: 'payg',
    plan_id: products[0]?.planId ?? '',
    units: 1,
    price_pinned: false,
    invoicing: 'forward',
    status: 'active',
    unbilled: [],
    next_due_at: nextDueAt,
  };
  const row = {
    ...about,
    subscription_id: id,
    customer_since: customerSince,
    counted_from: countedFrom,
    earned_until: earnedUntil,
    products,
  };
  await insertRows(tx, [
    { table: 'subscriptions', rows: [subscription] },
    { table: 'payg_services', rows: [row] },
  ]);
}

export interface BookUpgrade {
  readonly organizationId: string;
  readonly accountId: string;
  readonly request: NewBooking;
  readonly by: string;
  /** The proposal that becomes this booking (PB-17). */
  readonly proposalId?: string;
  readonly alongside: (tx: Tx, changeId: string) => Promise<void>;
}

/**
 * Books an upgrade and writes the intent to start its workflow, in one transaction, with the old payments or the payment from before the
 * conversion that are to be used at once (PB-02, PB-11). Throws what booking throws, and `subscription-ambiguous`.
 */
export function bookUpgrade(deps: StoreDeps, command: BookUpgrade): Promise<AcceptedChange> {
  const { organizationId, accountId, request, by, proposalId, alongside } = command;
  return acceptChange(deps, {
    organizationId,
    accountId,
    kind: 'payg-upgrade-booking',
    planIds: request.planIds,
    alongside,
    accept: async (open, bookingId) => {
      const { tx, state, now, ids } = open;
      if (proposalId !== undefined) await lockProposal(tx, organizationId, proposalId);
      const subscriptionId = subscriptionFor(state, request.subscriptionId);
      const onTime = await onTimeOf(open, organizationId, subscriptionId, request);
      const conversion = request.useConversionPayment?.transactionId ?? null;
      const { planIds } = request;
      const asked = { subscriptionId, planIds, onTime, conversion };
      const accepted = acceptBooking(state, asked, { bookingId, by, now }, ids);
      const closed: Effect[] = proposalId === undefined ? [] : [closedProposal(proposalId, bookingId, now)];
      return { ...accepted, effects: [...accepted.effects, ...closed] };
    },
  });
}

async function onTimeOf(
  { tx }: OpenTimeline,
  organizationId: string,
  subscriptionId: string,
  { useOnTimePayments: asked }: NewBooking,
): Promise<{ payments: OnTimePayment[]; acceptPart: boolean } | null> {
  if (!asked) return null;
  const { transactionIds, acceptPart } = asked;
  return { payments: await loadOnTimePayments(tx, organizationId, subscriptionId, transactionIds), acceptPart };
}

/** Finds the subscription that a booking is for: the one that is named, or the account's only one. Throws `subscription-ambiguous`. */
export function subscriptionFor(state: AccountState, named: string | undefined): string {
  const { services } = state.payg;
  if (named !== undefined) return serviceOf(state.payg, named).id;
  const [only] = services;
  if (only && services.length === 1) return only.id;
  const message =
    services.length === 0
      ? 'The account has no subscription that is paid as you go.'
      : 'The account has several subscriptions that are paid as you go: give the subscriptionId.';
  throw new DomainError('subscription-ambiguous', message, { path: 'subscriptionId' });
}
