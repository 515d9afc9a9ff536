/** Checks of checkouts and refunds against what the providers did; as in `verify.store.ts`, each gives what does not agree. */
export const GATEWAY_CHECKS: Readonly<Record<string, string>> = {
  'a payment of the sandbox is counted once': `
    SELECT s.id AS subject, CASE WHEN p.id IS NULL THEN 'its webhook was taken in and it is not counted'
      ELSE 'paid ' || s.amount || ' ' || s.currency || ', counted ' || p.amount || ' ' || p.currency END AS message
    FROM sandbox_payments s LEFT JOIN payments p
      ON p.organization_id = s.organization_id AND p.provider = 'sandbox' AND p.external_id = s.id
    WHERE ($1::text IS NULL OR s.organization_id = $1) AND CASE WHEN p.id IS NOT NULL THEN p.amount <> s.amount OR p.currency <> s.currency
      ELSE NOT EXISTS (SELECT 1 FROM sandbox_webhooks w WHERE w.organization_id = s.organization_id AND w.delivered_at IS NULL
        AND w.body::jsonb -> 'data' ->> 'paymentId' = s.id) END`,

  'a payment that is counted was made at the sandbox': `
    SELECT p.id AS subject, 'the sandbox knows no payment ' || p.external_id AS message FROM payments p
    WHERE ($1::text IS NULL OR p.organization_id = $1) AND p.provider = 'sandbox' AND p.external_id LIKE 'sbp\\_%'
      AND NOT EXISTS (SELECT 1 FROM sandbox_payments s WHERE s.organization_id = p.organization_id AND s.id = p.external_id)`,

  'a refund of the sandbox is counted once': `
    SELECT s.id AS subject, 'refunded ' || s.amount || ', counted ' || coalesce(sum(r.amount), 0) || ' by ' || count(r.id) || ' refunds' AS message
    FROM sandbox_refunds s LEFT JOIN payment_refunds r ON r.organization_id = s.organization_id AND r.provider = 'sandbox'
      AND r.external_id = s.id AND r.state = 'made'
    WHERE ($1::text IS NULL OR s.organization_id = $1)
      AND NOT EXISTS (SELECT 1 FROM sandbox_webhooks w WHERE w.organization_id = s.organization_id AND w.delivered_at IS NULL
        AND w.body::jsonb -> 'data' ->> 'refundId' = s.id)
    GROUP BY s.organization_id, s.id, s.amount HAVING count(r.id) <> 1 OR sum(r.amount) <> s.amount`,

  'a refund that was started is made at the sandbox once': `
    SELECT r.id AS subject, 'it is ' || r.state || ', the sandbox made ' || count(s.id) AS message FROM payment_refunds r
    LEFT JOIN sandbox_refunds s ON s.organization_id = r.organization_id AND s.idempotency_key = 'refund/' || r.id
    WHERE ($1::text IS NULL OR r.organization_id = $1) AND r.provider = 'sandbox' AND r.by IS NOT NULL AND r.state <> 'requested'
    GROUP BY r.organization_id, r.id, r.state HAVING count(s.id) <> CASE r.state WHEN 'made' THEN 1 ELSE 0 END`,

  'refunds are not more than their payment': `
    SELECT p.id AS subject, 'paid ' || p.amount || ', under way ' || sum(r.amount) || ', taken back ' || coalesce(max(t.taken), 0) AS message
    FROM payments p JOIN payment_refunds r ON r.organization_id = p.organization_id AND r.provider = p.provider
      AND r.payment_external_id = p.external_id AND r.state = 'requested' AND r.currency = p.currency
    LEFT JOIN (SELECT organization_id, payment_id, sum(taken) AS taken FROM payment_refunds GROUP BY 1, 2) t
      ON t.organization_id = p.organization_id AND t.payment_id = p.id
    WHERE ($1::text IS NULL OR p.organization_id = $1) GROUP BY p.organization_id, p.id, p.amount
    HAVING sum(r.amount) + coalesce(max(t.taken), 0) > p.amount`,

  'a refund that was made took its money back': `
    SELECT r.id AS subject, 'it was made and took nothing' AS message FROM payment_refunds r
    WHERE ($1::text IS NULL OR r.organization_id = $1) AND r.by IS NOT NULL AND r.state = 'made' AND r.payment_id IS NULL`,

  'a checkout at the provider is one of ours': `
    SELECT c.id AS subject, 'it is ' || c.state || ', at the sandbox ' || s.state AS message FROM checkouts c
    JOIN sandbox_checkouts s ON s.organization_id = c.organization_id AND s.id = c.external_id
    WHERE ($1::text IS NULL OR c.organization_id = $1)
      AND (s.amount <> c.amount OR s.currency <> c.currency OR (c.state = 'paid' AND s.state <> 'paid'))`,

  'what a provider was asked for is written down': `
    SELECT g.idempotency_key AS subject, 'the provider has answered, and its checkout is ' || c.state AS message FROM gateway_calls g
    JOIN checkouts c ON c.organization_id = g.organization_id AND c.id = g.subject_id
    WHERE ($1::text IS NULL OR g.organization_id = $1) AND g.kind = 'create-checkout' AND g.state <> 'waiting' AND c.state = 'opening'
    UNION ALL
    SELECT g.idempotency_key, 'it was answered, and the refund is without an answer' FROM gateway_calls g
    JOIN payment_refunds r ON r.organization_id = g.organization_id AND r.id = g.subject_id
    WHERE ($1::text IS NULL OR g.organization_id = $1) AND g.kind = 'refund' AND g.state <> 'waiting'
      AND r.state = 'requested' AND r.external_id IS NULL`,

  'what is asked of a provider is stored to be asked': `
    SELECT c.id AS subject, 'it is opening and nobody is to ask for it' AS message FROM checkouts c
    WHERE ($1::text IS NULL OR c.organization_id = $1) AND c.state = 'opening'
      AND NOT EXISTS (SELECT 1 FROM gateway_calls g WHERE g.organization_id = c.organization_id AND g.subject_id = c.id)
    UNION ALL
    SELECT r.id, 'it is requested and nobody is to ask for it' FROM payment_refunds r
    WHERE ($1::text IS NULL OR r.organization_id = $1) AND r.state = 'requested'
      AND NOT EXISTS (SELECT 1 FROM gateway_calls g WHERE g.organization_id = r.organization_id AND g.subject_id = r.id)`,
};
