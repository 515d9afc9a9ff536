import type { CivilDate } from '../../domain/calendar/civil-date.js';
import type { Instant } from '../../domain/calendar/instant.js';
import { firstInstantOf } from '../../domain/calendar/time-zone.js';
import type { PricingSettings, Settings } from '../../domain/settings.js';
import type { ChangeKind } from '../../domain/subscription/state.js';
import { businessNow, type Clock } from '../../domain/timeline/clock.js';
import { changeWorkflowId, serviceWorkflowId } from '../../domain/timeline/workflow-ids.js';
import { inTransaction, type Tx } from '../client.js';
import { idsOf, newId } from '../ids.js';
import { insertRows } from '../rows.js';
import { historyRow } from './effect-rows.js';
import { processWaitingOrders, retimeOrders } from './order-settings.store.js';
import { changeSettings, findOrganization, unknownOrganization } from './organizations.store.js';
import { holdTimelines, type StoreDeps } from './timeline.store.js';

export interface EditSettings {
  readonly organizationId: string;
  readonly patch: { readonly [Name in keyof Settings]?: Settings[Name] | undefined };
  readonly by: string;
}

/**
 * Edits the settings of an organization. A new time zone records every pending instant anew, changes and renewals, in the same
 * transaction, while nothing of the organization is carried out (EN-16); automatic processing that is turned on processes the orders that
 * wait (PO-10). Their workflows are poked after it.
 */
export function editSettings(deps: StoreDeps, { organizationId, patch, by }: EditSettings): Promise<PricingSettings> {
  return inTransaction(deps.prisma, async (tx) => {
    await holdTimelines(tx, organizationId);
    const before = await findOrganization(tx, organizationId);
    if (!before) throw unknownOrganization(organizationId);
    const settings = await changeSettings(tx, { organizationId, patch, by });
    const now = businessNow(deps.clock, before);
    const edited = { organizationId, settings, by, now, clock: deps.clock };
    if (settings.timeZone !== before.settings.timeZone) {
      await retimePending(tx, { ...edited, zone: settings.timeZone });
      await pokeAll(tx, edited, await retimeOrders(tx, edited));
    }
    if (settings.automaticProcessing && !before.settings.automaticProcessing)
      await pokeAll(tx, edited, await processWaitingOrders(tx, edited));
    if (DECIDE_STANDING.some((it) => settings[it] !== before.settings[it])) await lookAgain(tx, edited);
    return settings;
  });
}

/** Settings that say which services are suspended, and which of those are billed (PS-06). */
const DECIDE_STANDING = ['suspension', 'suspendAfterDays', 'invoiceWhileSuspended'] as const;

/** Makes the services that are suspended, or owe something, look at the rows at once: what was due at another time may be due now. */
async function lookAgain(tx: Tx, about: Pick<Retiming, 'organizationId' | 'now' | 'clock'>): Promise<void> {
  const { organizationId, now } = about;
  const services = await tx.$queryRaw<{ id: string }[]>`
    UPDATE subscriptions SET next_due_at = ${now}::timestamptz
    WHERE organization_id = ${organizationId} AND kind = 'term' AND (status = 'suspended' OR (status = 'active' AND EXISTS (
      SELECT 1 FROM invoices WHERE invoices.organization_id = subscriptions.organization_id
        AND invoices.subscription_id = subscriptions.id AND invoices.open > 0)))
    RETURNING id`;
  await pokeAll(
    tx,
    about,
    services.map(({ id }) => serviceWorkflowId(id)),
  );
}

interface Retiming {
  readonly organizationId: string;
  readonly zone: string;
  readonly by: string;
  readonly now: Instant;
  readonly clock: Clock;
}

interface PendingRow {
  readonly id: string;
  readonly accountId: string;
  readonly subscriptionId: string | null;
  readonly kind: ChangeKind;
  readonly date: CivilDate;
}

