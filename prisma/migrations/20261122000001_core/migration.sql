-- Ranges and equality in one exclusion constraint. A trusted extension: whoever owns the database may create it.
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- CreateTable
CREATE TABLE "organizations" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "is_test" BOOLEAN NOT NULL DEFAULT false,
    "clock_offset_ms" BIGINT NOT NULL DEFAULT 0,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organizations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "settings_versions" (
    "organization_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "values" JSONB NOT NULL,
    "recorded_by" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "settings_versions_pkey" PRIMARY KEY ("organization_id","version")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT,
    "role" TEXT NOT NULL,
    "account_id" TEXT,
    "name" TEXT NOT NULL,
    "secret_hash" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "phone" TEXT,
    "currency" TEXT NOT NULL,
    "bill_day" INTEGER NOT NULL,
    "time_zone" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "plan_groups" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "plan_groups_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "plans" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'active',
    "interval_unit" TEXT NOT NULL,
    "interval_count" INTEGER NOT NULL,
    "default_currency" TEXT NOT NULL,
    "category" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "plans_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "plan_group_members" (
    "organization_id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "group_id" TEXT NOT NULL,

    CONSTRAINT "plan_group_members_pkey" PRIMARY KEY ("organization_id","plan_id","group_id")
);

-- CreateTable
CREATE TABLE "rate_schedules" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "is_default" BOOLEAN NOT NULL,
    "account_id" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rate_schedules_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "price_versions" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "rate_schedule_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "effective_from" DATE NOT NULL,
    "setup_fee" DECIMAL(24,4),
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "price_versions_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "rate_tiers" (
    "organization_id" TEXT NOT NULL,
    "price_version_id" TEXT NOT NULL,
    "from_unit" INTEGER NOT NULL,
    "to_unit" INTEGER,
    "price" DECIMAL(24,4) NOT NULL,

    CONSTRAINT "rate_tiers_pkey" PRIMARY KEY ("organization_id","price_version_id","from_unit")
);

-- CreateTable
CREATE TABLE "subscriptions" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "units" INTEGER NOT NULL,
    "rate_schedule_id" TEXT NOT NULL,
    "price_version_id" TEXT NOT NULL,
    "price_pinned" BOOLEAN NOT NULL DEFAULT false,
    "invoicing" TEXT NOT NULL DEFAULT 'forward',
    "anchor_day" INTEGER,
    "status" TEXT NOT NULL DEFAULT 'active',
    "period_start" DATE NOT NULL,
    "paid_through" DATE NOT NULL,
    "last_billed" DATE NOT NULL,
    "period_unit" TEXT NOT NULL,
    "active_to" DATE,
    "cancelled_on" DATE,
    "unbilled" JSONB NOT NULL DEFAULT '[]',
    "next_due_at" TIMESTAMPTZ(3),
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subscriptions_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "plan_assignments" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "change_id" TEXT,
    "sequence" INTEGER NOT NULL,
    "plan_id" TEXT NOT NULL,
    "units" INTEGER NOT NULL,
    "price_version_id" TEXT NOT NULL,
    "from_date" DATE NOT NULL,
    "to_date" DATE,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "plan_assignments_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "changes" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "effective_date" DATE,
    "due_at" TIMESTAMPTZ(3),
    "open_slot" TEXT,
    "request" JSONB NOT NULL,
    "quote" JSONB NOT NULL,
    "rate_schedule_id" TEXT NOT NULL,
    "pinned_price_version_id" TEXT NOT NULL,
    "settings_version" INTEGER NOT NULL,
    "applied_plan" JSONB,
    "attention_code" TEXT,
    "attention_message" TEXT,
    "requested_by" TEXT NOT NULL,
    "workflow_id" TEXT NOT NULL,
    "accepted_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "changes_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "history_entries" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "sequence" BIGSERIAL NOT NULL,
    "account_id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "change_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "event" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "amounts" JSONB,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "history_entries_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "journals" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "journals_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "postings" (
    "organization_id" TEXT NOT NULL,
    "journal_id" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "ledger_account" TEXT NOT NULL,
    "amount" DECIMAL(24,4) NOT NULL,
    "currency" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "subscription_id" TEXT,
    "change_id" TEXT,
    "invoice_id" TEXT,

    CONSTRAINT "postings_pkey" PRIMARY KEY ("organization_id","journal_id","line")
);

