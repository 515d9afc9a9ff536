/** The checks of `verify` over agreements: $1 is the organization, or null for all. */
export const AGREEMENT_CHECKS: Readonly<Record<string, string>> = {
  'scheduled invoice has the invoice of its amount': `
    SELECT s.id AS subject, 'scheduled ' || s.amount || ', its invoice ' || i.total AS message FROM scheduled_invoices s
    JOIN agreements a ON a.organization_id = s.organization_id AND a.id = s.agreement_id
    JOIN invoices i ON i.organization_id = s.organization_id AND i.id = s.invoice_id
    WHERE ($1::text IS NULL OR s.organization_id = $1) AND (s.amount <> i.total OR i.account_id <> a.account_id)`,

  'scheduled invoice that was closed is not owed': `
    SELECT s.id AS subject, i.open || ' of it are open' AS message FROM scheduled_invoices s
    JOIN invoices i ON i.organization_id = s.organization_id AND i.id = s.invoice_id
    WHERE ($1::text IS NULL OR s.organization_id = $1) AND s.closed_at IS NOT NULL AND i.open > 0`,

  'closed schedule has nothing more to issue': `
    SELECT s.id AS subject, 'it is due on ' || s.due_on || ', its schedule was closed at ' || c.closed_at AS message FROM scheduled_invoices s
    JOIN agreement_schedules c ON c.organization_id = s.organization_id AND c.id = s.schedule_id
    WHERE ($1::text IS NULL OR s.organization_id = $1) AND s.closed_at IS NULL AND s.invoice_id IS NULL
      AND s.due_on > c.closed_at::date + 1`,

  'agreement has all its versions': `
    SELECT a.id AS subject, 'it is at version ' || a.version || ' and keeps ' || count(v.version) || ' before it' AS message FROM agreements a
    LEFT JOIN agreement_versions v ON v.organization_id = a.organization_id AND v.agreement_id = a.id
    WHERE ($1::text IS NULL OR a.organization_id = $1)
    GROUP BY a.organization_id, a.id, a.version HAVING count(v.version) <> a.version - 1`,

  'completed draft ended a version of its agreement': `
    SELECT c.id AS subject, 'it is ' || c.state || ' and ended ' || count(v.version) || ' versions' AS message FROM changes c
    LEFT JOIN agreement_versions v ON v.organization_id = c.organization_id AND v.change_id = c.id
    WHERE c.kind = 'agreement-change' AND ($1::text IS NULL OR c.organization_id = $1)
    GROUP BY c.organization_id, c.id, c.state HAVING count(v.version) <> CASE c.state WHEN 'completed' THEN 1 ELSE 0 END`,
};
