import { join } from 'node:path';
import { onPath } from './bootstrap.mjs';
import { cacheFolder } from './cache-folder.js';
import { endChild, startChild } from './children.js';
import { Failure, oneLine } from './failure.js';
import { freePort } from './ports.js';
import { installWithGo } from './temporal-download.js';

const version = '0.203.0';

/** Stripe's own mock server, which checks requests against the description of its API and answers by its examples. */
export interface StripeMock {
  readonly port: number;
  stop(): Promise<void>;
}

/** Finds the mock server: on the PATH, in the cache, or built by Go's own tool from Stripe's module, which takes some seconds. */
async function findStripeMock(): Promise<string> {
  const found = onPath('stripe-mock');
  if (found) return found;
  const target = join(cacheFolder(`stripe-mock-${version}`), 'stripe-mock');
  try {
    return await installWithGo(target, `github.com/stripe/stripe-mock@v${version}`, 'stripe-mock');
  } catch (error) {
    throw new Failure(
      `There is no stripe-mock, and it could not be built (${oneLine(error)}): install Go, or put stripe-mock ${version} on the PATH.`,
    );
  }
}

/** Starts it on a free port. */
export async function startStripeMock(): Promise<StripeMock> {
  const program = await findStripeMock();
  const port = await freePort();
  const command = [program, '-http-addr', `127.0.0.1:${port}`];
  const child = await startChild(command, { stdio: ['ignore', 'ignore', 'ignore'] });
  await untilAnswers(port);
  return { port, stop: () => endChild(child, 'TERM', 2_000) };
}

async function untilAnswers(port: number): Promise<void> {
  const until = Date.now() + 20_000;
  for (;;) {
    try {
      await fetch(`http://127.0.0.1:${port}/v1/charges`, { headers: { authorization: 'Bearer sk_test_123' } });
      return;
    } catch (error) {
      if (Date.now() > until) throw new Failure(`stripe-mock does not answer: ${oneLine(error)}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}