-- CreateTable
CREATE TABLE "balances" (
    "organization_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "ledger_account" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "amount" DECIMAL(24,4) NOT NULL,

    CONSTRAINT "balances_pkey" PRIMARY KEY ("organization_id","account_id","ledger_account","currency")
);

-- CreateTable
CREATE TABLE "invoices" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "subscription_id" TEXT,
    "change_id" TEXT,
    "currency" TEXT NOT NULL,
    "total" DECIMAL(24,4) NOT NULL,
    "open" DECIMAL(24,4) NOT NULL,
    "issued_on" DATE NOT NULL,
    "due_on" DATE NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "invoices_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "invoice_lines" (
    "organization_id" TEXT NOT NULL,
    "invoice_id" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "from_date" DATE NOT NULL,
    "to_date" DATE NOT NULL,
    "fraction_whole" INTEGER NOT NULL,
    "fraction_numerator" INTEGER NOT NULL,
    "fraction_denominator" INTEGER NOT NULL,
    "price" DECIMAL(24,4) NOT NULL,
    "amount" DECIMAL(24,4) NOT NULL,
    "explanation" TEXT NOT NULL,

    CONSTRAINT "invoice_lines_pkey" PRIMARY KEY ("organization_id","invoice_id","line")
);

-- CreateTable
CREATE TABLE "settlements" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "invoice_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "amount" DECIMAL(24,4) NOT NULL,
    "settled_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "settlements_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "recurring_charges" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "change_id" TEXT,
    "invoice_id" TEXT,
    "plan_id" TEXT NOT NULL,
    "units" INTEGER NOT NULL,
    "price" DECIMAL(24,4) NOT NULL,
    "currency" TEXT NOT NULL,
    "interval_unit" TEXT NOT NULL,
    "interval_count" INTEGER NOT NULL,
    "anchor_day" INTEGER NOT NULL,
    "from_date" DATE NOT NULL,
    "to_date" DATE NOT NULL,
    "live_to" DATE NOT NULL,
    "amount" DECIMAL(24,4) NOT NULL,
    "credited" DECIMAL(24,4) NOT NULL DEFAULT 0,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "recurring_charges_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "charge_credits" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "charge_id" TEXT NOT NULL,
    "change_id" TEXT,
    "invoice_id" TEXT NOT NULL,
    "from_date" DATE NOT NULL,
    "to_date" DATE NOT NULL,
    "amount" DECIMAL(24,4) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "charge_credits_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "organization_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "resource_kind" TEXT,
    "resource_id" TEXT,
    "status" INTEGER,
    "body" JSONB,
    "lease_until" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("organization_id","key")
);

-- CreateTable
CREATE TABLE "outbox_messages" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "workflow_id" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "available_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "outbox_messages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "number_series" (
    "organization_id" TEXT NOT NULL,
    "series" TEXT NOT NULL,
    "next" INTEGER NOT NULL,

    CONSTRAINT "number_series_pkey" PRIMARY KEY ("organization_id","series")
);

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_secret_hash_key" ON "api_keys"("secret_hash");

-- CreateIndex
CREATE UNIQUE INDEX "plans_organization_id_code_key" ON "plans"("organization_id", "code");

-- CreateIndex
CREATE INDEX "plan_group_members_organization_id_group_id_idx" ON "plan_group_members"("organization_id", "group_id");

-- CreateIndex
CREATE INDEX "rate_schedules_organization_id_plan_id_idx" ON "rate_schedules"("organization_id", "plan_id");

-- CreateIndex
CREATE UNIQUE INDEX "price_versions_organization_id_rate_schedule_id_version_key" ON "price_versions"("organization_id", "rate_schedule_id", "version");

-- CreateIndex
CREATE INDEX "subscriptions_organization_id_account_id_idx" ON "subscriptions"("organization_id", "account_id");

