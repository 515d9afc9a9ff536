-- AlterTable
ALTER TABLE "accounts" ADD COLUMN     "client_group_id" TEXT;

-- AlterTable
ALTER TABLE "invoices" ADD COLUMN     "standing" TEXT NOT NULL DEFAULT 'posted';

-- CreateTable
CREATE TABLE "client_groups" (
    "organization_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "upgrade_downgrade_packages" BOOLEAN NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "client_groups_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "client_groups_organization_id_name_key" ON "client_groups"("organization_id", "name");

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_organization_id_client_group_id_fkey" FOREIGN KEY ("organization_id", "client_group_id") REFERENCES "client_groups"("organization_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "client_groups" ADD CONSTRAINT "client_groups_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- From here on by hand: what the schema language cannot say. Each of these is tested by what it refuses.

ALTER TABLE postings
  DROP CONSTRAINT postings_ledger_account,
  ADD CONSTRAINT postings_ledger_account CHECK (ledger_account IN
    ('receivable', 'cash', 'account-credit', 'opening-balance', 'revenue', 'order-deposit', 'forfeited-credit',
     'unearned-time', 'down-payment', 'conversion-held', 'goodwill', 'refunds'));

ALTER TABLE invoices
  ADD CONSTRAINT invoices_standing CHECK (standing IN ('posted', 'held', 'void')),
  ADD CONSTRAINT invoices_only_an_order_is_held CHECK (standing = 'posted' OR (kind = 'invoice' AND change_id IS NOT NULL));
CREATE INDEX invoices_held ON invoices (organization_id, account_id) WHERE standing = 'held';

-- Settlements keep what is open, as before; what stands is decided once.
DROP TRIGGER immutable ON invoices;
CREATE TRIGGER immutable BEFORE UPDATE ON invoices
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('open', 'standing');
DROP TRIGGER kept_by_settlements ON invoices;
CREATE TRIGGER kept_by_settlements BEFORE UPDATE ON invoices
  FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND NEW.open IS DISTINCT FROM OLD.open) EXECUTE FUNCTION refuse_by_hand();

CREATE FUNCTION refuse_restanding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'invoice % is % already', OLD.id, OLD.standing
    USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_stand_once';
END $$;
CREATE TRIGGER stands_once BEFORE UPDATE ON invoices
  FOR EACH ROW WHEN (OLD.standing <> 'held' AND NEW.standing <> OLD.standing) EXECUTE FUNCTION refuse_restanding();

-- What paid an order that came to nothing goes on to account credit; a refund only takes.
ALTER TABLE payment_allocations
  DROP CONSTRAINT payment_allocations_only_a_refund_takes,
  ADD CONSTRAINT payment_allocations_only_a_refund_takes CHECK (CASE
    WHEN refund_id IS NOT NULL THEN amount < 0
    WHEN kind = 'account-credit' THEN amount > 0
    ELSE amount <> 0 END);
