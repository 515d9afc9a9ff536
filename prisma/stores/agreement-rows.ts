import type { Agreement } from '../../domain/agreement/agreement.js';
import { nextIssueAt } from '../../domain/agreement/billing.js';
import { amountOf, type RowsOfTable } from '../rows.js';
import { effectsOf, type Written } from './effect-rows.js';

const MADE_SINCE = `(SELECT count(*)::int FROM scheduled_invoices made JOIN invoices paid
    ON paid.organization_id = made.organization_id AND paid.id = made.invoice_id
  WHERE made.organization_id = schedule.organization_id AND made.schedule_id = schedule.id AND made.closed_at IS NULL AND paid.open = 0)`;

const SCHEDULES = `(SELECT coalesce(json_agg(json_build_object('id', schedule.id, 'role', schedule.role, 'name', schedule.name,
    'frequency', schedule.frequency, 'scheduledFrequency', schedule.scheduled_frequency, 'amount', schedule.amount::text,
    'payments', schedule.payments, 'paymentsMadeBefore', schedule.payments_made, 'paymentsMadeSince', ${MADE_SINCE},
    'nextDueDate', schedule.next_due_date,
    'anchorDay', coalesce(schedule.anchor_day, extract(day FROM schedule.next_due_date)::int)) ORDER BY schedule.position), '[]')
  FROM agreement_schedules schedule WHERE schedule.organization_id = agreement.organization_id
    AND schedule.agreement_id = agreement.id AND schedule.closed_at IS NULL)`;

const FEES = `(SELECT coalesce(json_agg(json_build_object('id', fee.id, 'name', fee.name, 'dueDate', fee.due_date, 'amount', fee.amount::text,
    'apply', fee.apply, 'recurring', fee.recurring, 'paidInPast', fee.paid_in_past OR EXISTS (SELECT 1 FROM scheduled_invoices made
      JOIN invoices paid ON paid.organization_id = made.organization_id AND paid.id = made.invoice_id
      WHERE made.organization_id = fee.organization_id AND made.fee_id = fee.id AND made.closed_at IS NULL AND paid.open = 0))
    ORDER BY fee.position), '[]')
  FROM agreement_fees fee WHERE fee.organization_id = agreement.organization_id AND fee.agreement_id = agreement.id)`;

const UNPAID = `(SELECT coalesce(json_agg(json_build_object('id', scheduled.id, 'scheduleId', scheduled.schedule_id, 'feeId', scheduled.fee_id,
    'dueOn', scheduled.due_on, 'amount', scheduled.amount::text, 'invoiceId', scheduled.invoice_id)
    ORDER BY scheduled.due_on, scheduled.id), '[]')
  FROM scheduled_invoices scheduled LEFT JOIN invoices issued
    ON issued.organization_id = scheduled.organization_id AND issued.id = scheduled.invoice_id
  WHERE scheduled.organization_id = agreement.organization_id AND scheduled.agreement_id = agreement.id
    AND scheduled.closed_at IS NULL AND (scheduled.invoice_id IS NULL OR issued.open > 0))`;

const CLOSED = `(SELECT coalesce(json_agg(json_build_object('id', scheduled.id, 'invoiceId', scheduled.invoice_id)), '[]')
  FROM scheduled_invoices scheduled WHERE scheduled.organization_id = agreement.organization_id
    AND scheduled.agreement_id = agreement.id AND scheduled.closed_at IS NOT NULL)`;

/** Writes the SQL that gives a row of `agreements agreement` as one JSON value; its account's currency is told apart. */
export const AGREEMENT_JSON = `json_build_object('id', agreement.id, 'accountId', agreement.account_id, 'planId', agreement.plan_id,
  'clubNumber', agreement.club_number, 'type', agreement.type, 'managedBy', agreement.managed_by, 'status', agreement.status,
  'termMonths', agreement.term_months, 'termSatisfiedMonths', agreement.term_satisfied_months, 'monthBegun', agreement.month_begun, 'beginDate', agreement.begin_date,
  'expirationDate', agreement.expiration_date,
  'renewal', json_build_object('option', agreement.renewal_option, 'date', agreement.renewal_date),
  'standing', json_build_object('pastDue', agreement.past_due, 'pendingCancel', agreement.pending_cancel, 'frozen', agreement.frozen),
  'version', agreement.version, 'schedules', ${SCHEDULES}, 'fees', ${FEES}, 'invoices', ${UNPAID}, 'closedInvoices', ${CLOSED},
  'isTurnedOn', coalesce((SELECT upgrade_downgrade FROM club_features WHERE number = agreement.club_number), false))`;

/** What `AGREEMENT_JSON` gives: amounts still as NUMERIC writes them. */
export type AgreementRow = Agreement & { readonly accountId: string };

