-- AlterTable
ALTER TABLE "invoice_lines" ALTER COLUMN "subscription_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "plans" ADD COLUMN     "renewal_option" TEXT;

-- CreateTable
CREATE TABLE "club_features" (
    "number" TEXT NOT NULL,
    "upgrade_downgrade" BOOLEAN NOT NULL DEFAULT false,
    "set_by" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "club_features_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "agreements" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "club_number" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "managed_by" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "term_months" INTEGER,
    "term_satisfied_months" INTEGER NOT NULL,
    "begin_date" DATE NOT NULL,
    "expiration_date" DATE,
    "renewal_option" TEXT NOT NULL,
    "renewal_date" DATE,
    "past_due" BOOLEAN NOT NULL,
    "pending_cancel" BOOLEAN NOT NULL,
    "frozen" BOOLEAN NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "next_due_at" TIMESTAMPTZ(3),
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agreements_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "agreement_versions" (
    "organization_id" TEXT NOT NULL,
    "agreement_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "change_id" TEXT,
    "terms" JSONB NOT NULL,
    "ended_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_by" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agreement_versions_pkey" PRIMARY KEY ("organization_id","agreement_id","version")
);

-- CreateTable
CREATE TABLE "agreement_schedules" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "agreement_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "role" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "frequency" TEXT NOT NULL,
    "scheduled_frequency" TEXT NOT NULL,
    "amount" DECIMAL(24,4) NOT NULL,
    "payments" INTEGER,
    "payments_made" INTEGER NOT NULL,
    "next_due_date" DATE NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agreement_schedules_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "agreement_fees" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "agreement_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "due_date" DATE,
    "amount" DECIMAL(24,4) NOT NULL,
    "apply" BOOLEAN NOT NULL,
    "recurring" BOOLEAN NOT NULL,
    "paid_in_past" BOOLEAN NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agreement_fees_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "scheduled_invoices" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "agreement_id" TEXT NOT NULL,
    "schedule_id" TEXT,
    "fee_id" TEXT,
    "due_on" DATE NOT NULL,
    "amount" DECIMAL(24,4) NOT NULL,
    "invoice_id" TEXT,
    "closed_at" TIMESTAMPTZ(3),
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "scheduled_invoices_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateIndex
CREATE INDEX "agreements_organization_id_account_id_idx" ON "agreements"("organization_id", "account_id");

-- CreateIndex
CREATE INDEX "agreements_next_due_at_idx" ON "agreements"("next_due_at");

-- CreateIndex
CREATE INDEX "agreement_schedules_organization_id_agreement_id_idx" ON "agreement_schedules"("organization_id", "agreement_id");

-- CreateIndex
CREATE INDEX "agreement_fees_organization_id_agreement_id_idx" ON "agreement_fees"("organization_id", "agreement_id");

-- CreateIndex
CREATE INDEX "scheduled_invoices_organization_id_agreement_id_due_on_idx" ON "scheduled_invoices"("organization_id", "agreement_id", "due_on");

-- CreateIndex
CREATE UNIQUE INDEX "scheduled_invoices_organization_id_invoice_id_key" ON "scheduled_invoices"("organization_id", "invoice_id");

-- AddForeignKey
ALTER TABLE "agreements" ADD CONSTRAINT "agreements_organization_id_account_id_fkey" FOREIGN KEY ("organization_id", "account_id") REFERENCES "accounts"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "agreements" ADD CONSTRAINT "agreements_organization_id_plan_id_fkey" FOREIGN KEY ("organization_id", "plan_id") REFERENCES "plans"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "agreement_versions" ADD CONSTRAINT "agreement_versions_organization_id_agreement_id_fkey" FOREIGN KEY ("organization_id", "agreement_id") REFERENCES "agreements"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "agreement_versions" ADD CONSTRAINT "agreement_versions_organization_id_change_id_fkey" FOREIGN KEY ("organization_id", "change_id") REFERENCES "changes"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "agreement_schedules" ADD CONSTRAINT "agreement_schedules_organization_id_agreement_id_fkey" FOREIGN KEY ("organization_id", "agreement_id") REFERENCES "agreements"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "agreement_fees" ADD CONSTRAINT "agreement_fees_organization_id_agreement_id_fkey" FOREIGN KEY ("organization_id", "agreement_id") REFERENCES "agreements"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "scheduled_invoices" ADD CONSTRAINT "scheduled_invoices_organization_id_agreement_id_fkey" FOREIGN KEY ("organization_id", "agreement_id") REFERENCES "agreements"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "scheduled_invoices" ADD CONSTRAINT "scheduled_invoices_organization_id_schedule_id_fkey" FOREIGN KEY ("organization_id", "schedule_id") REFERENCES "agreement_schedules"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "scheduled_invoices" ADD CONSTRAINT "scheduled_invoices_organization_id_fee_id_fkey" FOREIGN KEY ("organization_id", "fee_id") REFERENCES "agreement_fees"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "scheduled_invoices" ADD CONSTRAINT "scheduled_invoices_organization_id_invoice_id_fkey" FOREIGN KEY ("organization_id", "invoice_id") REFERENCES "invoices"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AlterTable
ALTER TABLE "changes" ADD COLUMN     "agreement_id" TEXT;

-- AddForeignKey
ALTER TABLE "changes" ADD CONSTRAINT "changes_organization_id_agreement_id_fkey" FOREIGN KEY ("organization_id", "agreement_id") REFERENCES "agreements"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- From here on by hand: what the schema language cannot say. Each of these is tested by what it refuses.

ALTER TABLE plans
  ADD CONSTRAINT plans_renewal_option CHECK (renewal_option IN ('none', 'auto-renew-term', 'auto-renew-to-open'));

ALTER TABLE club_features
  ADD CONSTRAINT club_features_number CHECK (number ~ '^[A-Za-z0-9-]{1,20}$');

-- Agreements are taken over as they are on file, also where AG-10 finds them invalid: amounts and counts are not constrained here.
ALTER TABLE agreements
  ADD CONSTRAINT agreements_type CHECK (type IN ('cash', 'cash-open', 'installment', 'open')),
  ADD CONSTRAINT agreements_managed_by CHECK (managed_by IN ('abc', 'club')),
  ADD CONSTRAINT agreements_status CHECK (status IN ('active', 'canceled', 'expired', 'inactive', 'return-for-collection')),
  ADD CONSTRAINT agreements_renewal_option CHECK (renewal_option IN ('none', 'auto-renew-term', 'auto-renew-to-open')),
  ADD CONSTRAINT agreements_open_has_no_term CHECK ((type IN ('open', 'cash-open')) = (term_months IS NULL)),
  ADD CONSTRAINT agreements_open_renews_not_to_open CHECK (type <> 'open' OR renewal_option <> 'auto-renew-to-open'),
  ADD CONSTRAINT agreements_term CHECK (term_satisfied_months >= 0 AND (term_months IS NULL OR term_satisfied_months <= term_months)),
  ADD CONSTRAINT agreements_expires_after_it_begins CHECK (begin_date <= expiration_date),
  ADD CONSTRAINT agreements_version_from_one CHECK (version >= 1);

ALTER TABLE agreement_versions
  ADD CONSTRAINT agreement_versions_version_from_one CHECK (version >= 1);

ALTER TABLE agreement_schedules
  ADD CONSTRAINT agreement_schedules_role CHECK (role IN ('primary', 'secondary')),
  ADD CONSTRAINT agreement_schedules_counts CHECK (payments >= 0 AND payments_made >= 0);

-- What billing has on file is valid: of one schedule or one fee (or of neither: what was owed when it was taken over), never below zero.
ALTER TABLE scheduled_invoices
  ADD CONSTRAINT scheduled_invoices_of_one_thing CHECK (schedule_id IS NULL OR fee_id IS NULL),
  ADD CONSTRAINT scheduled_invoices_amount CHECK (amount >= 0);

-- A change is of an agreement or of something else; of an agreement one draft at most is open (AG-21).
ALTER TABLE changes
  ADD CONSTRAINT changes_of_an_agreement CHECK ((kind = 'agreement-change') = (agreement_id IS NOT NULL)),
  ADD CONSTRAINT changes_states_of_a_draft CHECK (kind <> 'agreement-change' OR state IN ('draft', 'completed', 'abandoned')),
  ADD CONSTRAINT changes_draft_expires CHECK (kind <> 'agreement-change' OR (due_at IS NOT NULL) = (state = 'draft')),
  ADD CONSTRAINT changes_draft_has_no_subscription CHECK (kind <> 'agreement-change' OR subscription_id IS NULL);

CREATE UNIQUE INDEX changes_one_draft_per_agreement ON changes (organization_id, agreement_id) WHERE closed_at IS NULL AND agreement_id IS NOT NULL;

CREATE UNIQUE INDEX scheduled_invoices_one_per_due_date ON scheduled_invoices (organization_id, schedule_id, due_on) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX scheduled_invoices_one_fee_per_due_date ON scheduled_invoices (organization_id, fee_id, due_on)
  WHERE closed_at IS NULL AND invoice_id IS NULL;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON agreement_versions EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON agreements EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON agreement_schedules EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON agreement_fees EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON scheduled_invoices EXECUTE FUNCTION refuse_change();
CREATE TRIGGER immutable BEFORE UPDATE ON agreement_schedules
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('closed_at');
CREATE TRIGGER immutable BEFORE UPDATE ON scheduled_invoices
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('closed_at', 'invoice_id');

-- Issued once, closed once.
CREATE FUNCTION refuse_reopening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'scheduled invoice % is issued or closed already', OLD.id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'scheduled_invoices_issued_once';
END $$;

CREATE TRIGGER issued_once BEFORE UPDATE ON scheduled_invoices FOR EACH ROW
  WHEN (OLD.closed_at IS NOT NULL OR (OLD.invoice_id IS NOT NULL AND NEW.invoice_id IS DISTINCT FROM OLD.invoice_id))
  EXECUTE FUNCTION refuse_reopening();
