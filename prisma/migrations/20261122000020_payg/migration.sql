-- AlterTable
ALTER TABLE "accounts" ADD COLUMN     "blocked_because" TEXT;

-- AlterTable
ALTER TABLE "payment_allocations" ADD COLUMN     "change_id" TEXT,
ADD COLUMN     "subscription_id" TEXT;

-- AlterTable
ALTER TABLE "plans" ALTER COLUMN "interval_unit" DROP NOT NULL,
ALTER COLUMN "interval_count" DROP NOT NULL;

-- AlterTable
ALTER TABLE "subscriptions" ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'term',
ALTER COLUMN "rate_schedule_id" DROP NOT NULL,
ALTER COLUMN "price_version_id" DROP NOT NULL,
ALTER COLUMN "period_start" DROP NOT NULL,
ALTER COLUMN "paid_through" DROP NOT NULL,
ALTER COLUMN "last_billed" DROP NOT NULL,
ALTER COLUMN "period_unit" DROP NOT NULL;

-- CreateTable
CREATE TABLE "payg_rates" (
    "organization_id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "daily_rate" DECIMAL(24,4) NOT NULL,
    "down_payment" DECIMAL(24,4) NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payg_rates_pkey" PRIMARY KEY ("organization_id","plan_id","version")
);

-- CreateTable
CREATE TABLE "upgrade_paths" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "from_plan_id" TEXT NOT NULL,
    "to_plan_id" TEXT NOT NULL,
    "rules" JSONB NOT NULL DEFAULT '{}',
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "upgrade_paths_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "payg_services" (
    "organization_id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "customer_since" TIMESTAMPTZ(3) NOT NULL,
    "counted_from" TIMESTAMPTZ(3) NOT NULL,
    "earned_until" TIMESTAMPTZ(3) NOT NULL,
    "products" JSONB NOT NULL,

    CONSTRAINT "payg_services_pkey" PRIMARY KEY ("organization_id","subscription_id")
);

-- CreateTable
CREATE TABLE "on_time_transactions" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "sequence" BIGSERIAL NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "amount" DECIMAL(24,4) NOT NULL,
    "seconds" BIGINT NOT NULL,
    "goodwill" DECIMAL(24,4) NOT NULL,
    "currency" TEXT NOT NULL,
    "paid_at" TIMESTAMPTZ(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "payment_id" TEXT,
    "change_id" TEXT,
    "of_id" TEXT,
    "refund_id" TEXT,
    "reference" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "on_time_transactions_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "time_lots" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "transaction_id" TEXT NOT NULL,
    "amount" DECIMAL(24,4) NOT NULL,
    "seconds" BIGINT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "time_lots_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "on_spans" (
    "organization_id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "on_spans_pkey" PRIMARY KEY ("organization_id","subscription_id","from_at")
);

-- CreateTable
CREATE TABLE "conversion_payments" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "amount" DECIMAL(24,4) NOT NULL,
    "paid_at" TIMESTAMPTZ(3) NOT NULL,
    "reference" TEXT NOT NULL,
    "used_by" TEXT,

    CONSTRAINT "conversion_payments_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "booking_proposals" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "transaction_id" TEXT NOT NULL,
    "plan_ids" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "change_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "booking_proposals_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "upgrade_paths_organization_id_from_plan_id_to_plan_id_key" ON "upgrade_paths"("organization_id", "from_plan_id", "to_plan_id");

-- CreateIndex
CREATE UNIQUE INDEX "on_time_transactions_sequence_key" ON "on_time_transactions"("sequence");

-- CreateIndex
CREATE INDEX "on_time_transactions_organization_id_subscription_id_sequen_idx" ON "on_time_transactions"("organization_id", "subscription_id", "sequence");

-- CreateIndex
CREATE INDEX "on_time_transactions_organization_id_of_id_idx" ON "on_time_transactions"("organization_id", "of_id");

-- CreateIndex
CREATE INDEX "on_time_transactions_organization_id_payment_id_idx" ON "on_time_transactions"("organization_id", "payment_id");

-- CreateIndex
CREATE INDEX "time_lots_organization_id_subscription_id_ends_at_idx" ON "time_lots"("organization_id", "subscription_id", "ends_at");

-- CreateIndex
CREATE INDEX "conversion_payments_organization_id_subscription_id_idx" ON "conversion_payments"("organization_id", "subscription_id");