-- CreateIndex
CREATE INDEX "subscriptions_organization_id_next_due_at_idx" ON "subscriptions"("organization_id", "next_due_at");

-- CreateIndex
CREATE UNIQUE INDEX "plan_assignments_organization_id_subscription_id_sequence_key" ON "plan_assignments"("organization_id", "subscription_id", "sequence");

-- CreateIndex
CREATE UNIQUE INDEX "changes_workflow_id_key" ON "changes"("workflow_id");

-- CreateIndex
CREATE INDEX "changes_organization_id_account_id_idx" ON "changes"("organization_id", "account_id");

-- CreateIndex
CREATE INDEX "changes_organization_id_subscription_id_idx" ON "changes"("organization_id", "subscription_id");

-- CreateIndex
CREATE INDEX "changes_organization_id_effective_date_id_idx" ON "changes"("organization_id", "effective_date", "id");

-- CreateIndex
CREATE UNIQUE INDEX "history_entries_sequence_key" ON "history_entries"("sequence");

-- CreateIndex
CREATE INDEX "history_entries_organization_id_change_id_sequence_idx" ON "history_entries"("organization_id", "change_id", "sequence");

-- CreateIndex
CREATE INDEX "history_entries_organization_id_subscription_id_sequence_idx" ON "history_entries"("organization_id", "subscription_id", "sequence");

-- CreateIndex
CREATE INDEX "journals_organization_id_account_id_effective_at_idx" ON "journals"("organization_id", "account_id", "effective_at");

-- CreateIndex
CREATE INDEX "postings_organization_id_account_id_idx" ON "postings"("organization_id", "account_id");

-- CreateIndex
CREATE INDEX "invoices_organization_id_account_id_issued_on_idx" ON "invoices"("organization_id", "account_id", "issued_on");

-- CreateIndex
CREATE UNIQUE INDEX "invoices_organization_id_number_key" ON "invoices"("organization_id", "number");

-- CreateIndex
CREATE INDEX "settlements_organization_id_invoice_id_idx" ON "settlements"("organization_id", "invoice_id");

-- CreateIndex
CREATE INDEX "recurring_charges_organization_id_subscription_id_to_date_idx" ON "recurring_charges"("organization_id", "subscription_id", "to_date");

-- CreateIndex
CREATE INDEX "charge_credits_organization_id_charge_id_idx" ON "charge_credits"("organization_id", "charge_id");

-- CreateIndex
CREATE INDEX "outbox_messages_available_at_idx" ON "outbox_messages"("available_at");

