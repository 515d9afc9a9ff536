import type { Instant } from '../../domain/calendar/instant.js';
import type { Money } from '../../domain/money/money.js';
import type { CheckoutNames } from '../../domain/payment/checkout.js';
import type { Db, Tx } from '../client.js';
import type { SandboxCheckoutModel } from '../generated/models.js';
import { newId } from '../ids.js';
import { amountOf, instantOf } from '../rows.js';

/** What the sandbox keeps of a checkout, as a real provider would on its side. */
export interface SandboxCheckout {
  readonly id: string;
  readonly organizationId: string;
  readonly endpointId: string;
  readonly amount: Money;
  readonly description: string;
  /** Ours: sent back with each event. */
  readonly names: CheckoutNames & { readonly checkoutId: string };
  readonly returnUrl: string | null;
  readonly state: 'open' | 'paid' | 'expired';
  /** On the organization's clock. */
  readonly expiresAt: Instant;
}

export type NewSandboxCheckout = Omit<SandboxCheckout, 'id' | 'state'> & { readonly idempotencyKey: string };

/** Makes a checkout, once for each key; gives its id. */
export async function createSandboxCheckout(db: Db, input: NewSandboxCheckout): Promise<string> {
  const { organizationId, endpointId, idempotencyKey, amount, description, names, returnUrl, expiresAt } = input;
  const data = { organizationId, endpointId, idempotencyKey, description, returnUrl, expiresAt, names: { ...names } };
  await db.sandboxCheckout.createMany({
    data: { ...data, id: newId('sbc'), amount: amount.amount, currency: amount.currency, state: 'open' },
    skipDuplicates: true,
  });
  const where = { organizationId_idempotencyKey: { organizationId, idempotencyKey } };
  return (await db.sandboxCheckout.findUniqueOrThrow({ where, select: { id: true } })).id;
}

/** Finds a checkout by the address of its page alone. */
export async function findSandboxCheckout(db: Db, id: string): Promise<SandboxCheckout | null> {
  const row = await db.sandboxCheckout.findUnique({ where: { id } });
  return row && checkoutOf(row);
}

/** Finds a checkout and lets nobody else pay or end it until the transaction is over. */
export async function lockSandboxCheckout(tx: Tx, id: string): Promise<SandboxCheckout | null> {
  await tx.$queryRaw`SELECT 1 FROM sandbox_checkouts WHERE id = ${id} FOR UPDATE`;
  return findSandboxCheckout(tx, id);
}

/** Moves a checkout that is open; one that is over stays as it is. */
export async function closeSandboxCheckout(db: Db, id: string, state: 'paid' | 'expired'): Promise<void> {
  await db.sandboxCheckout.updateMany({ where: { id, state: 'open' }, data: { state } });
}

export interface SandboxPayment {
  readonly id: string;
  readonly organizationId: string;
  readonly amount: Money;
  readonly paidAt: Instant;
  readonly checkout: SandboxCheckout;
}

/** Books the payment of a checkout: the only one that it can have. */
export async function insertSandboxPayment(
  tx: Tx,
  checkout: SandboxCheckout,
  paidAt: Instant,
): Promise<SandboxPayment> {
  const { organizationId, amount } = checkout;
  const id = newId('sbp');
  await tx.sandboxPayment.create({ data: { organizationId, id, checkoutId: checkout.id, ...amount, paidAt } });
  return { id, organizationId, amount, paidAt, checkout };
}

export interface SandboxRefund {
  readonly id: string;
  readonly idempotencyKey: string;
  readonly amount: string;
}

/** Finds a payment with its refunds, and lets nobody else refund it until the transaction is over. */
export async function lockSandboxPayment(
  tx: Tx,
  organizationId: string,
  id: string,
): Promise<(SandboxPayment & { readonly refunds: readonly SandboxRefund[] }) | null> {
  const where = { organizationId_id: { organizationId, id } };
  await tx.$queryRaw`SELECT 1 FROM sandbox_payments WHERE organization_id = ${organizationId} AND id = ${id} FOR UPDATE`;
  const row = await tx.sandboxPayment.findUnique({ where, include: { checkout: true, refunds: true } });
  if (!row) return null;
  const { currency } = row;
  return {
    id,
    organizationId,
    amount: { amount: amountOf(row.amount.toFixed(), currency), currency },
    paidAt: instantOf(row.paidAt),
    checkout: checkoutOf(row.checkout),
    refunds: row.refunds.map((it) => ({
      id: it.id,
      idempotencyKey: it.idempotencyKey,
      amount: amountOf(it.amount.toFixed(), currency),
    })),
  };
}

/** Books a refund; its key is a new one. */
export async function insertSandboxRefund(
  tx: Tx,
  payment: SandboxPayment,
  refund: { readonly idempotencyKey: string; readonly amount: string },
): Promise<string> {
  const id = newId('sbr');
  const { organizationId, id: paymentId } = payment;
  await tx.sandboxRefund.create({ data: { organizationId, id, paymentId, ...refund } });
  return id;
}

function checkoutOf(row: SandboxCheckoutModel): SandboxCheckout {
  const { id, organizationId, endpointId, description, returnUrl, currency } = row;
  return {
    id,
    organizationId,
    endpointId,
    description,
    returnUrl,
    amount: { amount: amountOf(row.amount.toFixed(), currency), currency },
    names: row.names as unknown as SandboxCheckout['names'],
    state: row.state as SandboxCheckout['state'],
    expiresAt: instantOf(row.expiresAt),
  };
}