async function retimePending(tx: Tx, retiming: Retiming): Promise<void> {
  const { organizationId, zone } = retiming;
  const changes = await tx.$queryRaw<PendingRow[]>`
    SELECT id, kind, account_id AS "accountId", subscription_id AS "subscriptionId", effective_date::text AS date FROM changes
    WHERE organization_id = ${organizationId} AND closed_at IS NULL AND effective_date IS NOT NULL ORDER BY id`;
  const services = await tx.$queryRaw<PendingRow[]>`
    SELECT id, account_id AS "accountId", id AS "subscriptionId",
      coalesce(least(CASE WHEN active_to IS NULL OR active_to > paid_through THEN paid_through + 1 END, active_to + 1, cancelled_on),
        paid_through + 1)::text AS date FROM subscriptions
    WHERE organization_id = ${organizationId} AND kind = 'term' AND status <> 'cancelled' AND next_due_at IS NOT NULL ORDER BY id`;
  const agreements = await tx.$queryRaw<PendingRow[]>`
    SELECT agreement.id, min(scheduled.due_on)::text AS date FROM agreements agreement JOIN scheduled_invoices scheduled
      ON scheduled.organization_id = agreement.organization_id AND scheduled.agreement_id = agreement.id
    WHERE agreement.organization_id = ${organizationId} AND agreement.next_due_at IS NOT NULL
      AND scheduled.closed_at IS NULL AND scheduled.invoice_id IS NULL GROUP BY agreement.id ORDER BY agreement.id`;
  const instants = instantsOf([...changes, ...services, ...agreements], zone);
  await tx.$executeRaw`UPDATE changes SET due_at = new.at::timestamptz, revision = revision + 1
    FROM unnest(${changes.map(({ id }) => id)}::text[], ${changes.map(({ date }) => instants.get(date))}::text[]) AS new(id, at)
    WHERE changes.organization_id = ${organizationId} AND changes.id = new.id`;
  await tx.$executeRaw`UPDATE subscriptions SET next_due_at = new.at::timestamptz
    FROM unnest(${services.map(({ id }) => id)}::text[], ${services.map(({ date }) => instants.get(date))}::text[]) AS new(id, at)
    WHERE subscriptions.organization_id = ${organizationId} AND subscriptions.id = new.id`;
  await tx.$executeRaw`UPDATE agreements SET next_due_at = new.at::timestamptz
    FROM unnest(${agreements.map(({ id }) => id)}::text[], ${agreements.map(({ date }) => instants.get(date))}::text[]) AS new(id, at)
    WHERE agreements.organization_id = ${organizationId} AND agreements.id = new.id`;
  // Months and days of what is paid as you go begin elsewhere now: the relay looks at once, and records the instants anew.
  await tx.$executeRaw`UPDATE subscriptions SET next_due_at = ${retiming.now}::timestamptz
    WHERE organization_id = ${organizationId} AND kind = 'payg' AND status <> 'cancelled' AND next_due_at IS NOT NULL`;
  await tellOf(tx, retiming, changes, instants);
  const workflows = [
    ...changes.map(({ kind, id }) => changeWorkflowId(kind, id)),
    ...services.map(({ id }) => serviceWorkflowId(id)),
  ];
  await pokeAll(tx, retiming, workflows);
}

/** The first instant of each date that occurs, computed once. */
function instantsOf(rows: readonly PendingRow[], zone: string): ReadonlyMap<CivilDate, Instant> {
  const dates = [...new Set(rows.map(({ date }) => date))];
  return new Map(dates.map((date) => [date, firstInstantOf(date, zone)]));
}

async function tellOf(
  tx: Tx,
  { organizationId, zone, by, now }: Retiming,
  changes: readonly PendingRow[],
  instants: ReadonlyMap<CivilDate, Instant>,
): Promise<void> {
  const ids = idsOf(organizationId);
  const rows = changes.map(({ id, accountId, subscriptionId, date }) =>
    historyRow(
      { organizationId, accountId },
      {
        id: ids('his', `${id}/retimed/${zone}/${now}`, now),
        subscriptionId,
        changeId: id,
        at: now,
        event: 'retimed',
        by,
        text: `The organization's time zone is ${zone} now: the change of ${date} is due at ${instants.get(date)}.`,
        amounts: null,
      },
    ),
  );
  await insertRows(tx, [{ table: 'history_entries', rows }]);
}

async function pokeAll(
  tx: Tx,
  { organizationId, clock }: Pick<Retiming, 'organizationId' | 'clock'>,
  workflowIds: readonly string[],
): Promise<void> {
  const rows = workflowIds.map((workflow_id) => ({
    id: newId('out'),
    organization_id: organizationId,
    kind: 'poke',
    workflow_id,
    payload: {},
    available_at: clock.now().toISOString(),
    attempts: 0,
  }));
  await insertRows(tx, [{ table: 'outbox_messages', rows }]);
}