-- AddForeignKey
ALTER TABLE "settings_versions" ADD CONSTRAINT "settings_versions_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_organization_id_account_id_fkey" FOREIGN KEY ("organization_id", "account_id") REFERENCES "accounts"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "plan_groups" ADD CONSTRAINT "plan_groups_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "plans" ADD CONSTRAINT "plans_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "plan_group_members" ADD CONSTRAINT "plan_group_members_organization_id_plan_id_fkey" FOREIGN KEY ("organization_id", "plan_id") REFERENCES "plans"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "plan_group_members" ADD CONSTRAINT "plan_group_members_organization_id_group_id_fkey" FOREIGN KEY ("organization_id", "group_id") REFERENCES "plan_groups"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "rate_schedules" ADD CONSTRAINT "rate_schedules_organization_id_plan_id_fkey" FOREIGN KEY ("organization_id", "plan_id") REFERENCES "plans"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "rate_schedules" ADD CONSTRAINT "rate_schedules_organization_id_account_id_fkey" FOREIGN KEY ("organization_id", "account_id") REFERENCES "accounts"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "price_versions" ADD CONSTRAINT "price_versions_organization_id_rate_schedule_id_fkey" FOREIGN KEY ("organization_id", "rate_schedule_id") REFERENCES "rate_schedules"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "rate_tiers" ADD CONSTRAINT "rate_tiers_organization_id_price_version_id_fkey" FOREIGN KEY ("organization_id", "price_version_id") REFERENCES "price_versions"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_organization_id_account_id_fkey" FOREIGN KEY ("organization_id", "account_id") REFERENCES "accounts"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_organization_id_plan_id_fkey" FOREIGN KEY ("organization_id", "plan_id") REFERENCES "plans"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_organization_id_rate_schedule_id_fkey" FOREIGN KEY ("organization_id", "rate_schedule_id") REFERENCES "rate_schedules"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_organization_id_price_version_id_fkey" FOREIGN KEY ("organization_id", "price_version_id") REFERENCES "price_versions"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "plan_assignments" ADD CONSTRAINT "plan_assignments_organization_id_subscription_id_fkey" FOREIGN KEY ("organization_id", "subscription_id") REFERENCES "subscriptions"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "plan_assignments" ADD CONSTRAINT "plan_assignments_organization_id_change_id_fkey" FOREIGN KEY ("organization_id", "change_id") REFERENCES "changes"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "plan_assignments" ADD CONSTRAINT "plan_assignments_organization_id_plan_id_fkey" FOREIGN KEY ("organization_id", "plan_id") REFERENCES "plans"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "plan_assignments" ADD CONSTRAINT "plan_assignments_organization_id_price_version_id_fkey" FOREIGN KEY ("organization_id", "price_version_id") REFERENCES "price_versions"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "changes" ADD CONSTRAINT "changes_organization_id_account_id_fkey" FOREIGN KEY ("organization_id", "account_id") REFERENCES "accounts"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "changes" ADD CONSTRAINT "changes_organization_id_subscription_id_fkey" FOREIGN KEY ("organization_id", "subscription_id") REFERENCES "subscriptions"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "changes" ADD CONSTRAINT "changes_organization_id_rate_schedule_id_fkey" FOREIGN KEY ("organization_id", "rate_schedule_id") REFERENCES "rate_schedules"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "changes" ADD CONSTRAINT "changes_organization_id_pinned_price_version_id_fkey" FOREIGN KEY ("organization_id", "pinned_price_version_id") REFERENCES "price_versions"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "changes" ADD CONSTRAINT "changes_organization_id_settings_version_fkey" FOREIGN KEY ("organization_id", "settings_version") REFERENCES "settings_versions"("organization_id", "version") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "history_entries" ADD CONSTRAINT "history_entries_organization_id_account_id_fkey" FOREIGN KEY ("organization_id", "account_id") REFERENCES "accounts"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "history_entries" ADD CONSTRAINT "history_entries_organization_id_subscription_id_fkey" FOREIGN KEY ("organization_id", "subscription_id") REFERENCES "subscriptions"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "history_entries" ADD CONSTRAINT "history_entries_organization_id_change_id_fkey" FOREIGN KEY ("organization_id", "change_id") REFERENCES "changes"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "journals" ADD CONSTRAINT "journals_organization_id_account_id_fkey" FOREIGN KEY ("organization_id", "account_id") REFERENCES "accounts"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "postings" ADD CONSTRAINT "postings_organization_id_journal_id_fkey" FOREIGN KEY ("organization_id", "journal_id") REFERENCES "journals"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "postings" ADD CONSTRAINT "postings_organization_id_account_id_fkey" FOREIGN KEY ("organization_id", "account_id") REFERENCES "accounts"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "postings" ADD CONSTRAINT "postings_organization_id_subscription_id_fkey" FOREIGN KEY ("organization_id", "subscription_id") REFERENCES "subscriptions"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "postings" ADD CONSTRAINT "postings_organization_id_change_id_fkey" FOREIGN KEY ("organization_id", "change_id") REFERENCES "changes"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "postings" ADD CONSTRAINT "postings_organization_id_invoice_id_fkey" FOREIGN KEY ("organization_id", "invoice_id") REFERENCES "invoices"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "balances" ADD CONSTRAINT "balances_organization_id_account_id_fkey" FOREIGN KEY ("organization_id", "account_id") REFERENCES "accounts"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_organization_id_account_id_fkey" FOREIGN KEY ("organization_id", "account_id") REFERENCES "accounts"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_organization_id_subscription_id_fkey" FOREIGN KEY ("organization_id", "subscription_id") REFERENCES "subscriptions"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_organization_id_change_id_fkey" FOREIGN KEY ("organization_id", "change_id") REFERENCES "changes"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_organization_id_invoice_id_fkey" FOREIGN KEY ("organization_id", "invoice_id") REFERENCES "invoices"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_organization_id_subscription_id_fkey" FOREIGN KEY ("organization_id", "subscription_id") REFERENCES "subscriptions"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_organization_id_plan_id_fkey" FOREIGN KEY ("organization_id", "plan_id") REFERENCES "plans"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "settlements" ADD CONSTRAINT "settlements_organization_id_invoice_id_fkey" FOREIGN KEY ("organization_id", "invoice_id") REFERENCES "invoices"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "recurring_charges" ADD CONSTRAINT "recurring_charges_organization_id_subscription_id_fkey" FOREIGN KEY ("organization_id", "subscription_id") REFERENCES "subscriptions"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "recurring_charges" ADD CONSTRAINT "recurring_charges_organization_id_change_id_fkey" FOREIGN KEY ("organization_id", "change_id") REFERENCES "changes"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "recurring_charges" ADD CONSTRAINT "recurring_charges_organization_id_invoice_id_fkey" FOREIGN KEY ("organization_id", "invoice_id") REFERENCES "invoices"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "recurring_charges" ADD CONSTRAINT "recurring_charges_organization_id_plan_id_fkey" FOREIGN KEY ("organization_id", "plan_id") REFERENCES "plans"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "charge_credits" ADD CONSTRAINT "charge_credits_organization_id_charge_id_fkey" FOREIGN KEY ("organization_id", "charge_id") REFERENCES "recurring_charges"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "charge_credits" ADD CONSTRAINT "charge_credits_organization_id_change_id_fkey" FOREIGN KEY ("organization_id", "change_id") REFERENCES "changes"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "charge_credits" ADD CONSTRAINT "charge_credits_organization_id_invoice_id_fkey" FOREIGN KEY ("organization_id", "invoice_id") REFERENCES "invoices"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "outbox_messages" ADD CONSTRAINT "outbox_messages_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "number_series" ADD CONSTRAINT "number_series_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- From here on by hand: what the schema language cannot say. Each of these is tested by what it refuses.

