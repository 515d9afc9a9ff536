import type { Instant } from '../../domain/calendar/civil-date.js';
import type { InvoiceLine, IssuedInvoice } from '../../domain/subscription/effects.js';
import type { Db } from '../client.js';
import { limitOf, type Page, type PageRequest, pageOf, placeOf } from '../cursor.js';
import type { InvoiceLineModel, InvoiceModel, SettlementModel } from '../generated/models.js';
import { amountOf, dateOf, instantOf } from '../rows.js';

export interface StoredInvoice extends Omit<IssuedInvoice, 'subscriptionId'> {
  readonly accountId: string;
  readonly subscriptionId: string | null;
  /** `INV-000001`, of a credit note `CN-000001`; without gaps in an organization. */
  readonly number: string;
  /** What is still owed. */
  readonly open: string;
  /** `held`: of a package order, posted only when that is applied; `void`: it came to nothing. */
  readonly standing: 'posted' | 'held' | 'void';
  readonly issuedAt: Instant;
  readonly settlements: readonly StoredSettlement[];
}

/** What settled a part of an invoice; below zero: open again, after a refund. */
export interface StoredSettlement {
  readonly source: 'account-credit' | 'payment';
  readonly paymentId: string | null;
  readonly amount: string;
  readonly at: Instant;
}

const WITH_LINES = { lines: { orderBy: { line: 'asc' } }, settlements: { orderBy: { id: 'asc' } } } as const;

export async function findInvoice(db: Db, organizationId: string, id: string): Promise<StoredInvoice | null> {
  const row = await db.invoice.findUnique({
    where: { organizationId_id: { organizationId, id } },
    include: WITH_LINES,
  });
  return row && invoiceOf(row);
}

/** Lists the invoices and credit notes of an account with their lines, in the order of their ids, which is that of issue. */
export async function listInvoices(
  db: Db,
  account: { readonly organizationId: string; readonly accountId: string },
  page: PageRequest = {},
): Promise<Page<StoredInvoice>> {
  const { organizationId, accountId } = account;
  const limit = limitOf(page);
  const [after = ''] = placeOf(page, 1) ?? [];
  const rows = await db.invoice.findMany({
    where: { organizationId, accountId, id: { gt: after ?? '' } },
    orderBy: { id: 'asc' },
    take: limit + 1,
    include: WITH_LINES,
  });
  return pageOf(rows.map(invoiceOf), limit, ({ id }) => [id]);
}

function invoiceOf(row: InvoiceModel & { lines: InvoiceLineModel[]; settlements: SettlementModel[] }): StoredInvoice {
  return {
    id: row.id,
    kind: row.kind as IssuedInvoice['kind'],
    number: row.number,
    accountId: row.accountId,
    subscriptionId: row.subscriptionId,
    changeId: row.changeId,
    currency: row.currency,
    total: amountOf(row.total.toFixed(), row.currency),
    open: amountOf(row.standing === 'void' ? '0' : row.open.toFixed(), row.currency),
    issuedOn: dateOf(row.issuedOn),
    dueOn: dateOf(row.dueOn),
    standing: row.standing as StoredInvoice['standing'],
    issuedAt: instantOf(row.issuedAt),
    lines: row.lines.map((line) => lineOf(line, row.currency)),
    settlements: row.settlements.map(({ source, paymentId, amount, settledAt }) => ({
      source: source as StoredSettlement['source'],
      paymentId,
      amount: amountOf(amount.toFixed(), row.currency),
      at: instantOf(settledAt),
    })),
  };
}

function lineOf(row: InvoiceLineModel, currency: string): InvoiceLine {
  return {
    kind: row.kind as InvoiceLine['kind'],
    subscriptionId: row.subscriptionId,
    planId: row.planId,
    description: row.description,
    quantity: row.quantity,
    from: dateOf(row.fromDate),
    to: dateOf(row.toDate),
    fraction: { whole: row.fractionWhole, numerator: row.fractionNumerator, denominator: row.fractionDenominator },
    price: amountOf(row.price.toFixed(), currency),
    amount: amountOf(row.amount.toFixed(), currency),
    explanation: row.explanation,
  };
}
