import type { Instant } from '../../domain/calendar/instant.js';
import { DomainError } from '../../domain/errors.js';
import type { Effect } from '../../domain/subscription/effects.js';
import type { Db, Tx } from '../client.js';
import { limitOf, type Page, type PageRequest, pageOf, placeOf } from '../cursor.js';
import { instantOf } from '../rows.js';

/** A payment that looks like the down payment of an upgrade (PB-17). */
export interface StoredProposal {
  readonly id: string;
  readonly accountId: string;
  readonly subscriptionId: string;
  readonly transactionId: string;
  readonly planIds: readonly string[];
  readonly state: 'open' | 'booked' | 'dismissed';
  readonly bookingId: string | null;
  readonly at: Instant;
}

const WITH_ACCOUNT = { service: { select: { subscription: { select: { accountId: true } } } } } as const;

interface Row {
  id: string;
  subscriptionId: string;
  transactionId: string;
  planIds: unknown;
  state: string;
  changeId: string | null;
  at: Date;
  service: { subscription: { accountId: string } };
}

function proposalOf({ service, planIds, state, changeId, at, ...row }: Row): StoredProposal {
  const { id, subscriptionId, transactionId } = row;
  return {
    id,
    accountId: service.subscription.accountId,
    subscriptionId,
    transactionId,
    planIds: planIds as string[],
    state: state as StoredProposal['state'],
    bookingId: changeId,
    at: instantOf(at),
  };
}

export interface ProposalFilter extends PageRequest {
  readonly accountId?: string | undefined;
  readonly state?: StoredProposal['state'] | undefined;
}

/** Lists proposals, oldest first. */
export async function listProposals(
  db: Db,
  organizationId: string,
  filter: ProposalFilter,
): Promise<Page<StoredProposal>> {
  const limit = limitOf(filter);
  const [after] = placeOf(filter, 1) ?? [];
  const { accountId, state } = filter;
  const rows = await db.bookingProposal.findMany({
    where: {
      organizationId,
      id: { gt: after ?? '' },
      ...(state === undefined ? {} : { state }),
      ...(accountId === undefined ? {} : { service: { subscription: { accountId } } }),
    },
    include: WITH_ACCOUNT,
    orderBy: { id: 'asc' },
    take: limit + 1,
  });
  return pageOf(rows.map(proposalOf), limit, ({ id }) => [id]);
}

export async function findProposal(db: Db, organizationId: string, id: string): Promise<StoredProposal | null> {
  const row = await db.bookingProposal.findUnique({
    where: { organizationId_id: { organizationId, id } },
    include: WITH_ACCOUNT,
  });
  return row && proposalOf(row);
}

/** Takes an open proposal for oneself until the transaction ends. Throws `booking-state` where it is not open any more. */
export async function lockProposal(tx: Tx, organizationId: string, id: string): Promise<void> {
  const rows = await tx.$queryRaw<{ state: string }[]>`
    SELECT state FROM booking_proposals WHERE organization_id = ${organizationId} AND id = ${id} FOR NO KEY UPDATE`;
  const state = rows[0]?.state;
  if (state === 'open') return;
  throw new DomainError('booking-state', `The proposal ${id} is ${state ?? 'gone'}; it is not open any more.`, {
    details: { state },
  });
}

/** Makes the effect that a proposal has become a booking. */
export function closedProposal(proposalId: string, bookingId: string, at: Instant): Effect {
  return { type: 'proposal-closed', proposalId, state: 'booked', changeId: bookingId, at };
}

/** Dismisses an open proposal. Throws `booking-state`. */
export async function dismissProposal(tx: Tx, organizationId: string, id: string, at: Instant): Promise<void> {
  await lockProposal(tx, organizationId, id);
  await tx.bookingProposal.update({
    where: { organizationId_id: { organizationId, id } },
    data: { state: 'dismissed', closedAt: at },
  });
}