-- Rows that can be one of a few words

ALTER TABLE organizations
  ADD CONSTRAINT organizations_clock_only_of_a_test CHECK (clock_offset_ms = 0 OR is_test),
  ADD CONSTRAINT organizations_clock_not_behind CHECK (clock_offset_ms >= 0);

ALTER TABLE settings_versions
  ADD CONSTRAINT settings_versions_version_from_one CHECK (version >= 1);

ALTER TABLE api_keys
  ADD CONSTRAINT api_keys_role CHECK (role IN ('agent', 'admin', 'client', 'shop', 'platform')),
  ADD CONSTRAINT api_keys_platform_has_no_organization CHECK ((role = 'platform') = (organization_id IS NULL)),
  ADD CONSTRAINT api_keys_client_has_an_account CHECK ((role = 'client') = (account_id IS NOT NULL)),
  ADD CONSTRAINT api_keys_secret_hash CHECK (secret_hash ~ '^[0-9a-f]{64}$');

ALTER TABLE accounts
  ADD CONSTRAINT accounts_currency CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT accounts_bill_day CHECK (bill_day BETWEEN 1 AND 31);

ALTER TABLE plans
  ADD CONSTRAINT plans_kind CHECK (kind IN ('master', 'supplemental')),
  ADD CONSTRAINT plans_status CHECK (status IN ('active', 'inactive')),
  ADD CONSTRAINT plans_interval CHECK (interval_unit IN ('week', 'month') AND interval_count >= 1),
  ADD CONSTRAINT plans_default_currency CHECK (default_currency ~ '^[A-Z]{3}$');

ALTER TABLE rate_schedules
  ADD CONSTRAINT rate_schedules_currency CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT rate_schedules_own_is_no_default CHECK (NOT (is_default AND account_id IS NOT NULL));

