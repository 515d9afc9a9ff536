import type { CivilDate, Instant } from '../../domain/calendar/civil-date.js';
import { DomainError } from '../../domain/errors.js';
import type { Subscription, SubscriptionStatus } from '../../domain/subscription/state.js';
import type { Db, Tx } from '../client.js';
import { limitOf, type Page, type PageRequest, pageOf, placeOf } from '../cursor.js';
import { newId } from '../ids.js';
import { dateOf, insertRows } from '../rows.js';
import {
  type StoredSubscription,
  SUBSCRIPTION_JSON,
  type SubscriptionRow,
  subscriptionOf,
} from './subscription-rows.js';

export interface NewSubscription {
  readonly organizationId: string;
  readonly accountId: string;
  /** Its charges, if it was taken over as paid, are written as `charged` effects. */
  readonly subscription: Omit<Subscription, 'charges'>;
  /** First day of its plan history; by default its `periodStart`. */
  readonly assignedFrom?: CivilDate | undefined;
  /** In one spelling each. */
  readonly networkAddresses?: readonly string[] | undefined;
}

/** Inserts a subscription and the first entry of its plan history. Refuses a second one with the same id. */
export async function insertSubscription(tx: Tx, input: NewSubscription): Promise<void> {
  const { organizationId, accountId, subscription: it, assignedFrom = it.periodStart } = input;
  const subscription = {
    organization_id: organizationId,
    id: it.id,
    account_id: accountId,
    plan_id: it.planId,
    units: it.units,
    rate_schedule_id: it.rateScheduleId,
    price_version_id: it.priceVersionId,
    price_pinned: it.pricePinned,
    invoicing: it.invoicing,
    anchor_day: it.anchorDay,
    status: it.status,
    status_revision: it.statusRevision,
    billing_period_months: it.billingPeriodMonths,
    period_start: it.periodStart,
    paid_through: it.paidThrough,
    last_billed: it.lastBilled,
    period_unit: it.periodUnit,
    active_to: it.activeTo,
    unbilled: it.unbilled,
  };
  const assignment = {
    organization_id: organizationId,
    id: newId('asg'),
    subscription_id: it.id,
    sequence: 1,
    plan_id: it.planId,
    units: it.units,
    price_version_id: it.priceVersionId,
    from_date: assignedFrom,
  };
  const addresses = addressRows(organizationId, it.id, input.networkAddresses ?? []);
  await insertRows(tx, [
    { table: 'subscriptions', rows: [subscription] },
    { table: 'plan_assignments', rows: [assignment] },
    { table: 'network_addresses', rows: addresses },
  ]);
}

/** Finds a subscription by terms with its live charges, a cancelled one too. Throws `subscription-kind` for one that is paid as you go. */
export async function findSubscription(db: Db, organizationId: string, id: string): Promise<StoredSubscription | null> {
  const [row] = await db.$queryRawUnsafe<{ subscription: SubscriptionRow }[]>(
    `SELECT ${SUBSCRIPTION_JSON} AS subscription FROM subscriptions subscription
      WHERE subscription.organization_id = $1 AND subscription.id = $2`,
    organizationId,
    id,
  );
  if (!row) return null;
  if (row.subscription.kind === 'payg') {
    const message = `The subscription ${id} is paid as you go: it has bookings and time, no billing periods.`;
    throw new DomainError('subscription-kind', message, { details: { kind: 'payg' } });
  }
  return subscriptionOf(row.subscription);
}

/** What subscriptions of every kind have in common. */
export interface AnySubscription {
  readonly id: string;
  readonly accountId: string;
  readonly planId: string;
  readonly status: SubscriptionStatus;
  /** Null where it is paid as you go: its time is in the state of its account. */
  readonly term: StoredSubscription | null;
}

function anyOf(row: SubscriptionRow): AnySubscription {
  const { id, accountId, planId } = row;
  const status = row.status as SubscriptionStatus;
  return { id, accountId, planId, status, term: row.kind === 'payg' ? null : subscriptionOf(row) };
}

