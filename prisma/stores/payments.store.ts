import type { Instant } from '../../domain/calendar/instant.js';
import type { FoundNames } from '../../domain/payment/allocate.js';
import type { Payment, PaymentAllocation, PaymentNames } from '../../domain/payment/payment.js';
import type { Db, Tx } from '../client.js';
import { limitOf, type Page, type PageRequest, pageOf, placeOf } from '../cursor.js';
import type { PaymentAllocationModel, PaymentModel, PaymentRefundModel } from '../generated/models.js';
import { amountOf, insertRows, instantOf } from '../rows.js';
import { paymentOf, paymentRow } from './payment-rows.js';

export interface StoredRefund {
  readonly id: string;
  readonly externalId: string;
  readonly kind: 'refund' | 'dispute';
  readonly amount: string;
  /** What of it was taken back: never more than was left of the payment. */
  readonly taken: string;
  readonly at: Instant;
}

export interface StoredPayment extends Payment {
  /** In the order in which they were made; what a refund took back is below zero. */
  readonly allocations: readonly PaymentAllocation[];
  readonly refunds: readonly StoredRefund[];
}

const WITH_PARTS = {
  allocations: { orderBy: { id: 'asc' } },
  refunds: { orderBy: { id: 'asc' } },
} as const;

export async function findPayment(db: Db, organizationId: string, id: string): Promise<StoredPayment | null> {
  const row = await db.payment.findUnique({
    where: { organizationId_id: { organizationId, id } },
    include: WITH_PARTS,
  });
  return row && storedOf(row);
}

/** Finds a payment by the provider's id of it. */
export async function findProvidersPayment(
  db: Db,
  organizationId: string,
  { provider, externalId }: Pick<Payment, 'provider' | 'externalId'>,
): Promise<StoredPayment | null> {
  const row = await db.payment.findUnique({
    where: { organizationId_provider_externalId: { organizationId, provider, externalId } },
    include: WITH_PARTS,
  });
  return row && storedOf(row);
}

/** Tells whether a provider's payment has come. */
export async function isKnownPayment(
  db: Db,
  organizationId: string,
  { provider, externalId }: Pick<Payment, 'provider' | 'externalId'>,
): Promise<boolean> {
  return (await db.payment.count({ where: { organizationId, provider, externalId } })) > 0;
}

export interface PaymentFilter extends PageRequest {
  readonly accountId?: string | undefined;
  readonly state?: 'allocated' | 'unallocated' | undefined;
}

/** Lists payments in the order in which they came. */
export async function listPayments(
  db: Db,
  organizationId: string,
  filter: PaymentFilter,
): Promise<Page<StoredPayment>> {
  const limit = limitOf(filter);
  const [after] = placeOf(filter, 1) ?? [];
  const rows = await db.payment.findMany({
    where: {
      organizationId,
      id: { gt: after ?? '' },
      ...(filter.accountId === undefined ? {} : { accountId: filter.accountId }),
      ...(filter.state === undefined ? {} : { state: filter.state }),
    },
    orderBy: { id: 'asc' },
    take: limit + 1,
    include: WITH_PARTS,
  });
  return pageOf(rows.map(storedOf), limit, ({ id }) => [id]);
}

/** Reads what the books know payments by, by their ids. */
export async function referencesOf(
  db: Db,
  organizationId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const where = { organizationId, id: { in: [...ids] } };
  const rows = await db.payment.findMany({ where, select: { id: true, reference: true } });
  return new Map(rows.map((row) => [row.id, row.reference]));
}

/** Keeps a payment that cannot be allocated, with the reason (EN-13). */
export async function keepPayment(tx: Tx, organizationId: string, payment: Payment): Promise<void> {
  await insertRows(tx, [{ table: 'payments', rows: [paymentRow(organizationId, payment)] }]);
}

/** Finds whose the things are that a payment names. */
export async function findNames(db: Db, organizationId: string, names: PaymentNames): Promise<FoundNames> {
  const { accountId, invoiceId, subscriptionId, changeId } = names;
  const at = (id: string) => ({ organizationId_id: { organizationId, id } });
  const account = accountId === null ? null : await db.account.findUnique({ where: at(accountId) });
  const invoice = invoiceId === null ? null : await db.invoice.findUnique({ where: at(invoiceId) });
  // One that an agreement has on file can be paid before it is issued.
  const scheduled =
    invoiceId === null || invoice !== null
      ? null
      : await db.scheduledInvoice.findUnique({ where: at(invoiceId), include: { agreement: true } });
  const subscription = subscriptionId === null ? null : await db.subscription.findUnique({ where: at(subscriptionId) });
  const change = changeId === null ? null : await db.change.findUnique({ where: at(changeId) });
  return {
    account: account?.id ?? null,
    invoice: invoice?.accountId ?? scheduled?.agreement.accountId ?? null,
    subscription: subscription?.accountId ?? null,
    change: change?.accountId ?? null,
  };
}

/** Lets the events of one payment follow one another, until the transaction ends. Taken before the account's lock. */
export async function lockPayment(
  tx: Tx,
  organizationId: string,
  { provider, externalId }: Pick<Payment, 'provider' | 'externalId'>,
): Promise<void> {
  const key = `payment/${organizationId}/${provider}/${externalId}`;
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0)) IS NULL`;
}

type Row = PaymentModel & { allocations: PaymentAllocationModel[]; refunds: PaymentRefundModel[] };

function storedOf(row: Row): StoredPayment {
  const { currency } = row;
  return {
    ...paymentOf(row),
    allocations: row.allocations
      .map(({ organizationId, recordedAt, ...it }) => ({
        ...it,
        kind: it.kind as PaymentAllocation['kind'],
        amount: amountOf(it.amount.toFixed(), currency),
        at: instantOf(it.at),
      }))
      .sort(byTime),
    refunds: row.refunds.map((it) => ({
      id: it.id,
      externalId: it.externalId ?? it.id,
      kind: it.kind as StoredRefund['kind'],
      amount: amountOf(it.amount.toFixed(), currency),
      taken: amountOf(it.taken?.toFixed() ?? '0', currency),
      at: instantOf(it.at),
    })),
  };
}

/** Ids sort by time already; of one moment invoices come before the rest of the money. */
function byTime(a: PaymentAllocation, b: PaymentAllocation): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (a.kind !== b.kind) return a.kind === 'invoice' ? -1 : 1;
  return 0;
}
