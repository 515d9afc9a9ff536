-- AlterTable
ALTER TABLE "history_entries" ALTER COLUMN "subscription_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "settlements" ADD COLUMN     "payment_id" TEXT;

-- CreateTable
CREATE TABLE "payments" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "account_id" TEXT,
    "amount" DECIMAL(24,4) NOT NULL,
    "currency" TEXT NOT NULL,
    "paid_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "reference" TEXT,
    "state" TEXT NOT NULL,
    "why" TEXT,
    "source" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "reason" TEXT,
    "names" JSONB NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payments_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "payment_allocations" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "invoice_id" TEXT,
    "refund_id" TEXT,
    "amount" DECIMAL(24,4) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payment_allocations_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "payment_refunds" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "payment_external_id" TEXT NOT NULL,
    "payment_id" TEXT,
    "kind" TEXT NOT NULL,
    "amount" DECIMAL(24,4) NOT NULL,
    "currency" TEXT NOT NULL,
    "taken" DECIMAL(24,4),
    "at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payment_refunds_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "payment_endpoints" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "previous_secret" TEXT,
    "previous_until" TIMESTAMPTZ(3),
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payment_endpoints_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "inbox_events" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_events_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateIndex
CREATE INDEX "payments_organization_id_account_id_id_idx" ON "payments"("organization_id", "account_id", "id");

-- CreateIndex
CREATE INDEX "payments_organization_id_state_id_idx" ON "payments"("organization_id", "state", "id");

-- CreateIndex
CREATE UNIQUE INDEX "payments_organization_id_provider_external_id_key" ON "payments"("organization_id", "provider", "external_id");

-- CreateIndex
CREATE INDEX "payment_allocations_organization_id_payment_id_idx" ON "payment_allocations"("organization_id", "payment_id");

-- CreateIndex
CREATE INDEX "payment_refunds_organization_id_provider_payment_external_i_idx" ON "payment_refunds"("organization_id", "provider", "payment_external_id");

