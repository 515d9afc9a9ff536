import type { Clock } from '../domain/timeline/clock.js';
import type { PrismaClient } from '../prisma/client.js';
import type { PaymentEndpoint } from '../prisma/stores/payment-endpoints.store.js';
import type { PaymentGateway } from './gateway.js';
import { createSandboxGateway } from './sandbox/gateway.js';
import { createStripeGateway, type StripeOptions } from './stripe/gateway.js';

/** What an endpoint says of its provider. */
export type GatewayEndpoint = Pick<PaymentEndpoint, 'id' | 'organizationId' | 'provider' | 'apiKey'>;

/** Finds whom to ask for payments. */
export interface Gateways {
  /** The provider at an endpoint; null where it cannot be asked: the sandbox is off here, or Stripe has no key. */
  of(endpoint: GatewayEndpoint): PaymentGateway | null;
  /** Whether the sandbox's pages are served and its webhooks sent. */
  readonly hasSandbox: boolean;
  /** Where this API is reached from outside. */
  readonly publicUrl: () => string;
}

export interface GatewaysOptions {
  readonly prisma: PrismaClient;
  readonly clock: Clock;
  readonly publicUrl: () => string;
  readonly hasSandbox: boolean;
  /** For the endpoints of Stripe that have no key of their own. */
  readonly stripeKey?: string | undefined;
  readonly stripeConnection?: StripeOptions['connection'];
}

/** The page that thanks whoever has paid at a provider without pages of ours. */
export const THANKS_PATH = '/payments/thanks';

export function createGateways(options: GatewaysOptions): Gateways {
  const { hasSandbox, publicUrl, stripeKey, stripeConnection } = options;
  const stripes = new Map<string, PaymentGateway>();
  const stripeOf = (apiKey: string): PaymentGateway => {
    const kept = stripes.get(apiKey);
    if (kept) return kept;
    const connection = stripeConnection ? { connection: stripeConnection } : {};
    const made = createStripeGateway({ apiKey, thanksUrl: `${publicUrl()}${THANKS_PATH}`, ...connection });
    stripes.set(apiKey, made);
    return made;
  };
  return {
    hasSandbox,
    publicUrl,
    of: (endpoint) => {
      if (endpoint.provider === 'sandbox') return hasSandbox ? createSandboxGateway(options, endpoint) : null;
      const apiKey = endpoint.apiKey ?? stripeKey;
      return apiKey ? stripeOf(apiKey) : null;
    },
  };
}