/** Reads an agreement in the currency of its account. */
export function agreementOf({ accountId: _, ...row }: AgreementRow, currency: string): Agreement {
  const readable = <T extends { readonly amount: string }>(it: T): T => ({
    ...it,
    amount: amountOf(it.amount, currency),
  });
  return {
    ...row,
    schedules: row.schedules.map(readable),
    fees: row.fees.map(readable),
    invoices: row.invoices.map(readable),
  };
}

/** Makes the rows of what effects add of agreements. */
export function agreementTables({ organizationId, accountId, effects }: Written): RowsOfTable[] {
  const opened = effectsOf(effects, 'agreement-opened').map(({ agreement }) => agreement);
  const rewritten = effectsOf(effects, 'agreement-rewritten');
  const next = effectsOf(effects, 'scheduled-invoice-issued').flatMap((it) =>
    it.next === null ? [] : [scheduledRow(organizationId, it.agreementId, it.next)],
  );
  return [
    ...tablesOfNew(organizationId, accountId, opened, null),
    { table: 'agreement_versions', rows: rewritten.map((it) => versionRow(organizationId, it)) },
    { table: 'agreement_schedules', rows: rewritten.flatMap(({ after }) => scheduleRows(organizationId, after)) },
    {
      table: 'scheduled_invoices',
      rows: [
        ...next,
        ...rewritten.flatMap(({ before, after }) =>
          after.invoices
            .filter((it) => !before.invoices.some((old) => old.id === it.id))
            .map((it) => scheduledRow(organizationId, after.id, it)),
        ),
      ],
    },
  ];
}

/** Makes the rows of agreements that are new here; with a zone, their alarms are set, which the timeline does otherwise. */
export function tablesOfNew(
  organizationId: string,
  accountId: string,
  agreements: readonly Agreement[],
  zone: string | null,
): RowsOfTable[] {
  return [
    {
      table: 'agreements',
      rows: agreements.map((it) => ({
        ...agreementRow(organizationId, accountId, it),
        next_due_at: zone === null ? null : nextIssueAt(it, zone),
      })),
    },
    { table: 'agreement_schedules', rows: agreements.flatMap((it) => scheduleRows(organizationId, it)) },
    { table: 'agreement_fees', rows: agreements.flatMap((it) => feeRows(organizationId, it)) },
    {
      table: 'scheduled_invoices',
      rows: agreements.flatMap((it) => it.invoices.map((invoice) => scheduledRow(organizationId, it.id, invoice))),
    },
  ];
}

function agreementRow(organizationId: string, accountId: string, it: Agreement) {
  return {
    organization_id: organizationId,
    id: it.id,
    account_id: accountId,
    plan_id: it.planId,
    club_number: it.clubNumber,
    type: it.type,
    managed_by: it.managedBy,
    status: it.status,
    term_months: it.termMonths,
    term_satisfied_months: it.termSatisfiedMonths,
    month_begun: it.monthBegun,
    begin_date: it.beginDate,
    expiration_date: it.expirationDate,
    renewal_option: it.renewal.option,
    renewal_date: it.renewal.date,
    past_due: it.standing.pastDue,
    pending_cancel: it.standing.pendingCancel,
    frozen: it.standing.frozen,
    version: it.version,
  };
}

function versionRow(
  organizationId: string,
  { changeId, at, by, before }: ReturnType<typeof effectsOf<'agreement-rewritten'>>[number],
) {
  return {
    organization_id: organizationId,
    agreement_id: before.id,
    version: before.version,
    change_id: changeId,
    terms: before,
    ended_at: at,
    ended_by: by,
  };
}

function scheduleRows(organizationId: string, { id: agreementId, schedules }: Agreement) {
  return schedules.map((it, position) => ({
    organization_id: organizationId,
    id: it.id,
    agreement_id: agreementId,
    position,
    role: it.role,
    name: it.name,
    frequency: it.frequency,
    scheduled_frequency: it.scheduledFrequency,
    amount: it.amount,
    payments: it.payments,
    payments_made: it.paymentsMadeBefore,
    next_due_date: it.nextDueDate,
    anchor_day: it.anchorDay,
  }));
}

function feeRows(organizationId: string, { id: agreementId, fees }: Agreement) {
  return fees.map((it, position) => ({
    organization_id: organizationId,
    id: it.id,
    agreement_id: agreementId,
    position,
    name: it.name,
    due_date: it.dueDate,
    amount: it.amount,
    apply: it.apply,
    recurring: it.recurring,
    paid_in_past: it.paidInPast,
  }));
}

function scheduledRow(organizationId: string, agreementId: string, it: Agreement['invoices'][number]) {
  return {
    organization_id: organizationId,
    id: it.id,
    agreement_id: agreementId,
    schedule_id: it.scheduleId,
    fee_id: it.feeId,
    due_on: it.dueOn,
    amount: it.amount,
  };
}
