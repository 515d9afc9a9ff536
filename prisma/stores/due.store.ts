import type { Instant } from '../../domain/calendar/civil-date.js';
import type { Db } from '../client.js';
import { utc } from '../rows.js';

/**
 * Something whose time has come: a change, something of a subscription's own (then without a change), or what has no workflow: an invoice of
 * an agreement, or something of a subscription that is paid as you go (without both).
 */
export interface Due {
  readonly accountId: string;
  readonly subscriptionId: string | null;
  readonly changeId: string | null;
  readonly workflowId: string | null;
  readonly dueAt: Instant;
}

/** Changes that need attention wait for people, not for a date. */
const DUE = `
  SELECT organization_id, account_id, subscription_id, id AS change_id, workflow_id, due_at
    FROM changes WHERE closed_at IS NULL AND state <> 'needs-attention' AND due_at IS NOT NULL
  UNION ALL
  SELECT organization_id, account_id, CASE kind WHEN 'term' THEN id END, NULL, NULL, next_due_at
    FROM subscriptions WHERE status <> 'cancelled' AND next_due_at IS NOT NULL
  UNION ALL
  SELECT organization_id, account_id, NULL, NULL, NULL, next_due_at
    FROM agreements WHERE next_due_at IS NOT NULL`;

/** Tells the first instant after `after` at which something of these organizations is due; null when nothing is. */
export async function nextDueAt(db: Db, organizationIds: readonly string[], after: Instant): Promise<Instant | null> {
  const [row] = await db.$queryRawUnsafe<{ at: Instant | null }[]>(
    `SELECT ${utc('min(due_at)')} AS at FROM (${DUE}) due WHERE organization_id = ANY($1::text[]) AND due_at > $2::timestamptz`,
    [...organizationIds],
    after,
  );
  return row?.at ?? null;
}

/** Lists what is due at `until` or before, earliest first; on the same instant changes before the rest. */
export async function listDue(db: Db, organizationId: string, until: Instant): Promise<readonly Due[]> {
  return db.$queryRawUnsafe<Due[]>(
    `SELECT account_id AS "accountId", subscription_id AS "subscriptionId", change_id AS "changeId", workflow_id AS "workflowId",
        ${utc('due_at')} AS "dueAt"
      FROM (${DUE}) due WHERE organization_id = $1 AND due_at <= $2::timestamptz
      ORDER BY due_at, change_id IS NULL, subscription_id, change_id`,
    organizationId,
    until,
  );
}

/** An open row that has a workflow of its own: a change, a service (then without a change), or a webhook delivery (without both). */
export interface OpenWorkflow {
  readonly organizationId: string;
  readonly accountId: string;
  readonly subscriptionId: string | null;
  readonly changeId: string | null;
  readonly workflowId: string;
  readonly state: string;
  /** When its turn comes; of a delivery, when what it tells happened. */
  readonly dueAt: Instant | null;
}

/** Tells whether it is a webhook delivery. */
export function isDelivery({ changeId, subscriptionId }: OpenWorkflow): boolean {
  return changeId === null && subscriptionId === null;
}

const OPEN = `
  SELECT organization_id, account_id, subscription_id, id AS change_id, workflow_id, state, due_at,
      CASE WHEN state <> 'needs-attention' AND due_at IS NOT NULL THEN greatest(due_at, accepted_at) END AS turn_at
    FROM changes WHERE closed_at IS NULL
  UNION ALL
  SELECT organization_id, account_id, id, NULL, 'prepaid-service/' || id, status, next_due_at, next_due_at
    FROM subscriptions WHERE kind = 'term' AND status <> 'cancelled'
  UNION ALL
  SELECT organization_id, coalesce(body::jsonb -> 'data' ->> 'accountId', ''), NULL, NULL,
      'webhook-delivery/' || id || CASE WHEN first_attempt > 0 THEN '/' || first_attempt ELSE '' END, state, at, NULL
    FROM webhook_deliveries WHERE state = 'waiting'`;

const OPEN_FIELDS = `organization_id AS "organizationId", account_id AS "accountId", subscription_id AS "subscriptionId",
  change_id AS "changeId", workflow_id AS "workflowId", state, ${utc('due_at')} AS "dueAt"`;

