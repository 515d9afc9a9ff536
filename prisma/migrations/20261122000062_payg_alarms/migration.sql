-- Used time is posted as earned as a month begins and as the time ends: the relay looks for subscriptions of which that is due.

CREATE INDEX subscriptions_payg_due ON subscriptions (next_due_at) WHERE kind = 'payg' AND status <> 'cancelled';

-- Those that have time now are looked at once, and each records when it is due next.
UPDATE subscriptions SET next_due_at = service.earned_until
FROM payg_services service
WHERE service.organization_id = subscriptions.organization_id AND service.subscription_id = subscriptions.id
  AND subscriptions.status <> 'cancelled'
  AND EXISTS (SELECT 1 FROM time_lots lot WHERE lot.organization_id = service.organization_id
    AND lot.subscription_id = service.subscription_id AND lot.seconds > 0 AND lot.ends_at > service.earned_until);
