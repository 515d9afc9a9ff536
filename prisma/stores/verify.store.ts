import type { Db } from '../client.js';
import { AGREEMENT_CHECKS } from './verify-agreements.js';
import { GATEWAY_CHECKS } from './verify-gateway.js';
import { PAYG_CHECKS } from './verify-payg.js';

export interface Inconsistency {
  readonly check: string;
  readonly subject: string;
  readonly message: string;
}

/** Each check is a query that gives what does not agree: `subject` and `message`. $1 is the organization, or null for all. */
const CHECKS: Readonly<Record<string, string>> = {
  'journal balances': `
    SELECT journal_id AS subject, 'its postings come to ' || sum(amount) || ' ' || currency AS message
    FROM postings WHERE ($1::text IS NULL OR organization_id = $1) GROUP BY organization_id, journal_id, currency HAVING sum(amount) <> 0`,

  'journal has postings': `
    SELECT j.id AS subject, 'it has no postings' AS message FROM journals j
    WHERE ($1::text IS NULL OR organization_id = $1)
      AND NOT EXISTS (SELECT 1 FROM postings p WHERE p.organization_id = j.organization_id AND p.journal_id = j.id)`,

  'balance is the sum of postings': `
    SELECT coalesce(b.account_id, p.account_id) || '/' || coalesce(b.ledger_account, p.ledger_account) AS subject,
      'balance ' || coalesce(b.amount, 0) || ', postings ' || coalesce(p.amount, 0) AS message
    FROM (SELECT * FROM balances WHERE $1::text IS NULL OR organization_id = $1) b
    FULL JOIN (SELECT organization_id, account_id, ledger_account, currency, sum(amount) AS amount FROM postings
      WHERE $1::text IS NULL OR organization_id = $1 GROUP BY 1, 2, 3, 4) p
    USING (organization_id, account_id, ledger_account, currency)
    WHERE coalesce(b.amount, 0) <> coalesce(p.amount, 0)`,

  'receivable is what is open': `
    SELECT coalesce(r.account_id, i.account_id) AS subject,
      'receivable ' || coalesce(r.amount, 0) || ', open invoices ' || coalesce(i.amount, 0) AS message
    FROM (SELECT * FROM balances WHERE ledger_account = 'receivable' AND ($1::text IS NULL OR organization_id = $1)) r
    FULL JOIN (SELECT organization_id, account_id, currency, sum(open) AS amount FROM invoices
      WHERE standing = 'posted' AND ($1::text IS NULL OR organization_id = $1) GROUP BY 1, 2, 3) i USING (organization_id, account_id, currency)
    WHERE coalesce(r.amount, 0) <> coalesce(i.amount, 0)`,

  'account credit is not negative': `
    SELECT account_id AS subject, 'account credit is ' || -amount AS message FROM balances
    WHERE ledger_account = 'account-credit' AND amount > 0 AND ($1::text IS NULL OR organization_id = $1)`,

  'invoice is the sum of its lines': `
    SELECT i.id AS subject, 'total ' || i.total || ', lines ' || coalesce(l.amount, 0) AS message FROM invoices i
    LEFT JOIN (SELECT organization_id, invoice_id, sum(CASE kind WHEN 'charge' THEN amount ELSE -amount END) AS amount
      FROM invoice_lines GROUP BY 1, 2) l ON l.organization_id = i.organization_id AND l.invoice_id = i.id
    WHERE ($1::text IS NULL OR i.organization_id = $1)
      AND coalesce(l.amount, 0) <> CASE i.kind WHEN 'invoice' THEN i.total ELSE -i.total END`,

  'invoice is open less what settled it': `
    SELECT i.id AS subject, 'open ' || i.open || ', total ' || i.total || ', settled ' || coalesce(s.amount, 0) AS message FROM invoices i
    LEFT JOIN (SELECT organization_id, invoice_id, sum(amount) AS amount FROM settlements GROUP BY 1, 2) s
      ON s.organization_id = i.organization_id AND s.invoice_id = i.id
    WHERE ($1::text IS NULL OR i.organization_id = $1) AND i.kind = 'invoice' AND i.open <> i.total - coalesce(s.amount, 0)`,

  'a payment went somewhere, whole': `
    SELECT p.id AS subject, 'paid ' || p.amount || ', allocated ' || coalesce(a.amount, 0) || ', given back ' || coalesce(r.amount, 0) AS message
    FROM payments p
    LEFT JOIN (SELECT organization_id, payment_id, sum(amount) AS amount FROM payment_allocations GROUP BY 1, 2) a
      ON a.organization_id = p.organization_id AND a.payment_id = p.id
    LEFT JOIN (SELECT organization_id, payment_id, sum(taken) AS amount FROM payment_refunds GROUP BY 1, 2) r
      ON r.organization_id = p.organization_id AND r.payment_id = p.id
    WHERE ($1::text IS NULL OR p.organization_id = $1) AND (coalesce(r.amount, 0) > p.amount
      OR coalesce(a.amount, 0) <> CASE p.state WHEN 'allocated' THEN p.amount - coalesce(r.amount, 0) ELSE 0 END)`,

  'cash is payments less refunds': `
    SELECT coalesce(c.account_id, p.account_id) AS subject,
      'cash ' || coalesce(c.amount, 0) || ', payments less refunds ' || coalesce(p.amount, 0) AS message
    FROM (SELECT * FROM balances WHERE ledger_account = 'cash' AND ($1::text IS NULL OR organization_id = $1)) c
    FULL JOIN (SELECT p.organization_id, p.account_id, p.currency, sum(p.amount - coalesce(r.amount, 0)) AS amount FROM payments p
      LEFT JOIN (SELECT organization_id, payment_id, sum(taken) AS amount FROM payment_refunds GROUP BY 1, 2) r
        ON r.organization_id = p.organization_id AND r.payment_id = p.id
      WHERE p.state = 'allocated' AND ($1::text IS NULL OR p.organization_id = $1) GROUP BY 1, 2, 3) p
    USING (organization_id, account_id, currency) WHERE coalesce(c.amount, 0) <> coalesce(p.amount, 0)`,

  'a payment settled what it was allocated to': `
    SELECT coalesce(s.payment_id, a.payment_id) || '/' || coalesce(s.invoice_id, a.invoice_id) AS subject,
      'settled ' || coalesce(s.amount, 0) || ', allocated ' || coalesce(a.amount, 0) AS message
    FROM (SELECT organization_id, payment_id, invoice_id, sum(amount) AS amount FROM settlements
      WHERE source = 'payment' AND ($1::text IS NULL OR organization_id = $1) GROUP BY 1, 2, 3) s
    FULL JOIN (SELECT organization_id, payment_id, invoice_id, sum(amount) AS amount FROM payment_allocations
      WHERE kind = 'invoice' AND ($1::text IS NULL OR organization_id = $1) GROUP BY 1, 2, 3) a
    USING (organization_id, payment_id, invoice_id) WHERE coalesce(s.amount, 0) <> coalesce(a.amount, 0)`,

  'a refund that came before its payment found it': `
    SELECT r.id AS subject, 'its payment has come and nothing was taken back' AS message FROM payment_refunds r
    JOIN payments p ON p.organization_id = r.organization_id AND p.provider = r.provider AND p.external_id = r.payment_external_id
    WHERE ($1::text IS NULL OR r.organization_id = $1) AND r.payment_id IS NULL AND r.currency = p.currency AND r.state = 'made'`,

  'charge is not credited beyond what was charged': `
    SELECT c.id AS subject, 'charged ' || c.amount || ', credited ' || coalesce(k.amount, 0) || ', noted ' || c.credited AS message
    FROM recurring_charges c LEFT JOIN (SELECT organization_id, charge_id, sum(amount) AS amount FROM charge_credits GROUP BY 1, 2) k
      ON k.organization_id = c.organization_id AND k.charge_id = c.id
    WHERE ($1::text IS NULL OR c.organization_id = $1)
      AND (coalesce(k.amount, 0) <> c.credited OR coalesce(k.amount, 0) > c.amount)`,

  'no day is charged twice or left out': `
    SELECT subscription_id AS subject, 'charged to ' || previous || ', then from ' || from_date AS message FROM (
      SELECT organization_id, subscription_id, from_date,
        lag(live_to) OVER (PARTITION BY organization_id, subscription_id ORDER BY from_date, live_to) AS previous, change_id
      FROM recurring_charges WHERE live_to > from_date AND ($1::text IS NULL OR organization_id = $1)) days
    WHERE previous > from_date OR (previous < from_date AND NOT EXISTS (SELECT 1 FROM changes c
      WHERE c.organization_id = days.organization_id AND c.id = days.change_id AND c.kind = 'package-change-order')
      AND NOT EXISTS (SELECT 1 FROM history_entries history
      WHERE history.organization_id = days.organization_id AND history.subscription_id = days.subscription_id
        AND history.event IN ('resumed', 'reactivated') AND history.at::date BETWEEN from_date - 1 AND from_date + 1))`,

  'paid through is the last day charged': `
    SELECT s.id AS subject, 'paid through ' || s.paid_through || ', charged to ' || c.live_to || ' (exclusive)' AS message
    FROM subscriptions s JOIN (SELECT organization_id, subscription_id, max(live_to) AS live_to FROM recurring_charges
      WHERE live_to > from_date GROUP BY 1, 2) c ON c.organization_id = s.organization_id AND c.subscription_id = s.id
    WHERE s.invoicing = 'forward' AND ($1::text IS NULL OR s.organization_id = $1) AND c.live_to <> s.paid_through + 1`,

  'plan history has no gap': `
    SELECT subscription_id AS subject, 'a plan ends on ' || coalesce(to_date::text, 'no day') || ', the next begins on ' || next_from AS message
    FROM (SELECT organization_id, subscription_id, to_date,
        lead(from_date) OVER (PARTITION BY organization_id, subscription_id ORDER BY sequence) AS next_from
      FROM plan_assignments WHERE $1::text IS NULL OR organization_id = $1) plans
    WHERE next_from IS NOT NULL AND to_date IS DISTINCT FROM next_from`,

  'plan history ends with the plan it has': `
    SELECT s.id AS subject, 'has ' || s.units || ' x ' || s.plan_id || ', its history ' || a.units || ' x ' || a.plan_id AS message
    FROM subscriptions s JOIN LATERAL (SELECT plan_id, units FROM plan_assignments p
      WHERE p.organization_id = s.organization_id AND p.subscription_id = s.id ORDER BY sequence DESC LIMIT 1) a ON true
    WHERE ($1::text IS NULL OR s.organization_id = $1) AND (a.plan_id <> s.plan_id OR a.units <> s.units)`,

  'applied change has the document of its plan': `
    SELECT c.id AS subject, 'its plan nets to ' || (c.applied_plan ->> 'net') || ', its documents to ' || coalesce(i.net, 0) AS message
    FROM changes c LEFT JOIN (SELECT organization_id, change_id, count(*) AS documents,
        sum(CASE kind WHEN 'invoice' THEN total ELSE -total END) AS net
      FROM invoices WHERE change_id IS NOT NULL GROUP BY 1, 2) i ON i.organization_id = c.organization_id AND i.change_id = c.id
    WHERE c.kind = 'master-plan-change' AND c.state = 'applied' AND ($1::text IS NULL OR c.organization_id = $1)
      AND (coalesce(i.net, 0) <> (c.applied_plan ->> 'net')::numeric
        OR coalesce(i.documents, 0) <> CASE WHEN jsonb_array_length(c.applied_plan -> 'lines') > 0 THEN 1 ELSE 0 END)`,

  'change that is not applied has no document': `
    SELECT c.id AS subject, 'it is ' || c.state || ' and has a document' AS message FROM changes c
    WHERE c.kind = 'master-plan-change' AND c.state <> 'applied' AND ($1::text IS NULL OR c.organization_id = $1)
      AND EXISTS (SELECT 1 FROM invoices i WHERE i.organization_id = c.organization_id AND i.change_id = c.id)`,

  'applied change is in the plan history once': `
    SELECT c.id AS subject, 'it has ' || count(p.id) || ' entries' AS message FROM changes c
    LEFT JOIN plan_assignments p ON p.organization_id = c.organization_id AND p.change_id = c.id
    WHERE c.kind IN ('master-plan-change', 'package-change-order') AND ($1::text IS NULL OR c.organization_id = $1)
    GROUP BY c.organization_id, c.id, c.state
    HAVING count(p.id) <> CASE c.state WHEN 'applied' THEN 1 ELSE 0 END`,

  'order deposit is what was paid for open orders': `
    SELECT coalesce(d.account_id, i.account_id) AS subject,
      'order deposit ' || coalesce(-d.amount, 0) || ', paid for open orders ' || coalesce(i.amount, 0) AS message
    FROM (SELECT * FROM balances WHERE ledger_account = 'order-deposit' AND ($1::text IS NULL OR organization_id = $1)) d
    FULL JOIN (SELECT organization_id, account_id, currency, sum(total - open) AS amount FROM invoices
      WHERE standing = 'held' AND ($1::text IS NULL OR organization_id = $1) GROUP BY 1, 2, 3) i
    USING (organization_id, account_id, currency) WHERE coalesce(-d.amount, 0) <> coalesce(i.amount, 0)`,

  'invoice of an order stands as the order does': `
    SELECT i.id AS subject, 'it is ' || i.standing || ', and the order ' || c.state AS message FROM invoices i
    JOIN changes c ON c.organization_id = i.organization_id AND c.id = i.change_id AND c.data ->> 'invoiceId' = i.id
    WHERE c.kind = 'package-change-order' AND ($1::text IS NULL OR c.organization_id = $1)
      AND i.standing <> CASE WHEN c.state = 'applied' THEN 'posted' WHEN c.state IN ('expired', 'cancelled') THEN 'void' ELSE 'held' END`,

  'void invoice has been paid by nothing': `
    SELECT id AS subject, total - open || ' of it is settled' AS message FROM invoices
    WHERE standing = 'void' AND open <> total AND ($1::text IS NULL OR organization_id = $1)`,

  'order is paid what its invoice says': `
    SELECT c.id AS subject, 'paid ' || (c.data ->> 'paid') || ', on its invoice ' || (i.total - i.open) AS message FROM changes c
    JOIN invoices i ON i.organization_id = c.organization_id AND i.id = c.data ->> 'invoiceId' AND i.standing = 'held'
    WHERE c.kind = 'package-change-order' AND ($1::text IS NULL OR c.organization_id = $1) AND (c.data ->> 'paid')::numeric <> i.total - i.open`,

  'change has the history of its state': `
    SELECT c.id AS subject, 'it is ' || c.state || ' and its history does not say so' AS message FROM changes c
    WHERE (c.closed_at IS NOT NULL OR c.state = 'needs-attention') AND ($1::text IS NULL OR c.organization_id = $1)
      AND NOT EXISTS (SELECT 1 FROM history_entries h
        WHERE h.organization_id = c.organization_id AND h.change_id = c.id AND h.event = c.state)`,
  ...AGREEMENT_CHECKS,
  ...PAYG_CHECKS,
};

/** Runs every check over the rows, of one organization or of all, and gives what does not agree. */
export async function findInconsistencies(db: Db, organizationId: string | null): Promise<readonly Inconsistency[]> {
  const found: Inconsistency[] = [];
  for (const [check, sql] of Object.entries({ ...CHECKS, ...GATEWAY_CHECKS })) {
    const rows = await db.$queryRawUnsafe<{ subject: string; message: string }[]>(sql, organizationId);
    found.push(...rows.map(({ subject, message }) => ({ check, subject, message })));
  }
  return found;
}

/** Lists the changes that are over, of one organization or of all, the newest first. */
export async function listClosedChanges(
  db: Db,
  organizationId: string | null,
  limit = 10_000,
): Promise<readonly { id: string; workflowId: string; state: string }[]> {
  return db.change.findMany({
    where: { closedAt: { not: null }, ...(organizationId === null ? {} : { organizationId }) },
    orderBy: { acceptedAt: 'desc' },
    take: limit,
    select: { id: true, workflowId: true, state: true },
  });
}
