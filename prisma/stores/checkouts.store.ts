import type { Checkout, CheckoutState } from '../../domain/payment/checkout.js';
import type { Db } from '../client.js';
import { limitOf, type Page, type PageRequest, pageOf, placeOf } from '../cursor.js';
import type { CheckoutModel } from '../generated/models.js';
import { amountOf, instantOf } from '../rows.js';

export async function findCheckout(db: Db, organizationId: string, id: string): Promise<Checkout | null> {
  const row = await db.checkout.findUnique({ where: { organizationId_id: { organizationId, id } } });
  return row && checkoutOf(row);
}

/** Finds the one checkout of an invoice that is not over. */
export async function findOpenCheckout(db: Db, organizationId: string, invoiceId: string): Promise<Checkout | null> {
  const row = await db.checkout.findFirst({
    where: { organizationId, invoiceId, state: { in: ['opening', 'open'] } },
  });
  return row && checkoutOf(row);
}

/** Finds the checkout that a change opened last. */
export async function findCheckoutOf(db: Db, organizationId: string, changeId: string): Promise<Checkout | null> {
  const row = await db.checkout.findFirst({ where: { organizationId, changeId }, orderBy: { id: 'desc' } });
  return row && checkoutOf(row);
}

export interface CheckoutFilter extends PageRequest {
  readonly accountId?: string | undefined;
  readonly state?: CheckoutState | undefined;
}

/** Lists checkouts in the order in which they were asked for. */
export async function listCheckouts(db: Db, organizationId: string, filter: CheckoutFilter): Promise<Page<Checkout>> {
  const limit = limitOf(filter);
  const [after] = placeOf(filter, 1) ?? [];
  const rows = await db.checkout.findMany({
    where: {
      organizationId,
      id: { gt: after ?? '' },
      ...(filter.accountId === undefined ? {} : { accountId: filter.accountId }),
      ...(filter.state === undefined ? {} : { state: filter.state }),
    },
    orderBy: { id: 'asc' },
    take: limit + 1,
  });
  return pageOf(rows.map(checkoutOf), limit, ({ id }) => [id]);
}

export function checkoutOf(row: CheckoutModel): Checkout {
  const { organizationId: _, recordedAt, closedAt, amount, currency, state, ...rest } = row;
  return {
    ...rest,
    amount: amountOf(amount.toFixed(), currency),
    currency,
    state: state as CheckoutState,
    expiresAt: instantOf(row.expiresAt),
    gatewayExpiresAt: instantOf(row.gatewayExpiresAt),
    createdAt: instantOf(row.createdAt),
  };
}