CREATE UNIQUE INDEX rate_schedules_one_default ON rate_schedules (organization_id, plan_id, currency)
  WHERE is_default AND account_id IS NULL;

ALTER TABLE price_versions
  ADD CONSTRAINT price_versions_version_from_one CHECK (version >= 1),
  ADD CONSTRAINT price_versions_setup_fee CHECK (setup_fee >= 0);

ALTER TABLE rate_tiers
  ADD CONSTRAINT rate_tiers_units CHECK (from_unit >= 1 AND to_unit >= from_unit),
  ADD CONSTRAINT rate_tiers_price CHECK (price >= 0),
  ADD CONSTRAINT rate_tiers_do_not_overlap EXCLUDE USING gist
    (organization_id WITH =, price_version_id WITH =, int4range(from_unit, to_unit, '[]') WITH &&);

ALTER TABLE subscriptions
  ADD CONSTRAINT subscriptions_units CHECK (units >= 1),
  ADD CONSTRAINT subscriptions_invoicing CHECK (invoicing IN ('forward', 'backward')),
  ADD CONSTRAINT subscriptions_status CHECK (status IN ('active', 'suspended', 'paused', 'cancelled')),
  ADD CONSTRAINT subscriptions_anchor_day CHECK (anchor_day BETWEEN 1 AND 31),
  ADD CONSTRAINT subscriptions_period_unit CHECK (period_unit IN ('week', 'month'));

-- The plan history: [from, to), never two at once; a second change on the same day leaves an empty range behind.
ALTER TABLE plan_assignments
  ADD CONSTRAINT plan_assignments_units CHECK (units >= 1),
  ADD CONSTRAINT plan_assignments_from_to CHECK (from_date <= to_date),
  ADD CONSTRAINT plan_assignments_do_not_overlap EXCLUDE USING gist
    (organization_id WITH =, subscription_id WITH =, daterange(from_date, to_date) WITH &&);

ALTER TABLE changes
  ADD CONSTRAINT changes_kind CHECK (kind IN ('master-plan-change')),
  ADD CONSTRAINT changes_state CHECK (state IN ('accepted', 'waiting', 'needs-attention', 'applied', 'cancelled')),
  ADD CONSTRAINT changes_dated_is_due CHECK ((effective_date IS NULL) = (due_at IS NULL)),
  ADD CONSTRAINT changes_closed_holds_no_slot CHECK (open_slot IS NULL OR state NOT IN ('applied', 'cancelled')),
  ADD CONSTRAINT changes_slot_is_its_date CHECK (open_slot = coalesce(to_char(effective_date, 'YYYY-MM-DD'), 'undated')),
  ADD CONSTRAINT changes_closed_at CHECK ((closed_at IS NOT NULL) = (state IN ('applied', 'cancelled'))),
  ADD CONSTRAINT changes_applied_has_its_plan CHECK ((applied_plan IS NOT NULL) = (state = 'applied')),
  ADD CONSTRAINT changes_attention_has_its_reason CHECK (
    (attention_code IS NOT NULL) = (state = 'needs-attention') AND (attention_message IS NOT NULL) = (state = 'needs-attention')),
  ADD CONSTRAINT changes_revision_from_one CHECK (revision >= 1);

-- At most one open change per subscription and date, and one undated (MP-09).
CREATE UNIQUE INDEX changes_one_open_per_slot ON changes (organization_id, subscription_id, open_slot)
  WHERE open_slot IS NOT NULL;
CREATE INDEX changes_due ON changes (organization_id, due_at) WHERE state IN ('accepted', 'waiting');
CREATE INDEX changes_open ON changes (organization_id, account_id) WHERE state IN ('accepted', 'waiting', 'needs-attention');

ALTER TABLE postings
  ADD CONSTRAINT postings_line_from_one CHECK (line >= 1),
  ADD CONSTRAINT postings_ledger_account CHECK (
    ledger_account IN ('receivable', 'cash', 'account-credit', 'opening-balance', 'revenue')),
  ADD CONSTRAINT postings_amount_not_zero CHECK (amount <> 0),
  ADD CONSTRAINT postings_currency CHECK (currency ~ '^[A-Z]{3}$');