/** Finds a subscription of any kind. */
export async function findAnySubscription(db: Db, organizationId: string, id: string): Promise<AnySubscription | null> {
  const [row] = await db.$queryRawUnsafe<{ subscription: SubscriptionRow }[]>(
    `SELECT ${SUBSCRIPTION_JSON} AS subscription FROM subscriptions subscription
      WHERE subscription.organization_id = $1 AND subscription.id = $2`,
    organizationId,
    id,
  );
  return row ? anyOf(row.subscription) : null;
}

/** Lists the subscriptions of an organization or of one account, oldest first, the cancelled ones too. */
export async function listSubscriptions(
  db: Db,
  organizationId: string,
  page: PageRequest & { readonly accountId?: string | undefined } = {},
): Promise<Page<AnySubscription>> {
  const limit = limitOf(page);
  const [after = ''] = placeOf(page, 1) ?? [];
  const rows = await db.$queryRawUnsafe<{ subscription: SubscriptionRow }[]>(
    `SELECT ${SUBSCRIPTION_JSON} AS subscription FROM subscriptions subscription
      WHERE subscription.organization_id = $1 AND ($2::text IS NULL OR subscription.account_id = $2) AND subscription.id > $3
      ORDER BY subscription.id LIMIT $4`,
    organizationId,
    page.accountId ?? null,
    after,
    limit + 1,
  );
  return pageOf(
    rows.map(({ subscription }) => anyOf(subscription)),
    limit,
    ({ id }) => [id],
  );
}

/** Writes down when something of the subscription's own is next due: what its alarm clock waits for. Null: nothing. */
export async function setNextDueAt(
  tx: Tx,
  organizationId: string,
  subscriptionId: string,
  at: Instant | null,
): Promise<void> {
  await tx.subscription.updateMany({ where: { organizationId, id: subscriptionId }, data: { nextDueAt: at } });
}

/** One entry of a plan history: days [from, to); `to` null: until today and further. */
export interface PlanAssignment {
  readonly id: string;
  readonly changeId: string | null;
  readonly sequence: number;
  readonly planId: string;
  readonly units: number;
  readonly priceVersionId: string;
  readonly from: CivilDate;
  readonly to: CivilDate | null;
}

/** Lists the plans that a subscription had, oldest first; without gaps, and an empty range where two changes met on one day. */
export async function listPlanHistory(
  db: Db,
  organizationId: string,
  subscriptionId: string,
): Promise<readonly PlanAssignment[]> {
  const rows = await db.planAssignment.findMany({
    where: { organizationId, subscriptionId },
    orderBy: { sequence: 'asc' },
  });
  return rows.map(({ id, changeId, sequence, planId, units, priceVersionId, fromDate, toDate }) => ({
    id,
    changeId,
    sequence,
    planId,
    units,
    priceVersionId,
    from: dateOf(fromDate),
    to: toDate && dateOf(toDate),
  }));
}

function addressRows(organizationId: string, subscriptionId: string, addresses: readonly string[]) {
  const about = { organization_id: organizationId, subscription_id: subscriptionId };
  return [...new Set(addresses)].map((address) => ({ ...about, address }));
}

/** Replaces the network addresses of a subscription. */
export async function setNetworkAddresses(
  tx: Tx,
  organizationId: string,
  subscriptionId: string,
  addresses: readonly string[],
): Promise<void> {
  await tx.networkAddress.deleteMany({ where: { organizationId, subscriptionId } });
  await insertRows(tx, [{ table: 'network_addresses', rows: addressRows(organizationId, subscriptionId, addresses) }]);
}

/** Finds the one service of an organization that is known by a network address (PS-08); null where none or several are. */
export async function findByNetworkAddress(
  db: Db,
  organizationId: string,
  address: string,
): Promise<StoredSubscription | null> {
  const rows = await db.networkAddress.findMany({
    where: { organizationId, address, subscription: { status: { not: 'cancelled' } } },
    take: 2,
  });
  const [found, other] = rows;
  return found && !other ? findSubscription(db, organizationId, found.subscriptionId) : null;
}
