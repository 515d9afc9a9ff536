import { addDuration } from '../../domain/calendar/duration.js';
import { DomainError } from '../../domain/errors.js';
import { type Money, parseAmount } from '../../domain/money/money.js';
import { isPayable } from '../../domain/payment/allocate.js';
import { amountOfInvoice } from '../../domain/payment/checkout.js';
import { businessNow } from '../../domain/timeline/clock.js';
import type { Tx } from '../client.js';
import { findAccount, lockAccount, unknownAccount } from './accounts.store.js';
import { type OpenedCheckout, openCheckout } from './checkout-commands.store.js';
import { findInvoice, type StoredInvoice } from './invoices.store.js';
import { findOrganization } from './organizations.store.js';
import type { StoreDeps } from './timeline.store.js';

export interface RequestCheckout {
  readonly organizationId: string;
  readonly checkoutId: string;
  readonly accountId: string;
  /** What is asked: all that is open of an invoice, or an amount for whatever the account owes (EN-13). */
  readonly asked: { readonly invoiceId: string } | { readonly amount: Money };
  readonly description: string | null;
  readonly returnUrl: string | null;
  /** ISO 8601; null: the organization's setting. */
  readonly expiresIn: string | null;
  readonly endpointId: string | null;
  readonly by: string;
}

/**
 * Opens a checkout that somebody asked for, under the account's lock. Throws `account-not-found`, `invoice-not-found`,
 * `nothing-to-settle`, `payment-amount`, `payment-currency`, `payment-endpoint-not-found`, `no-payment-gateway`.
 */
export async function requestCheckout(tx: Tx, deps: StoreDeps, command: RequestCheckout): Promise<OpenedCheckout> {
  const { organizationId, checkoutId, accountId, asked, returnUrl, endpointId, by } = command;
  await lockAccount(tx, organizationId, accountId);
  const organization = await findOrganization(tx, organizationId);
  if (!organization) throw new Error(`there is no organization ${organizationId}`);
  const invoice = 'invoiceId' in asked ? await invoiceOf(tx, organizationId, accountId, asked.invoiceId) : null;
  const { amount, currency } =
    'amount' in asked ? await amountOf(tx, organizationId, accountId, asked.amount) : amountOfInvoice(invoice);
  const now = businessNow(deps.clock, organization);
  const { timeZone, checkoutExpiry } = organization.settings;
  return openCheckout(tx, deps.clock, {
    organizationId,
    checkoutId,
    accountId,
    invoiceId: invoice?.id ?? null,
    subscriptionId: null,
    changeId: null,
    endpointId,
    amount,
    currency,
    description: command.description ?? (invoice ? `Invoice ${invoice.number}` : 'Payment on account'),
    returnUrl,
    now,
    expiresAt: addDuration(now, command.expiresIn ?? checkoutExpiry, timeZone),
    by,
  });
}

async function invoiceOf(tx: Tx, organizationId: string, accountId: string, invoiceId: string): Promise<StoredInvoice> {
  const invoice = await findInvoice(tx, organizationId, invoiceId);
  if (invoice?.accountId === accountId) return invoice;
  const message = `The account has no invoice ${invoiceId}; check the id.`;
  throw new DomainError('invoice-not-found', message, { path: 'invoiceId' });
}

async function amountOf(tx: Tx, organizationId: string, accountId: string, money: Money): Promise<Money> {
  const account = await findAccount(tx, organizationId, accountId);
  if (!account) throw unknownAccount(accountId);
  const { currency } = money;
  if (currency !== account.currency) {
    const message = `The account pays in ${account.currency}, not in ${currency}.`;
    throw new DomainError('payment-currency', message, { path: 'amount.currency' });
  }
  const amount = parseAmount(money.amount, currency, 'amount.amount');
  if (isPayable(amount)) return { amount, currency };
  const message = `A payment is above zero; this one is ${amount} ${currency}.`;
  throw new DomainError('payment-amount', message, { path: 'amount.amount' });
}