-- CreateIndex
CREATE INDEX "booking_proposals_organization_id_subscription_id_idx" ON "booking_proposals"("organization_id", "subscription_id");

-- AddForeignKey
ALTER TABLE "payment_allocations" ADD CONSTRAINT "payment_allocations_organization_id_subscription_id_fkey" FOREIGN KEY ("organization_id", "subscription_id") REFERENCES "subscriptions"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "payment_allocations" ADD CONSTRAINT "payment_allocations_organization_id_change_id_fkey" FOREIGN KEY ("organization_id", "change_id") REFERENCES "changes"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "payg_rates" ADD CONSTRAINT "payg_rates_organization_id_plan_id_fkey" FOREIGN KEY ("organization_id", "plan_id") REFERENCES "plans"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "upgrade_paths" ADD CONSTRAINT "upgrade_paths_organization_id_from_plan_id_fkey" FOREIGN KEY ("organization_id", "from_plan_id") REFERENCES "plans"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "upgrade_paths" ADD CONSTRAINT "upgrade_paths_organization_id_to_plan_id_fkey" FOREIGN KEY ("organization_id", "to_plan_id") REFERENCES "plans"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "payg_services" ADD CONSTRAINT "payg_services_organization_id_subscription_id_fkey" FOREIGN KEY ("organization_id", "subscription_id") REFERENCES "subscriptions"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "on_time_transactions" ADD CONSTRAINT "on_time_transactions_organization_id_subscription_id_fkey" FOREIGN KEY ("organization_id", "subscription_id") REFERENCES "subscriptions"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "on_time_transactions" ADD CONSTRAINT "on_time_transactions_organization_id_payment_id_fkey" FOREIGN KEY ("organization_id", "payment_id") REFERENCES "payments"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "on_time_transactions" ADD CONSTRAINT "on_time_transactions_organization_id_change_id_fkey" FOREIGN KEY ("organization_id", "change_id") REFERENCES "changes"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "on_time_transactions" ADD CONSTRAINT "on_time_transactions_organization_id_refund_id_fkey" FOREIGN KEY ("organization_id", "refund_id") REFERENCES "payment_refunds"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "on_time_transactions" ADD CONSTRAINT "on_time_transactions_organization_id_of_id_fkey" FOREIGN KEY ("organization_id", "of_id") REFERENCES "on_time_transactions"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "time_lots" ADD CONSTRAINT "time_lots_organization_id_subscription_id_fkey" FOREIGN KEY ("organization_id", "subscription_id") REFERENCES "payg_services"("organization_id", "subscription_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "time_lots" ADD CONSTRAINT "time_lots_organization_id_transaction_id_fkey" FOREIGN KEY ("organization_id", "transaction_id") REFERENCES "on_time_transactions"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "on_spans" ADD CONSTRAINT "on_spans_organization_id_subscription_id_fkey" FOREIGN KEY ("organization_id", "subscription_id") REFERENCES "payg_services"("organization_id", "subscription_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "conversion_payments" ADD CONSTRAINT "conversion_payments_organization_id_subscription_id_fkey" FOREIGN KEY ("organization_id", "subscription_id") REFERENCES "payg_services"("organization_id", "subscription_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "conversion_payments" ADD CONSTRAINT "conversion_payments_organization_id_used_by_fkey" FOREIGN KEY ("organization_id", "used_by") REFERENCES "changes"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "booking_proposals" ADD CONSTRAINT "booking_proposals_organization_id_subscription_id_fkey" FOREIGN KEY ("organization_id", "subscription_id") REFERENCES "payg_services"("organization_id", "subscription_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "booking_proposals" ADD CONSTRAINT "booking_proposals_organization_id_transaction_id_fkey" FOREIGN KEY ("organization_id", "transaction_id") REFERENCES "on_time_transactions"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "booking_proposals" ADD CONSTRAINT "booking_proposals_organization_id_change_id_fkey" FOREIGN KEY ("organization_id", "change_id") REFERENCES "changes"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- From here on by hand: what the schema language cannot say. Each of these is tested by what it refuses.

ALTER TABLE plans
  DROP CONSTRAINT plans_kind,
  DROP CONSTRAINT plans_interval,
  ADD CONSTRAINT plans_kind CHECK (kind IN ('master', 'supplemental', 'payg')),
  ADD CONSTRAINT plans_interval CHECK (CASE WHEN kind = 'payg' THEN interval_unit IS NULL AND interval_count IS NULL
    ELSE interval_unit IS NOT NULL AND interval_unit IN ('week', 'month') AND interval_count IS NOT NULL AND interval_count >= 1 END);

ALTER TABLE subscriptions
  ADD CONSTRAINT subscriptions_kind CHECK (kind IN ('term', 'payg')),
  ADD CONSTRAINT subscriptions_of_a_kind_have_their_columns CHECK (CASE kind
    WHEN 'term' THEN num_nulls(rate_schedule_id, price_version_id, period_start, paid_through, last_billed, period_unit) = 0
    ELSE num_nonnulls(rate_schedule_id, price_version_id, period_start, paid_through, last_billed, period_unit) = 0 END);

ALTER TABLE payg_rates
  ADD CONSTRAINT payg_rates_version CHECK (version >= 1),
  ADD CONSTRAINT payg_rates_daily_rate CHECK (daily_rate > 0),
  ADD CONSTRAINT payg_rates_down_payment CHECK (down_payment >= 0);

ALTER TABLE upgrade_paths
  ADD CONSTRAINT upgrade_paths_lead_elsewhere CHECK (from_plan_id <> to_plan_id);

ALTER TABLE on_time_transactions
  ADD CONSTRAINT on_time_transactions_type CHECK (type IN ('payment', 'downpayment', 'conversion', 'reversal')),
  ADD CONSTRAINT on_time_transactions_currency CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT on_time_transactions_only_reversals_take CHECK (type = 'reversal' OR (amount >= 0 AND seconds >= 0)),
  ADD CONSTRAINT on_time_transactions_of CHECK (of_id IS NULL OR type = 'reversal'),
  ADD CONSTRAINT on_time_transactions_only_payments_have_time CHECK (type IN ('payment', 'reversal') OR seconds = 0);

ALTER TABLE time_lots
  ADD CONSTRAINT time_lots_amount CHECK (amount >= 0),
  ADD CONSTRAINT time_lots_seconds CHECK (seconds >= 0),
  ADD CONSTRAINT time_lots_end CHECK (ends_at = starts_at + seconds * interval '1 second');

ALTER TABLE on_spans
  ADD CONSTRAINT on_spans_go_forward CHECK (from_at <= to_at);

ALTER TABLE conversion_payments
  ADD CONSTRAINT conversion_payments_amount CHECK (amount > 0);

ALTER TABLE booking_proposals
  ADD CONSTRAINT booking_proposals_state CHECK (state IN ('open', 'booked', 'dismissed')),
  ADD CONSTRAINT booking_proposals_closed CHECK ((closed_at IS NOT NULL) = (state <> 'open')),
  ADD CONSTRAINT booking_proposals_booked CHECK ((change_id IS NOT NULL) = (state = 'booked'));

ALTER TABLE postings
  DROP CONSTRAINT postings_ledger_account,
  ADD CONSTRAINT postings_ledger_account CHECK (ledger_account IN ('receivable', 'cash', 'account-credit', 'opening-balance', 'revenue',
    'unearned-time', 'down-payment', 'conversion-held', 'goodwill'));

-- Time that is left, money held for upgrades and for conversions are never below zero.
ALTER TABLE balances
  ADD CONSTRAINT time_and_holdings_not_below_zero CHECK (
    ledger_account NOT IN ('unearned-time', 'down-payment', 'conversion-held') OR amount <= 0);

ALTER TABLE payment_allocations
  DROP CONSTRAINT payment_allocations_kind,
  DROP CONSTRAINT payment_allocations_only_a_refund_takes,
  ADD CONSTRAINT payment_allocations_kind CHECK (kind IN ('invoice', 'account-credit', 'time', 'booking')),
  ADD CONSTRAINT payment_allocations_payg CHECK (refund_id IS NOT NULL OR (kind IN ('time', 'booking')) = (subscription_id IS NOT NULL)),
  ADD CONSTRAINT payment_allocations_only_a_refund_takes CHECK (CASE
    WHEN refund_id IS NOT NULL THEN amount < 0
    WHEN kind IN ('time', 'booking') THEN amount <> 0
    ELSE amount > 0 END);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payg_rates EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON on_time_transactions EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON payg_services EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON conversion_payments EXECUTE FUNCTION refuse_change();
CREATE TRIGGER immutable BEFORE UPDATE ON conversion_payments
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('used_by');
