import { allCurrencies, minorUnit } from '../../domain/money/currency.js';

/** Writes the SQL that gives the decimals of a currency: 2, but for those that have others. */
function decimalsOf(column: string): string {
  const others = allCurrencies().filter((it) => minorUnit(it) !== 2);
  return `CASE ${column} ${others.map((it) => `WHEN '${it}' THEN ${minorUnit(it)}`).join(' ')} ELSE 2 END`;
}

const UNUSED_SECONDS = `least(lot.seconds, greatest(0,
  lot.seconds - floor(extract(epoch FROM service.earned_until - lot.starts_at))))`;

const IN_ORGANIZATION = (column: string) => `($1::text IS NULL OR ${column} = $1)`;

/** What has to agree about time and bookings; each query gives what does not: `subject` and `message`. $1 is the organization, or null for all. */
export const PAYG_CHECKS: Readonly<Record<string, string>> = {
  'unearned time is what is left of the lots': `
    SELECT coalesce(b.account_id, l.account_id) AS subject,
      'the ledger says ' || -coalesce(b.amount, 0) || ', the lots ' || coalesce(l.amount, 0) AS message
    FROM (SELECT * FROM balances WHERE ledger_account = 'unearned-time' AND ${IN_ORGANIZATION('organization_id')}) b
    FULL JOIN (SELECT subscription.organization_id, subscription.account_id, account.currency,
        sum(round(lot.amount * ${UNUSED_SECONDS} / lot.seconds, ${decimalsOf('account.currency')})) AS amount
      FROM time_lots lot
      JOIN payg_services service ON service.organization_id = lot.organization_id AND service.subscription_id = lot.subscription_id
      JOIN subscriptions subscription ON subscription.organization_id = lot.organization_id AND subscription.id = lot.subscription_id
      JOIN accounts account ON account.organization_id = lot.organization_id AND account.id = subscription.account_id
      WHERE lot.seconds > 0 AND ${IN_ORGANIZATION('lot.organization_id')} GROUP BY 1, 2, 3) l
    USING (organization_id, account_id, currency) WHERE -coalesce(b.amount, 0) <> coalesce(l.amount, 0)`,

  'time bought less taken back is the time that it is on': `
    SELECT service.subscription_id AS subject,
      coalesce(t.seconds, 0) || ' seconds by its transactions, ' || coalesce(s.seconds, 0) || ' by its stretches' AS message
    FROM payg_services service
    LEFT JOIN (SELECT organization_id, subscription_id, sum(seconds) AS seconds FROM on_time_transactions GROUP BY 1, 2) t
      USING (organization_id, subscription_id)
    LEFT JOIN (SELECT organization_id, subscription_id, sum(extract(epoch FROM to_at - from_at)) AS seconds FROM on_spans GROUP BY 1, 2) s
      USING (organization_id, subscription_id)
    WHERE ${IN_ORGANIZATION('service.organization_id')} AND coalesce(t.seconds, 0) <> coalesce(s.seconds, 0)`,

  'stretches do not overlap': `
    SELECT subscription_id AS subject, 'one ends at ' || to_at || ', the next begins at ' || next_at AS message
    FROM (SELECT organization_id, subscription_id, to_at,
        lead(from_at) OVER (PARTITION BY organization_id, subscription_id ORDER BY from_at) AS next_at
      FROM on_spans WHERE ${IN_ORGANIZATION('organization_id')}) spans
    WHERE next_at < to_at`,

  'lots follow one another': `
    SELECT subscription_id AS subject, 'a lot ends at ' || ends_at || ', the next begins at ' || next_at AS message
    FROM (SELECT lot.organization_id, lot.subscription_id, lot.ends_at,
        lead(lot.starts_at) OVER (PARTITION BY lot.organization_id, lot.subscription_id ORDER BY lot.starts_at, lot.id) AS next_at
      FROM time_lots lot JOIN payg_services service USING (organization_id, subscription_id)
      WHERE lot.seconds > 0 AND lot.ends_at > service.earned_until AND ${IN_ORGANIZATION('lot.organization_id')}) lots
    WHERE next_at <> ends_at`,

  'time ends with the last stretch': `
    SELECT service.subscription_id AS subject, 'its lots end at ' || l.ends_at || ', its stretches at ' || s.to_at AS message
    FROM payg_services service
    JOIN (SELECT organization_id, subscription_id, max(ends_at) AS ends_at FROM time_lots WHERE seconds > 0 GROUP BY 1, 2) l
      USING (organization_id, subscription_id)
    JOIN (SELECT organization_id, subscription_id, max(to_at) AS to_at FROM on_spans GROUP BY 1, 2) s
      USING (organization_id, subscription_id)
    WHERE ${IN_ORGANIZATION('service.organization_id')} AND l.ends_at > service.earned_until AND l.ends_at <> s.to_at`,

  'down payments are what the bookings hold': `
    SELECT coalesce(b.account_id, h.account_id) AS subject,
      'the ledger says ' || -coalesce(b.amount, 0) || ', the open bookings ' || coalesce(h.amount, 0) AS message
    FROM (SELECT * FROM balances WHERE ledger_account = 'down-payment' AND ${IN_ORGANIZATION('organization_id')}) b
    FULL JOIN (SELECT organization_id, account_id, data -> 'quote' ->> 'currency' AS currency, sum((held ->> 'amount')::numeric) AS amount
      FROM changes, jsonb_array_elements(data -> 'holdings') held
      WHERE kind = 'payg-upgrade-booking' AND closed_at IS NULL AND ${IN_ORGANIZATION('organization_id')} GROUP BY 1, 2, 3) h
    USING (organization_id, account_id, currency) WHERE -coalesce(b.amount, 0) <> coalesce(h.amount, 0)`,

  'a booking is as far as its money': `
    SELECT id AS subject, 'it is ' || state || ' with ' || paid || ' of ' || down_payment AS message
    FROM (SELECT id, state, (data -> 'quote' ->> 'downPayment')::numeric AS down_payment,
        (SELECT coalesce(sum((held ->> 'amount')::numeric), 0) FROM jsonb_array_elements(data -> 'holdings') held) AS paid
      FROM changes WHERE kind = 'payg-upgrade-booking' AND ${IN_ORGANIZATION('organization_id')}) bookings
    WHERE CASE WHEN state IN ('install-collect', 'collected') THEN paid <> down_payment
      WHEN state IN ('awaiting-downpayment', 'settling', 'expired', 'needs-attention') THEN paid >= down_payment ELSE false END`,

  'a booking holds the payments that are allocated to it': `
    SELECT c.id AS subject, 'allocated ' || coalesce(a.amount, 0) || ', held ' || h.amount AS message
    FROM (SELECT organization_id, id, CASE WHEN state IN ('expired', 'cancelled') THEN 0 ELSE
        (SELECT coalesce(sum((held ->> 'amount')::numeric - (held ->> 'goodwill')::numeric), 0)
          FROM jsonb_array_elements(data -> 'holdings') held WHERE held ->> 'paymentId' IS NOT NULL) END AS amount
      FROM changes WHERE kind = 'payg-upgrade-booking' AND ${IN_ORGANIZATION('organization_id')}) h
    JOIN changes c ON c.organization_id = h.organization_id AND c.id = h.id
    LEFT JOIN (SELECT organization_id, change_id, sum(amount) AS amount FROM payment_allocations WHERE kind = 'booking' GROUP BY 1, 2) a
      ON a.organization_id = h.organization_id AND a.change_id = h.id
    WHERE coalesce(a.amount, 0) <> h.amount`,

  'conversion held is what is linked to it': `
    SELECT coalesce(b.account_id, p.account_id) AS subject,
      'the ledger says ' || -coalesce(b.amount, 0) || ', the linked payments ' || coalesce(p.amount, 0) AS message
    FROM (SELECT * FROM balances WHERE ledger_account = 'conversion-held' AND ${IN_ORGANIZATION('organization_id')}) b
    FULL JOIN (SELECT s.organization_id, s.account_id, account.currency, sum(p.amount) AS amount FROM conversion_payments p
      JOIN subscriptions s ON s.organization_id = p.organization_id AND s.id = p.subscription_id
      JOIN accounts account ON account.organization_id = s.organization_id AND account.id = s.account_id
      WHERE p.used_by IS NULL AND ${IN_ORGANIZATION('p.organization_id')} GROUP BY 1, 2, 3) p
    USING (organization_id, account_id, currency) WHERE -coalesce(b.amount, 0) <> coalesce(p.amount, 0)`,

  'a payment that is time is in the on-time transactions': `
    SELECT p.id AS subject, 'allocated to time ' || coalesce(a.amount, 0) || ', its transactions ' || coalesce(t.amount, 0) AS message
    FROM payments p
    LEFT JOIN (SELECT organization_id, payment_id, sum(amount) AS amount FROM payment_allocations WHERE kind = 'time' GROUP BY 1, 2) a
      ON a.organization_id = p.organization_id AND a.payment_id = p.id
    LEFT JOIN (SELECT organization_id, payment_id, sum(amount) AS amount FROM on_time_transactions WHERE payment_id IS NOT NULL GROUP BY 1, 2) t
      ON t.organization_id = p.organization_id AND t.payment_id = p.id
    WHERE ${IN_ORGANIZATION('p.organization_id')} AND coalesce(a.amount, 0) <> coalesce(t.amount, 0)
      AND NOT EXISTS (SELECT 1 FROM payment_refunds r WHERE r.organization_id = p.organization_id AND r.payment_id = p.id)`,
};
