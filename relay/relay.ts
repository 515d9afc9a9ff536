import type { Logger } from 'pino';
import type { Orchestrator } from '../api/orchestrator.js';
import type { Clock } from '../domain/timeline/clock.js';
import { makeDueCalls } from '../gateways/calls.js';
import type { Gateways } from '../gateways/gateways.js';
import type { PrismaClient } from '../prisma/client.js';
import { endDueCheckouts } from '../prisma/stores/due-checkouts.store.js';
import { issueDue } from './agreements.js';
import { deliverOutbox } from './outbox.js';
import { createPatience } from './patience.js';
import { carryOutPayg } from './payg.js';
import { reconcileDue, reconcileOpen } from './reconciler.js';
import { deliverSandboxWebhooks, type SandboxRelayDeps } from './sandbox-webhooks.js';

export interface RelayDeps extends SandboxRelayDeps {
  readonly prisma: PrismaClient;
  readonly orchestrator: Orchestrator;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly gateways: Gateways;
}

export interface Relay {
  /** Lets the turn that is under way end, then stops. */
  stop(): Promise<void>;
}

const OUTBOX_MS = 250;
const DUE_MS = 2_000;
const OPEN_MS = 60_000;
const GATEWAY_MS = 500;

/**
 * Runs what makes sure that every accepted change reaches its workflow (EN-05): the outbox, due rows that nobody applied, and open rows
 * without an open workflow; that checkouts end, and that payment providers are asked for what is stored. Runs in every process; two never do the same message at once.
 */
export function startRelay(deps: RelayDeps): Relay {
  const patience = createPatience();
  const patienceWithOutlived = createPatience();
  const doubt = { isAway: false };
  const loops = [
    loop(deps, 'outbox', OUTBOX_MS, () => deliverOutbox(deps, doubt)),
    loop(deps, 'due', DUE_MS, () => reconcileDue(deps, patience)),
    loop(deps, 'open', OPEN_MS, () => reconcileOpen(deps, patienceWithOutlived)),
    loop(deps, 'agreements', DUE_MS, () => issueDue(deps)),
    loop(deps, 'payg', DUE_MS, () => carryOutPayg(deps)),
    loop(deps, 'checkouts', GATEWAY_MS, () => endDueCheckouts(deps)),
    loop(deps, 'gateway', GATEWAY_MS, () => makeDueCalls(deps)),
    loop(deps, 'sandbox', GATEWAY_MS, () => deliverSandboxWebhooks(deps)),
  ];
  return {
    stop: async () => {
      await Promise.all(loops.map((it) => it.stop()));
    },
  };
}

function loop(deps: RelayDeps, name: string, everyMs: number, turn: () => Promise<unknown>): Relay {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let wake: (() => void) | undefined;
  const pause = () =>
    new Promise<void>((done) => {
      wake = done;
      timer = setTimeout(done, everyMs);
    });
  const run = async () => {
    while (!isStopped) {
      try {
        await turn();
      } catch (error) {
        deps.logger.warn({ err: error, loop: name }, 'the relay could not do its turn and tries again');
      }
      if (!isStopped) await pause();
    }
  };
  const running = run();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      wake?.();
      await running;
    },
  };
}
