import { STORED_AGREEMENT } from '../support/stored-agreements.js';
import type { RefusedRow } from './refused-rows.js';

/** A draft made of the row of another change: all of it right. */
const draft = {
  kind: 'agreement-change',
  agreement_id: STORED_AGREEMENT,
  subscription_id: null,
  data: {},
  open_slot: null,
  state: 'draft',
};

export const REFUSED_AGREEMENT_ROWS: readonly RefusedRow[] = [
  ['plans', { renewal_option: 'maybe' }, 'plans_renewal_option'],
  ['club_features', { number: '#1' }, 'club_features_number'],
  ['agreements', { type: 'loose' }, 'agreements_type'],
  ['agreements', { managed_by: 'nobody' }, 'agreements_managed_by'],
  ['agreements', { status: 'asleep' }, 'agreements_status'],
  ['agreements', { renewal_option: 'maybe' }, 'agreements_renewal_option'],
  ['agreements', { term_months: null }, 'agreements_open_has_no_term'],
  [
    'agreements',
    { type: 'open', term_months: null, renewal_option: 'auto-renew-to-open' },
    'agreements_open_renews_not_to_open',
  ],
  ['agreements', { term_satisfied_months: 13 }, 'agreements_term'],
  ['agreements', { month_begun: 156 }, 'agreements_month_begun'],
  ['agreements', { expiration_date: '2026-04-30' }, 'agreements_expires_after_it_begins'],
  ['agreements', { version: 0 }, 'agreements_version_from_one'],
  ['agreement_versions', { version: 0 }, 'agreement_versions_version_from_one'],
  ['agreement_schedules', { role: 'third' }, 'agreement_schedules_role'],
  ['agreement_schedules', { payments: -1 }, 'agreement_schedules_counts'],
  ['agreement_schedules', { payments_made: -1 }, 'agreement_schedules_counts'],
  ['agreement_schedules', { anchor_day: 32 }, 'agreement_schedules_anchor_day'],
  ['scheduled_invoices', { amount: '-0.01' }, 'scheduled_invoices_amount'],
  ['scheduled_invoices', { fee_id: `fee:${STORED_AGREEMENT}/0` }, 'scheduled_invoices_of_one_thing'],
  ['scheduled_invoices', { id: 'second' }, 'scheduled_invoices_one_per_due_date'],
  [
    'scheduled_invoices',
    { id: 'second', schedule_id: null, fee_id: `fee:${STORED_AGREEMENT}/0`, due_on: '2027-02-01' },
    'scheduled_invoices_one_fee_per_due_date',
  ],
  ['changes', { agreement_id: STORED_AGREEMENT }, 'changes_of_an_agreement'],
  ['changes', { ...draft, state: 'waiting', due_at: null }, 'changes_states_of_a_draft'],
  ['changes', { ...draft, due_at: null }, 'changes_draft_expires'],
  ['changes', { ...draft, subscription_id: 'sub' }, 'changes_draft_has_no_subscription'],
  ['changes', { ...draft, id: 'second', workflow_id: 'second' }, 'changes_one_draft_per_agreement'],
  ['imports', { kind: 'dreams' }, 'imports_kind'],
  ['imports', { rows: 5 }, 'imports_counts'],
  ['import_references', { kind: 'dreams' }, 'import_references_kind'],
];
