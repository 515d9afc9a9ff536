-- Changes of every kind in one table (EN-01): what only a master plan change has is null for the others.
ALTER TABLE changes
  ADD COLUMN data JSONB,
  ALTER COLUMN subscription_id DROP NOT NULL,
  ALTER COLUMN rate_schedule_id DROP NOT NULL,
  ALTER COLUMN pinned_price_version_id DROP NOT NULL,
  DROP CONSTRAINT changes_kind,
  DROP CONSTRAINT changes_state,
  DROP CONSTRAINT changes_dated_is_due,
  DROP CONSTRAINT changes_closed_holds_no_slot,
  DROP CONSTRAINT changes_slot_is_its_date,
  DROP CONSTRAINT changes_closed_at,
  DROP CONSTRAINT changes_applied_has_its_plan,
  ADD CONSTRAINT changes_kind CHECK (kind IN
    ('master-plan-change', 'payg-upgrade-booking', 'package-change-order', 'service-reactivation', 'agreement-change')),
  ADD CONSTRAINT changes_closed_at CHECK ((closed_at IS NOT NULL) = (state IN
    ('applied', 'cancelled', 'expired', 'collected', 'completed', 'abandoned'))),
  ADD CONSTRAINT changes_closed_holds_no_slot CHECK (open_slot IS NULL OR closed_at IS NULL),
  ADD CONSTRAINT changes_state CHECK (kind <> 'master-plan-change'
    OR state IN ('accepted', 'waiting', 'needs-attention', 'applied', 'cancelled')),
  ADD CONSTRAINT changes_dated_is_due CHECK (kind <> 'master-plan-change' OR (effective_date IS NULL) = (due_at IS NULL)),
  ADD CONSTRAINT changes_slot_is_its_own CHECK (open_slot =
    CASE WHEN kind = 'master-plan-change' THEN coalesce(to_char(effective_date, 'YYYY-MM-DD'), 'undated') ELSE kind END),
  ADD CONSTRAINT changes_applied_has_its_plan CHECK (kind <> 'master-plan-change' OR (applied_plan IS NOT NULL) = (state = 'applied')),
  ADD CONSTRAINT changes_of_a_kind_have_its_columns CHECK (CASE WHEN kind = 'master-plan-change'
    THEN subscription_id IS NOT NULL AND rate_schedule_id IS NOT NULL AND pinned_price_version_id IS NOT NULL AND data IS NULL
    ELSE data IS NOT NULL END);

DROP INDEX changes_due;
DROP INDEX changes_open;
CREATE INDEX changes_due ON changes (organization_id, due_at) WHERE closed_at IS NULL AND state <> 'needs-attention';
CREATE INDEX changes_open ON changes (organization_id, account_id) WHERE closed_at IS NULL;
