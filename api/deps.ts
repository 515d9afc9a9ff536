import type { Logger } from 'pino';
import type { Clock } from '../domain/timeline/clock.js';
import type { Gateways } from '../gateways/gateways.js';
import type { PrismaClient } from '../prisma/client.js';
import type { KeyCache } from './key-cache.js';
import type { Orchestrator } from './orchestrator.js';

/** All that the API needs from the world; made by `main/`, and by the tests. */
export interface ApiDeps {
  readonly prisma: PrismaClient;
  readonly orchestrator: Orchestrator;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The payment providers that can be asked. */
  readonly gateways: Gateways;
  /** True where the system was started for development: it may turn a test organization's clock (EN-12). */
  readonly development: boolean;
  /** Proxies whose X-Forwarded-For is believed, as addresses or ranges (PS-08). */
  readonly trustedProxies?: readonly string[];
  /** Address of the Temporal UI, for links to workflows. */
  readonly temporalUiUrl: string;
  readonly temporalNamespace: string;
  readonly limits?: RateLimits;
  /** Holds every answer to its description; for tests. */
  readonly checkAnswers?: boolean;
}

/** What handlers get: the world, and what this process remembers. */
export interface RouteDeps extends ApiDeps {
  readonly keyCache: KeyCache;
}

export interface RateLimits {
  readonly requestsPerKeyAndMinute: number;
  /** Requests without a valid key, by address. */
  readonly refusalsPerAddressAndMinute: number;
}

export const DEFAULT_LIMITS: RateLimits = { requestsPerKeyAndMinute: 60_000, refusalsPerAddressAndMinute: 600 };