/** Lists all open rows that have a workflow, of one organization or of all. */
export async function listOpenWorkflows(
  db: Db,
  organizationId: string | null = null,
): Promise<readonly OpenWorkflow[]> {
  return db.$queryRawUnsafe<OpenWorkflow[]>(
    `SELECT ${OPEN_FIELDS} FROM (${OPEN}) open WHERE $1::text IS NULL OR organization_id = $1 ORDER BY workflow_id`,
    organizationId,
  );
}

/**
 * Lists those of these workflows whose change is over, and has told nothing in the last 10 s: the workflow of one that has just ended is
 * about to end too.
 */
export async function listClosedAmong(db: Db, workflowIds: readonly string[]): Promise<readonly string[]> {
  const rows = await db.$queryRawUnsafe<{ workflowId: string }[]>(
    `SELECT workflow_id AS "workflowId" FROM changes change WHERE closed_at IS NOT NULL AND workflow_id = ANY($1::text[])
      AND NOT EXISTS (SELECT FROM history_entries entry WHERE entry.organization_id = change.organization_id
        AND entry.change_id = change.id AND entry.recorded_at > now() - interval '10 seconds')`,
    [...workflowIds],
  );
  return rows.map((it) => it.workflowId);
}

/**
 * Lists rows whose turn had come at that real time, each on its organization's clock, and which are not carried out; earliest first. The
 * turn of a change comes with its date, or as it is accepted where that is later.
 */
export async function listOverdue(
  db: Db,
  realTime: Instant,
  limit: number,
  exceptWorkflowIds: readonly string[] = [],
): Promise<readonly OpenWorkflow[]> {
  return db.$queryRawUnsafe<OpenWorkflow[]>(
    `SELECT ${OPEN_FIELDS} FROM (${OPEN}) open JOIN organizations organization ON organization.id = open.organization_id
      WHERE turn_at <= $1::timestamptz + organization.clock_offset_ms * interval '1 millisecond' AND workflow_id <> ALL($3::text[])
      ORDER BY turn_at, workflow_id LIMIT $2`,
    realTime,
    limit,
    [...exceptWorkflowIds],
  );
}

/** An account on which an agreement has an invoice to issue. */
export interface DueAgreement {
  readonly organizationId: string;
  readonly accountId: string;
  readonly agreementId: string;
  readonly dueAt: Instant;
}

/** Lists agreements that have an invoice to issue at that real time, each on its organization's clock; earliest first. */
export async function listDueAgreements(db: Db, realTime: Instant, limit: number): Promise<readonly DueAgreement[]> {
  return db.$queryRawUnsafe<DueAgreement[]>(
    `SELECT agreement.organization_id AS "organizationId", agreement.account_id AS "accountId", agreement.id AS "agreementId",
        ${utc('agreement.next_due_at')} AS "dueAt"
      FROM agreements agreement JOIN organizations organization ON organization.id = agreement.organization_id
      WHERE agreement.next_due_at <= $1::timestamptz + organization.clock_offset_ms * interval '1 millisecond'
      ORDER BY agreement.next_due_at, agreement.id LIMIT $2`,
    realTime,
    limit,
  );
}

/** An account on which something is due of a subscription that is paid as you go. */
export interface DuePayg {
  readonly organizationId: string;
  readonly accountId: string;
  readonly subscriptionId: string;
  readonly dueAt: Instant;
}

/** Lists subscriptions that are paid as you go of which something is due at that real time, each on its organization's clock; earliest first. */
export async function listDuePayg(db: Db, realTime: Instant, limit: number): Promise<readonly DuePayg[]> {
  return db.$queryRawUnsafe<DuePayg[]>(
    `SELECT subscription.organization_id AS "organizationId", subscription.account_id AS "accountId",
        subscription.id AS "subscriptionId", ${utc('subscription.next_due_at')} AS "dueAt"
      FROM subscriptions subscription JOIN organizations organization ON organization.id = subscription.organization_id
      WHERE subscription.kind = 'payg' AND subscription.status <> 'cancelled'
        AND subscription.next_due_at <= $1::timestamptz + organization.clock_offset_ms * interval '1 millisecond'
      ORDER BY subscription.next_due_at, subscription.id LIMIT $2`,
    realTime,
    limit,
  );
}