-- CreateIndex
CREATE INDEX "payment_refunds_organization_id_payment_id_idx" ON "payment_refunds"("organization_id", "payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_refunds_organization_id_provider_external_id_key" ON "payment_refunds"("organization_id", "provider", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_endpoints_id_key" ON "payment_endpoints"("id");

-- CreateIndex
CREATE UNIQUE INDEX "inbox_events_organization_id_provider_event_id_key" ON "inbox_events"("organization_id", "provider", "event_id");

-- CreateIndex
CREATE INDEX "history_entries_organization_id_account_id_sequence_idx" ON "history_entries"("organization_id", "account_id", "sequence");

-- CreateIndex
CREATE INDEX "settlements_organization_id_payment_id_idx" ON "settlements"("organization_id", "payment_id");

-- AddForeignKey
ALTER TABLE "settlements" ADD CONSTRAINT "settlements_organization_id_payment_id_fkey" FOREIGN KEY ("organization_id", "payment_id") REFERENCES "payments"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "payments" ADD CONSTRAINT "payments_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "payments" ADD CONSTRAINT "payments_organization_id_account_id_fkey" FOREIGN KEY ("organization_id", "account_id") REFERENCES "accounts"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "payment_allocations" ADD CONSTRAINT "payment_allocations_organization_id_payment_id_fkey" FOREIGN KEY ("organization_id", "payment_id") REFERENCES "payments"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "payment_allocations" ADD CONSTRAINT "payment_allocations_organization_id_invoice_id_fkey" FOREIGN KEY ("organization_id", "invoice_id") REFERENCES "invoices"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "payment_allocations" ADD CONSTRAINT "payment_allocations_organization_id_refund_id_fkey" FOREIGN KEY ("organization_id", "refund_id") REFERENCES "payment_refunds"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "payment_refunds" ADD CONSTRAINT "payment_refunds_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "payment_refunds" ADD CONSTRAINT "payment_refunds_organization_id_payment_id_fkey" FOREIGN KEY ("organization_id", "payment_id") REFERENCES "payments"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "payment_endpoints" ADD CONSTRAINT "payment_endpoints_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "inbox_events" ADD CONSTRAINT "inbox_events_organization_id_endpoint_id_fkey" FOREIGN KEY ("organization_id", "endpoint_id") REFERENCES "payment_endpoints"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- From here on by hand: what the schema language cannot say. Each of these is tested by what it refuses.

ALTER TABLE payments
  ADD CONSTRAINT payments_amount CHECK (amount > 0),
  ADD CONSTRAINT payments_currency CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT payments_source CHECK (source IN ('manual', 'webhook')),
  ADD CONSTRAINT payments_provider CHECK (provider IN ('manual', 'sandbox', 'stripe') AND (provider = 'manual') = (source = 'manual')),
  ADD CONSTRAINT payments_state CHECK (state IN ('allocated', 'unallocated')),
  ADD CONSTRAINT payments_why CHECK (why IN ('unknown-account', 'unknown-name', 'several-candidates', 'foreign-currency')),
  ADD CONSTRAINT payments_unallocated_has_its_reason CHECK ((why IS NOT NULL) = (state = 'unallocated')),
  ADD CONSTRAINT payments_allocated_has_an_account CHECK (state = 'unallocated' OR account_id IS NOT NULL);

ALTER TABLE payment_allocations
  ADD CONSTRAINT payment_allocations_kind CHECK (kind IN ('invoice', 'account-credit')),
  ADD CONSTRAINT payment_allocations_invoice CHECK ((kind = 'invoice') = (invoice_id IS NOT NULL)),
  ADD CONSTRAINT payment_allocations_only_a_refund_takes CHECK (CASE WHEN refund_id IS NULL THEN amount > 0 ELSE amount < 0 END);

ALTER TABLE payment_refunds
  ADD CONSTRAINT payment_refunds_amount CHECK (amount > 0),
  ADD CONSTRAINT payment_refunds_currency CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT payment_refunds_kind CHECK (kind IN ('refund', 'dispute')),
  ADD CONSTRAINT payment_refunds_taken CHECK (taken BETWEEN 0 AND amount),
  ADD CONSTRAINT payment_refunds_taken_from_a_payment CHECK ((taken IS NULL) = (payment_id IS NULL));

ALTER TABLE payment_endpoints
  ADD CONSTRAINT payment_endpoints_provider CHECK (provider IN ('sandbox', 'stripe')),
  ADD CONSTRAINT payment_endpoints_previous_has_an_end CHECK ((previous_secret IS NULL) = (previous_until IS NULL));

ALTER TABLE settlements
  DROP CONSTRAINT settlements_source,
  DROP CONSTRAINT settlements_amount,
  ADD CONSTRAINT settlements_source CHECK (source IN ('account-credit', 'payment')),
  ADD CONSTRAINT settlements_payment CHECK ((source = 'payment') = (payment_id IS NOT NULL)),
  ADD CONSTRAINT settlements_amount CHECK (amount <> 0);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_allocations EXECUTE FUNCTION refuse_change();

CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON payments EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON payment_refunds EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON inbox_events EXECUTE FUNCTION refuse_change();

CREATE TRIGGER immutable BEFORE UPDATE ON payments
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('account_id', 'state', 'why');
CREATE TRIGGER immutable BEFORE UPDATE ON payment_refunds
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('payment_id', 'taken');
CREATE TRIGGER immutable BEFORE UPDATE ON inbox_events
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('outcome');

-- Where a payment went and whose it is are decided once.
CREATE FUNCTION refuse_reallocation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'payment % is allocated already', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_allocated_once';
END $$;

CREATE TRIGGER allocated_once BEFORE UPDATE ON payments
  FOR EACH ROW WHEN (OLD.state = 'allocated') EXECUTE FUNCTION refuse_reallocation();