-- Account credit is a liability: what the account has is negative here (EN-02).
ALTER TABLE balances
  ADD CONSTRAINT account_credit_not_below_zero CHECK (ledger_account <> 'account-credit' OR amount <= 0);

ALTER TABLE invoices
  ADD CONSTRAINT invoices_kind CHECK (kind IN ('invoice', 'credit-note')),
  ADD CONSTRAINT invoices_currency CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT invoices_open_within_total CHECK (open BETWEEN 0 AND total),
  ADD CONSTRAINT invoices_credit_note_owes_nothing CHECK (kind = 'invoice' OR open = 0),
  ADD CONSTRAINT invoices_due_after_issue CHECK (issued_on <= due_on);

CREATE INDEX invoices_owed ON invoices (organization_id, account_id, due_on, number) WHERE open > 0;

ALTER TABLE invoice_lines
  ADD CONSTRAINT invoice_lines_line_from_one CHECK (line >= 1),
  ADD CONSTRAINT invoice_lines_kind CHECK (kind IN ('charge', 'credit')),
  ADD CONSTRAINT invoice_lines_quantity CHECK (quantity >= 1),
  ADD CONSTRAINT invoice_lines_from_to CHECK (from_date <= to_date),
  ADD CONSTRAINT invoice_lines_fraction CHECK (fraction_whole >= 0 AND fraction_numerator >= 0 AND fraction_denominator >= 1),
  ADD CONSTRAINT invoice_lines_price CHECK (price >= 0),
  ADD CONSTRAINT invoice_lines_amount CHECK (amount >= 0);

ALTER TABLE settlements
  ADD CONSTRAINT settlements_source CHECK (source IN ('account-credit')),
  ADD CONSTRAINT settlements_amount CHECK (amount > 0);

ALTER TABLE recurring_charges
  ADD CONSTRAINT recurring_charges_units CHECK (units >= 1),
  ADD CONSTRAINT recurring_charges_price CHECK (price >= 0),
  ADD CONSTRAINT recurring_charges_amount CHECK (amount >= 0),
  ADD CONSTRAINT recurring_charges_currency CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT recurring_charges_interval CHECK (interval_unit IN ('week', 'month') AND interval_count >= 1),
  ADD CONSTRAINT recurring_charges_anchor_day CHECK (anchor_day BETWEEN 1 AND 31),
  ADD CONSTRAINT recurring_charges_from_to CHECK (from_date <= live_to AND live_to <= to_date),
  ADD CONSTRAINT recurring_charges_credited_within_charged CHECK (credited BETWEEN 0 AND amount);

ALTER TABLE charge_credits
  ADD CONSTRAINT charge_credits_from_to CHECK (from_date <= to_date),
  ADD CONSTRAINT charge_credits_amount CHECK (amount >= 0);

ALTER TABLE idempotency_keys
  ADD CONSTRAINT idempotency_keys_answer_is_whole CHECK ((status IS NULL) = (body IS NULL)),
  ADD CONSTRAINT idempotency_keys_resource_is_whole CHECK ((resource_kind IS NULL) = (resource_id IS NULL));

ALTER TABLE outbox_messages
  ADD CONSTRAINT outbox_messages_kind CHECK (kind IN ('start', 'poke')),
  ADD CONSTRAINT outbox_messages_attempts CHECK (attempts >= 0);

ALTER TABLE number_series
  ADD CONSTRAINT number_series_next CHECK (next >= 1);

-- What is written stays

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP;
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON settings_versions EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON price_versions EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rate_tiers EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON history_entries EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journals EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON postings EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON invoice_lines EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON settlements EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON charge_credits EXECUTE FUNCTION refuse_change();

CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON invoices EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON recurring_charges EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON plan_assignments EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON changes EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE TRUNCATE ON balances EXECUTE FUNCTION refuse_change();

