import { DomainError } from '../domain/errors.js';
import type { Checkout } from '../domain/payment/checkout.js';
import { makeCallNow } from '../gateways/calls.js';
import { inTransaction } from '../prisma/client.js';
import { newId } from '../prisma/ids.js';
import { type RequestCheckout, requestCheckout } from '../prisma/stores/checkout-requests.store.js';
import { findCheckout } from '../prisma/stores/checkouts.store.js';
import { linkResource } from '../prisma/stores/idempotency.store.js';
import { findPaymentEndpoint } from '../prisma/stores/payment-endpoints.store.js';
import { acceptOnce } from './create-once.js';
import type { RouteDeps } from './deps.js';
import { found } from './found.js';
import type { IdempotencyClaim } from './idempotency.js';
import { checkoutView } from './views/checkout.view.js';

interface Request {
  readonly deps: RouteDeps;
  readonly claim: IdempotencyClaim | null;
}

/**
 * Opens a checkout and asks its provider at once: 201 with its page; 202 where the provider did not answer yet, and the relay goes on
 * asking. A crash between the two is mended by the relay. Throws `checkout-refused` where the provider will not.
 */
export function openCheckoutOnce({ deps, claim }: Request, command: Omit<RequestCheckout, 'checkoutId'>) {
  const { organizationId } = command;
  const answerOf = async (checkoutId: string) => answer(await read(deps, organizationId, checkoutId));
  return acceptOnce({ deps, claim }, 'checkout', {
    accept: (alongside) =>
      inTransaction(deps.prisma, async (tx) => {
        const checkoutId = newId('chk');
        await alongside(tx, checkoutId);
        const opened = await requestCheckout(tx, deps, { ...command, checkoutId });
        if (claim && opened.checkoutId !== checkoutId) {
          await linkResource(tx, { ...claim, resourceKind: 'checkout', resourceId: opened.checkoutId });
        }
        const checkout = await findCheckout(tx, organizationId, opened.checkoutId);
        await refuseUnreachable(deps, checkout);
        return opened;
      }),
    answer: async ({ checkoutId, callId }) => {
      if (callId !== null) await makeCallNow(deps, callId);
      return answerOf(checkoutId);
    },
    answerAgain: answerOf,
  });
}

/** Nothing is stored that could not be asked for. */
async function refuseUnreachable({ prisma, gateways }: RouteDeps, checkout: Checkout | null): Promise<void> {
  const endpoint = checkout && (await findPaymentEndpoint(prisma, checkout.endpointId));
  if (endpoint && gateways.of(endpoint)) return;
  const message = 'The payment provider of this endpoint cannot be asked here: it is off, or it has no key.';
  throw new DomainError('no-payment-gateway', message);
}

async function read({ prisma }: RouteDeps, organizationId: string, id: string): Promise<Checkout> {
  return found(await findCheckout(prisma, organizationId, id), 'checkout', id);
}

function answer(checkout: Checkout) {
  if (checkout.state === 'failed') {
    throw new DomainError('checkout-refused', checkout.error ?? 'The provider will not open it.');
  }
  const status = checkout.state === 'opening' ? (202 as const) : (201 as const);
  return { status, body: checkoutView(checkout) };
}
