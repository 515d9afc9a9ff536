import type { Instant } from '../../domain/calendar/instant.js';
import { endOfDay } from '../../domain/package-order/deadline.js';
import type { Settings } from '../../domain/settings.js';
import type { Tx } from '../client.js';
import { idsOf } from '../ids.js';
import { insertRows } from '../rows.js';
import { historyRow } from './effect-rows.js';

interface Edited {
  readonly organizationId: string;
  readonly settings: Settings;
  readonly by: string;
  readonly now: Instant;
}

interface OrderRow {
  readonly id: string;
  readonly accountId: string;
  readonly subscriptionId: string;
  readonly workflowId: string;
  readonly revision: number;
}

/** Gives the paid orders that wait to be processed their turn (PO-10), while nothing of the organization is carried out; names their workflows. */
export async function processWaitingOrders(tx: Tx, edited: Edited): Promise<string[]> {
  const { organizationId, now } = edited;
  const orders = await tx.$queryRaw<OrderRow[]>`
    UPDATE changes SET state = 'accepted', due_at = ${now}::timestamptz, revision = revision + 1
    WHERE organization_id = ${organizationId} AND kind = 'package-change-order' AND state = 'awaiting-processing'
    RETURNING id, account_id AS "accountId", subscription_id AS "subscriptionId", workflow_id AS "workflowId", revision`;
  const text = 'Automatic processing is turned on: the order is processed, and the package applied.';
  await tell(tx, edited, orders, 'processed', () => text);
  return orders.map(({ workflowId }) => workflowId);
}

/** Records anew when the open orders expire, as the time zone has changed: the end of the same day (EN-16); names their workflows. */
export async function retimeOrders(tx: Tx, edited: Edited): Promise<string[]> {
  const { organizationId, settings } = edited;
  const orders = await tx.$queryRaw<(OrderRow & { readonly expiresOn: string })[]>`
    SELECT id, account_id AS "accountId", subscription_id AS "subscriptionId", workflow_id AS "workflowId", revision,
      data ->> 'expiresOn' AS "expiresOn"
    FROM changes WHERE organization_id = ${organizationId} AND kind = 'package-change-order' AND closed_at IS NULL
      AND data ->> 'expiresOn' IS NOT NULL`;
  for (const { id, expiresOn } of orders) {
    const { expiresAt, settlesAt } = endOfDay(expiresOn, settings);
    await tx.$executeRaw`
      UPDATE changes SET data = data || jsonb_build_object('expiresAt', ${expiresAt}::text, 'settlesAt', ${settlesAt}::text),
        due_at = CASE state WHEN 'awaiting-payment' THEN ${settlesAt}::timestamptz ELSE due_at END, revision = revision + 1
      WHERE organization_id = ${organizationId} AND id = ${id}`;
  }
  const text = (expiresOn: string) =>
    `The organization's time zone is ${settings.timeZone} now: the order expires at ${endOfDay(expiresOn, settings).expiresAt}.`;
  await tell(tx, edited, orders, 'retimed', (order) => text(order.expiresOn));
  return orders.map(({ workflowId }) => workflowId);
}

async function tell<Order extends OrderRow>(
  tx: Tx,
  { organizationId, by, now }: Edited,
  orders: readonly Order[],
  event: string,
  textOf: (order: Order) => string,
): Promise<void> {
  const ids = idsOf(organizationId);
  const rows = orders.map((order) => {
    const { id: changeId, accountId, subscriptionId, revision } = order;
    const id = ids('his', `${changeId}/${event}/settings/${revision}`, now);
    const entry = { id, subscriptionId, changeId, at: now, event, by, text: textOf(order), amounts: null };
    return historyRow({ organizationId, accountId }, entry);
  });
  await insertRows(tx, [{ table: 'history_entries', rows }]);
}
