-- AlterTable
ALTER TABLE "accounts" ADD COLUMN     "use_credit_automatically" BOOLEAN;

-- AlterTable
ALTER TABLE "payment_endpoints" ADD COLUMN     "api_key" TEXT;

-- AlterTable
ALTER TABLE "payment_refunds" ADD COLUMN     "by" TEXT,
ADD COLUMN     "error" TEXT,
ADD COLUMN     "reason" TEXT,
ADD COLUMN     "state" TEXT NOT NULL DEFAULT 'made',
ALTER COLUMN "external_id" DROP NOT NULL;

-- CreateTable
CREATE TABLE "checkouts" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "invoice_id" TEXT,
    "subscription_id" TEXT,
    "change_id" TEXT,
    "amount" DECIMAL(24,4) NOT NULL,
    "currency" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "return_url" TEXT,
    "state" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "gateway_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "external_id" TEXT,
    "pay_url" TEXT,
    "error" TEXT,
    "payment_id" TEXT,
    "by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "checkouts_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "gateway_calls" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "available_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "gateway_calls_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "sandbox_checkouts" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "amount" DECIMAL(24,4) NOT NULL,
    "currency" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "names" JSONB NOT NULL,
    "return_url" TEXT,
    "state" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sandbox_checkouts_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "sandbox_payments" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "checkout_id" TEXT NOT NULL,
    "amount" DECIMAL(24,4) NOT NULL,
    "currency" TEXT NOT NULL,
    "paid_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sandbox_payments_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "sandbox_refunds" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "amount" DECIMAL(24,4) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sandbox_refunds_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "sandbox_webhooks" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "available_at" TIMESTAMPTZ(3) NOT NULL,
    "delivered_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sandbox_webhooks_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateIndex
CREATE INDEX "checkouts_organization_id_account_id_id_idx" ON "checkouts"("organization_id", "account_id", "id");

