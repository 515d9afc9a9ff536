-- Prepaid services: billing periods, pauses, the walled garden, outgoing webhooks (PS-01 to PS-16).
ALTER TABLE organizations ADD COLUMN private_webhooks BOOLEAN NOT NULL DEFAULT false;

ALTER TABLE subscriptions
  ADD COLUMN billing_period_months INTEGER,
  ADD COLUMN status_revision INTEGER NOT NULL DEFAULT 0,
  ADD CONSTRAINT subscriptions_billing_period_months CHECK (billing_period_months >= 1),
  ADD CONSTRAINT subscriptions_status_revision CHECK (status_revision >= 0);

ALTER TABLE recurring_charges
  ADD COLUMN counted_to DATE,
  ADD CONSTRAINT recurring_charges_counted_to CHECK (counted_to > to_date);

CREATE TABLE billing_periods (
    organization_id TEXT NOT NULL,
    price_version_id TEXT NOT NULL,
    months INTEGER NOT NULL,
    price DECIMAL(24,4) NOT NULL,

    CONSTRAINT billing_periods_pkey PRIMARY KEY (organization_id, price_version_id, months),
    CONSTRAINT billing_periods_months CHECK (months >= 1),
    CONSTRAINT billing_periods_price CHECK (price >= 0)
);
ALTER TABLE billing_periods ADD CONSTRAINT billing_periods_organization_id_price_version_id_fkey
  FOREIGN KEY (organization_id, price_version_id) REFERENCES price_versions (organization_id, id) ON DELETE NO ACTION ON UPDATE NO ACTION;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON billing_periods EXECUTE FUNCTION refuse_change();

CREATE TABLE network_addresses (
    organization_id TEXT NOT NULL,
    subscription_id TEXT NOT NULL,
    address TEXT NOT NULL,

    CONSTRAINT network_addresses_pkey PRIMARY KEY (organization_id, subscription_id, address)
);
CREATE INDEX network_addresses_organization_id_address_idx ON network_addresses (organization_id, address);
ALTER TABLE network_addresses ADD CONSTRAINT network_addresses_organization_id_subscription_id_fkey
  FOREIGN KEY (organization_id, subscription_id) REFERENCES subscriptions (organization_id, id) ON DELETE NO ACTION ON UPDATE NO ACTION;

CREATE TABLE garden_secrets (
    organization_id TEXT NOT NULL,
    secret TEXT NOT NULL,
    previous_secret TEXT,
    previous_until TIMESTAMPTZ(3),
    recorded_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT garden_secrets_pkey PRIMARY KEY (organization_id),
    CONSTRAINT garden_secrets_previous_is_whole CHECK ((previous_secret IS NULL) = (previous_until IS NULL))
);
ALTER TABLE garden_secrets ADD CONSTRAINT garden_secrets_organization_id_fkey
  FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE NO ACTION ON UPDATE NO ACTION;

CREATE TABLE webhook_endpoints (
    organization_id TEXT NOT NULL,
    id TEXT NOT NULL,
    url TEXT NOT NULL,
    events TEXT[],
    secret TEXT NOT NULL,
    previous_secret TEXT,
    previous_until TIMESTAMPTZ(3),
    removed_at TIMESTAMPTZ(3),
    recorded_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT webhook_endpoints_secret CHECK (secret LIKE 'whsec_%'),
    CONSTRAINT webhook_endpoints_previous_is_whole CHECK ((previous_secret IS NULL) = (previous_until IS NULL))
);
ALTER TABLE webhook_endpoints ADD CONSTRAINT webhook_endpoints_organization_id_fkey
  FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE NO ACTION ON UPDATE NO ACTION;

CREATE TABLE webhook_deliveries (
    organization_id TEXT NOT NULL,
    id TEXT NOT NULL,
    endpoint_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    log JSONB NOT NULL DEFAULT '[]',
    at TIMESTAMPTZ(3) NOT NULL,
    closed_at TIMESTAMPTZ(3),
    recorded_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT webhook_deliveries_state CHECK (state IN ('waiting', 'delivered', 'failed')),
    CONSTRAINT webhook_deliveries_attempts CHECK (attempts >= 0),
    CONSTRAINT webhook_deliveries_closed_at CHECK ((closed_at IS NULL) = (state = 'waiting'))
);
CREATE UNIQUE INDEX webhook_deliveries_organization_id_endpoint_id_message_id_key
  ON webhook_deliveries (organization_id, endpoint_id, message_id);
ALTER TABLE webhook_deliveries ADD CONSTRAINT webhook_deliveries_organization_id_endpoint_id_fkey
  FOREIGN KEY (organization_id, endpoint_id) REFERENCES webhook_endpoints (organization_id, id) ON DELETE NO ACTION ON UPDATE NO ACTION;
