import type { Effect, HistoryEntry, IssuedInvoice, Journal } from '../../domain/subscription/effects.js';
import type { RowsOfTable } from '../rows.js';
import { agreementTables } from './agreement-rows.js';
import { paymentTables } from './payment-rows.js';

type Of<Type extends Effect['type']> = Extract<Effect, { type: Type }>;

/** Picks the effects of one type, in their order. */
export function effectsOf<Type extends Effect['type']>(effects: readonly Effect[], type: Type): readonly Of<Type>[] {
  return effects.filter((effect): effect is Of<Type> => effect.type === type);
}

export interface Written {
  readonly organizationId: string;
  readonly accountId: string;
  readonly effects: readonly Effect[];
  /** Document numbers by invoice id. */
  readonly numbers: ReadonlyMap<string, string>;
  /** Currency of what is charged without an invoice among the effects. */
  readonly currency: string;
}

/** Makes the rows of history, documents, charges and journals: all that is only ever added. */
export function tablesOf(written: Written): RowsOfTable[] {
  const { effects } = written;
  const invoices = effectsOf(effects, 'invoice-issued');
  const journals = effectsOf(effects, 'journal-posted').map(({ journal }) => journal);
  const history = effectsOf(effects, 'history-written').map(({ entry }) => historyRow(written, entry));
  return [
    { table: 'history_entries', rows: history },
    { table: 'invoices', rows: invoices.map((it) => invoiceRow(written, it)) },
    { table: 'invoice_lines', rows: invoices.flatMap((it) => lineRows(written, it.invoice)) },
    { table: 'recurring_charges', rows: effectsOf(effects, 'charged').map((it) => chargeRow(written, it)) },
    { table: 'charge_credits', rows: effectsOf(effects, 'charge-credited').map((it) => creditRow(written, it)) },
    { table: 'journals', rows: journals.map((it) => journalRow(written, it)) },
    { table: 'postings', rows: journals.flatMap((it) => postingRows(written, it)) },
    ...paymentTables(written),
    ...agreementTables(written),
  ];
}

export function historyRow(
  { organizationId, accountId }: { organizationId: string; accountId: string },
  entry: HistoryEntry,
) {
  return {
    organization_id: organizationId,
    id: entry.id,
    account_id: accountId,
    subscription_id: entry.subscriptionId,
    change_id: entry.changeId,
    at: entry.at,
    event: entry.event,
    by: entry.by,
    text: entry.text,
    amounts: entry.amounts,
  };
}

function invoiceRow({ organizationId, accountId, numbers }: Written, { invoice, at, order }: Of<'invoice-issued'>) {
  return {
    organization_id: organizationId,
    id: invoice.id,
    kind: invoice.kind,
    number: numbers.get(invoice.id) ?? null,
    account_id: accountId,
    subscription_id: invoice.subscriptionId,
    change_id: invoice.changeId,
    currency: invoice.currency,
    total: invoice.total,
    open: invoice.kind === 'invoice' ? invoice.total : '0',
    standing: order ? 'held' : 'posted',
    issued_on: invoice.issuedOn,
    due_on: invoice.dueOn,
    issued_at: at,
  };
}

function lineRows({ organizationId }: Written, invoice: IssuedInvoice) {
  return invoice.lines.map((line, index) => ({
    organization_id: organizationId,
    invoice_id: invoice.id,
    line: index + 1,
    kind: line.kind,
    subscription_id: line.subscriptionId,
    plan_id: line.planId,
    description: line.description,
    quantity: line.quantity,
    from_date: line.from,
    to_date: line.to,
    fraction_whole: line.fraction.whole,
    fraction_numerator: line.fraction.numerator,
    fraction_denominator: line.fraction.denominator,
    price: line.price,
    amount: line.amount,
    explanation: line.explanation,
  }));
}

function chargeRow({ organizationId, effects, currency }: Written, { charge, ...effect }: Of<'charged'>) {
  const issued = effectsOf(effects, 'invoice-issued').find(({ invoice }) => invoice.id === effect.invoiceId);
  return {
    organization_id: organizationId,
    id: charge.id,
    subscription_id: effect.subscriptionId,
    change_id: effect.changeId,
    invoice_id: effect.invoiceId,
    plan_id: charge.planId,
    units: charge.units,
    price: charge.price,
    currency: issued?.invoice.currency ?? currency,
    interval_unit: charge.interval.unit,
    interval_count: charge.interval.count,
    anchor_day: charge.anchorDay,
    from_date: charge.from,
    to_date: charge.to,
    counted_to: charge.countedTo ?? null,
    live_to: charge.liveTo,
    amount: charge.amount,
    credited: charge.credited,
  };
}

function creditRow({ organizationId }: Written, effect: Of<'charge-credited'>) {
  return {
    organization_id: organizationId,
    id: effect.id,
    charge_id: effect.chargeId,
    change_id: effect.changeId,
    invoice_id: effect.invoiceId,
    from_date: effect.from,
    to_date: effect.to,
    amount: effect.amount,
  };
}

function journalRow({ organizationId, accountId }: Written, journal: Journal) {
  return {
    organization_id: organizationId,
    id: journal.id,
    kind: journal.kind,
    description: journal.description,
    account_id: accountId,
    effective_at: journal.effectiveAt,
  };
}

function postingRows({ organizationId, accountId }: Written, journal: Journal) {
  return journal.postings.map((posting, index) => ({
    organization_id: organizationId,
    journal_id: journal.id,
    line: index + 1,
    ledger_account: posting.ledgerAccount,
    amount: posting.amount,
    currency: posting.currency,
    account_id: accountId,
    subscription_id: posting.subscriptionId,
    change_id: posting.changeId,
    invoice_id: posting.invoiceId,
  }));
}