-- CreateIndex
CREATE INDEX "checkouts_state_expires_at_idx" ON "checkouts"("state", "expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "gateway_calls_id_key" ON "gateway_calls"("id");

-- CreateIndex
CREATE INDEX "gateway_calls_state_available_at_idx" ON "gateway_calls"("state", "available_at");

-- CreateIndex
CREATE UNIQUE INDEX "gateway_calls_organization_id_idempotency_key_key" ON "gateway_calls"("organization_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_checkouts_id_key" ON "sandbox_checkouts"("id");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_checkouts_organization_id_idempotency_key_key" ON "sandbox_checkouts"("organization_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_payments_organization_id_checkout_id_key" ON "sandbox_payments"("organization_id", "checkout_id");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_refunds_organization_id_idempotency_key_key" ON "sandbox_refunds"("organization_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_webhooks_id_key" ON "sandbox_webhooks"("id");

-- CreateIndex
CREATE INDEX "sandbox_webhooks_available_at_idx" ON "sandbox_webhooks"("available_at");

-- AddForeignKey
ALTER TABLE "checkouts" ADD CONSTRAINT "checkouts_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "checkouts" ADD CONSTRAINT "checkouts_organization_id_account_id_fkey" FOREIGN KEY ("organization_id", "account_id") REFERENCES "accounts"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "checkouts" ADD CONSTRAINT "checkouts_organization_id_endpoint_id_fkey" FOREIGN KEY ("organization_id", "endpoint_id") REFERENCES "payment_endpoints"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "checkouts" ADD CONSTRAINT "checkouts_organization_id_invoice_id_fkey" FOREIGN KEY ("organization_id", "invoice_id") REFERENCES "invoices"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "checkouts" ADD CONSTRAINT "checkouts_organization_id_payment_id_fkey" FOREIGN KEY ("organization_id", "payment_id") REFERENCES "payments"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "gateway_calls" ADD CONSTRAINT "gateway_calls_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "gateway_calls" ADD CONSTRAINT "gateway_calls_organization_id_endpoint_id_fkey" FOREIGN KEY ("organization_id", "endpoint_id") REFERENCES "payment_endpoints"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sandbox_checkouts" ADD CONSTRAINT "sandbox_checkouts_organization_id_endpoint_id_fkey" FOREIGN KEY ("organization_id", "endpoint_id") REFERENCES "payment_endpoints"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sandbox_payments" ADD CONSTRAINT "sandbox_payments_organization_id_checkout_id_fkey" FOREIGN KEY ("organization_id", "checkout_id") REFERENCES "sandbox_checkouts"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sandbox_refunds" ADD CONSTRAINT "sandbox_refunds_organization_id_payment_id_fkey" FOREIGN KEY ("organization_id", "payment_id") REFERENCES "sandbox_payments"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sandbox_webhooks" ADD CONSTRAINT "sandbox_webhooks_organization_id_endpoint_id_fkey" FOREIGN KEY ("organization_id", "endpoint_id") REFERENCES "payment_endpoints"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "checkouts" ADD CONSTRAINT "checkouts_organization_id_change_id_fkey" FOREIGN KEY ("organization_id", "change_id") REFERENCES "changes"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- From here on by hand: what the schema language cannot say. Each of these is tested by what it refuses.

ALTER TABLE payment_endpoints
  ADD CONSTRAINT payment_endpoints_api_key CHECK (api_key IS NULL OR provider = 'stripe');

ALTER TABLE payment_refunds
  ADD CONSTRAINT payment_refunds_state CHECK (state IN ('requested', 'made', 'refused')),
  ADD CONSTRAINT payment_refunds_asked_for_by_somebody CHECK (state = 'made' OR by IS NOT NULL),
  ADD CONSTRAINT payment_refunds_made_has_its_id CHECK (state <> 'made' OR external_id IS NOT NULL),
  ADD CONSTRAINT payment_refunds_only_made_takes CHECK (state = 'made' OR taken IS NULL),
  ADD CONSTRAINT payment_refunds_refused_has_its_reason CHECK ((state = 'refused') = (error IS NOT NULL));

DROP TRIGGER immutable ON payment_refunds;
CREATE TRIGGER immutable BEFORE UPDATE ON payment_refunds
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('payment_id', 'taken', 'external_id', 'state', 'error', 'at');

-- Each step of a refund and of a checkout is made once, and only forward.
CREATE FUNCTION refuse_step_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% % is % and cannot become %', TG_TABLE_NAME, OLD.id, OLD.state, NEW.state
    USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_forward';
END $$;

CREATE TRIGGER forward BEFORE UPDATE ON payment_refunds
  FOR EACH ROW WHEN (OLD.state <> 'requested' AND NEW.state <> OLD.state) EXECUTE FUNCTION refuse_step_back();

ALTER TABLE checkouts
  ADD CONSTRAINT checkouts_amount CHECK (amount > 0),
  ADD CONSTRAINT checkouts_currency CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT checkouts_state CHECK (state IN ('opening', 'open', 'paid', 'expired', 'failed')),
  ADD CONSTRAINT checkouts_open_has_its_page CHECK (state <> 'open' OR (external_id IS NOT NULL AND pay_url IS NOT NULL)),
  ADD CONSTRAINT checkouts_paid_has_its_payment CHECK ((state = 'paid') = (payment_id IS NOT NULL)),
  ADD CONSTRAINT checkouts_failed_has_its_reason CHECK ((state = 'failed') = (error IS NOT NULL)),
  ADD CONSTRAINT checkouts_closed CHECK ((state IN ('opening', 'open')) = (closed_at IS NULL));

-- One that pays an invoice is the only one that is open for it.
CREATE UNIQUE INDEX checkouts_one_open_of_an_invoice ON checkouts (organization_id, invoice_id) WHERE state IN ('opening', 'open');

CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON checkouts EXECUTE FUNCTION refuse_change();
CREATE TRIGGER immutable BEFORE UPDATE ON checkouts
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('state', 'external_id', 'pay_url', 'error', 'payment_id', 'closed_at');
-- Money that comes late still pays: only what is paid stays so.
CREATE TRIGGER forward BEFORE UPDATE ON checkouts
  FOR EACH ROW WHEN (OLD.state <> NEW.state AND (OLD.state = 'paid' OR (OLD.state IN ('expired', 'failed') AND NEW.state <> 'paid')
    OR (OLD.state = 'open' AND NEW.state = 'opening'))) EXECUTE FUNCTION refuse_step_back();

ALTER TABLE gateway_calls
  ADD CONSTRAINT gateway_calls_kind CHECK (kind IN ('create-checkout', 'expire-checkout', 'refund')),
  ADD CONSTRAINT gateway_calls_state CHECK (state IN ('waiting', 'done', 'refused'));

CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON gateway_calls EXECUTE FUNCTION refuse_change();
CREATE TRIGGER immutable BEFORE UPDATE ON gateway_calls
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('state', 'available_at', 'attempts', 'last_error');
CREATE TRIGGER forward BEFORE UPDATE ON gateway_calls
  FOR EACH ROW WHEN (OLD.state <> 'waiting' AND NEW.state <> OLD.state) EXECUTE FUNCTION refuse_step_back();

ALTER TABLE sandbox_checkouts
  ADD CONSTRAINT sandbox_checkouts_amount CHECK (amount > 0),
  ADD CONSTRAINT sandbox_checkouts_state CHECK (state IN ('open', 'paid', 'expired'));
ALTER TABLE sandbox_refunds ADD CONSTRAINT sandbox_refunds_amount CHECK (amount > 0);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sandbox_payments EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sandbox_refunds EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON sandbox_webhooks EXECUTE FUNCTION refuse_change();