-- Refuses an update of any column but those that the trigger names.
CREATE FUNCTION refuse_change_except() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - TG_ARGV IS DISTINCT FROM to_jsonb(OLD) - TG_ARGV THEN
    RAISE EXCEPTION '% is immutable except for: %', TG_TABLE_NAME, array_to_string(TG_ARGV, ', ');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER immutable BEFORE UPDATE ON invoices
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('open');
CREATE TRIGGER immutable BEFORE UPDATE ON recurring_charges
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('credited', 'live_to');
CREATE TRIGGER immutable BEFORE UPDATE ON plan_assignments
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('to_date');

-- Sums are kept by the triggers below alone: a statement of its own (depth 0) may not write them.
CREATE FUNCTION refuse_by_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is kept by triggers: % by hand refused', TG_TABLE_NAME, TG_OP;
END $$;

CREATE TRIGGER kept_by_postings BEFORE INSERT OR UPDATE OR DELETE ON balances
  FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_by_hand();
CREATE TRIGGER kept_by_settlements BEFORE UPDATE ON invoices
  FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_by_hand();
CREATE TRIGGER kept_by_credits BEFORE UPDATE ON recurring_charges
  FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_by_hand();

-- The ledger

-- Deferred to the commit, so that a journal and its postings may come in any order.
CREATE FUNCTION check_journal_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  entry text;
  wrong record;
BEGIN
  IF TG_TABLE_NAME = 'journals' THEN
    entry := NEW.id;
  ELSE
    entry := NEW.journal_id;
  END IF;
  SELECT currency, sum(amount) AS total INTO wrong
    FROM postings WHERE organization_id = NEW.organization_id AND journal_id = entry
    GROUP BY currency ORDER BY sum(amount) = 0 LIMIT 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'journal % has no postings', entry
      USING ERRCODE = 'check_violation', CONSTRAINT = 'journal_balances';
  ELSIF wrong.total <> 0 THEN
    RAISE EXCEPTION 'journal % does not balance: % %', entry, wrong.total, wrong.currency
      USING ERRCODE = 'check_violation', CONSTRAINT = 'journal_balances';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER journal_balances AFTER INSERT ON journals DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION check_journal_balances();
CREATE CONSTRAINT TRIGGER journal_balances AFTER INSERT ON postings DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION check_journal_balances();

-- Two steps, since an upsert would hold the row that it proposes, and not the one that results, against the check of account credit.
CREATE FUNCTION keep_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO balances (organization_id, account_id, ledger_account, currency, amount)
    SELECT DISTINCT organization_id, account_id, ledger_account, currency, 0 FROM added ORDER BY 1, 2, 3, 4
    ON CONFLICT DO NOTHING;
  UPDATE balances SET amount = balances.amount + sums.amount
    FROM (SELECT organization_id, account_id, ledger_account, currency, sum(amount) AS amount FROM added GROUP BY 1, 2, 3, 4) AS sums
    WHERE (balances.organization_id, balances.account_id, balances.ledger_account, balances.currency)
        = (sums.organization_id, sums.account_id, sums.ledger_account, sums.currency);
  RETURN NULL;
END $$;

CREATE TRIGGER keep_balances AFTER INSERT ON postings REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION keep_balances();

-- More than is open is refused by invoices_open_within_total.
CREATE FUNCTION settle_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE invoices SET open = open - NEW.amount WHERE organization_id = NEW.organization_id AND id = NEW.invoice_id;
  RETURN NULL;
END $$;

CREATE TRIGGER settle_invoice AFTER INSERT ON settlements FOR EACH ROW EXECUTE FUNCTION settle_invoice();

-- More than was charged is refused by recurring_charges_credited_within_charged.
CREATE FUNCTION credit_charge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE recurring_charges SET credited = credited + NEW.amount, live_to = NEW.from_date
    WHERE organization_id = NEW.organization_id AND id = NEW.charge_id AND live_to = NEW.to_date;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a credit of charge % must end where its uncredited days end, not on %', NEW.charge_id, NEW.to_date
      USING ERRCODE = 'check_violation', CONSTRAINT = 'charge_credits_take_the_end';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER credit_charge AFTER INSERT ON charge_credits FOR EACH ROW EXECUTE FUNCTION credit_charge();
