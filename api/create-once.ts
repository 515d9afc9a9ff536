import { type Instant, instantAt } from '../domain/calendar/instant.js';
import { isDomainError } from '../domain/errors.js';
import { inTransaction, type Tx } from '../prisma/client.js';
import { failpoint } from '../prisma/failpoint.js';
import { claimKey, linkResource, releaseKey, renewLease, storeAnswer } from '../prisma/stores/idempotency.store.js';
import type { ApiDeps } from './deps.js';
import type { IdempotencyClaim } from './idempotency.js';
import type { Answer } from './route.js';

interface OnceRequest {
  readonly deps: Pick<ApiDeps, 'prisma' | 'clock'>;
  /** Null where the caller sent no Idempotency-Key: then it is simply carried out. */
  readonly claim: IdempotencyClaim | null;
}

interface Created<T extends Answer> {
  readonly answer: T;
  /** The body that repetitions get, where it differs: a secret is shown once. */
  readonly stored?: unknown;
}

const REPLAYED = { 'Idempotency-Replayed': 'true' };

/**
 * Carries out a creation that is one transaction: the key's row, what is created and the answer are written together or not at all,
 * so that a refusal leaves the key free. A repetition gets the stored answer; two at once follow one another.
 */
export async function createOnce<T extends Answer>(
  request: OnceRequest,
  create: (tx: Tx) => Promise<Created<T>>,
): Promise<T> {
  const { deps, claim } = request;
  return inTransaction(deps.prisma, async (tx) => {
    if (!claim) return (await create(tx)).answer;
    // The lease is over at once: nobody sees the row before the answer is in it.
    const claimed = await claimKey(tx, { ...claim, leaseMs: 0, now: deps.clock.now().toISOString() });
    if (claimed.kind === 'done') return replayed<T>(claimed.status, claimed.body);
    const { answer, stored = answer.body } = await create(tx);
    await storeAnswer(tx, { ...claim, status: answer.status, body: stored });
    return answer;
  });
}

/**
 * How long a repetition is told that the first is under way after the first last gave a sign of life. A process that died gives none:
 * whoever repeats after `Retry-After` is answered then. Nothing depends on it but the work of making one answer twice.
 */
const LEASE_MS = 2_000;
const RENEW_MS = 600;

export interface AcceptedWork<R, T extends Answer> {
  /** One transaction; it calls `alongside` first, with the id of what it creates. */
  readonly accept: (alongside: (tx: Tx, id: string) => Promise<void>) => Promise<R>;
  /** What is answered, after the transaction: it may wait for the work to be done. */
  readonly answer: (accepted: R) => Promise<T>;
  /** The same, made again from what is there: for a repetition where the first answer was lost in a crash. May run beside the first. */
  readonly answerAgain: (id: string) => Promise<T>;
}

/**
 * Carries out a creation whose answer comes later than its transaction: the key's row is linked with what is created, so that an
 * answer which a crash has lost is made again from it and nothing is created twice.
 */
export async function acceptOnce<R, T extends Answer>(
  { deps, claim }: OnceRequest,
  resourceKind: string,
  work: AcceptedWork<R, T>,
): Promise<T> {
  if (!claim) return work.answer(await work.accept(async () => {}));
  try {
    const accepted = await work.accept((tx, id) =>
      claimAndLink(tx, { claim, resourceKind, id, now: deps.clock.now().toISOString() }),
    );
    failpoint('accept:committed');
    return await answerAndStore(deps, claim, () => work.answer(accepted));
  } catch (error) {
    if (!(error instanceof AcceptedBefore)) throw error;
    const { earlier } = error;
    if (earlier.kind === 'done') return replayed<T>(earlier.status, earlier.body);
    return answerAndStore(deps, claim, () => work.answerAgain(earlier.resourceId));
  }
}

/**
 * Carries out a command whose effect another process writes, and answers each key once. `work` may run again where an answer was lost:
 * it has to have its effect once by the key. A refusal leaves the key free.
 */
export function commandOnce<T extends Answer>(
  { deps, claim }: OnceRequest,
  resource: { readonly kind: string; readonly id: string },
  work: () => Promise<T>,
): Promise<T> {
  const workOrRelease = async () => {
    try {
      return await work();
    } catch (error) {
      if (claim && isDomainError(error)) await releaseKey(deps.prisma, claim);
      throw error;
    }
  };
  return acceptOnce({ deps, claim }, resource.kind, {
    accept: (alongside) => inTransaction(deps.prisma, (tx) => alongside(tx, resource.id)),
    answer: workOrRelease,
    answerAgain: workOrRelease,
  });
}

type Earlier = Exclude<Awaited<ReturnType<typeof claimKey>>, { kind: 'new' }>;

/** Ends the accepting transaction without a trace, since an earlier request with this key did the work. */
class AcceptedBefore extends Error {
  constructor(readonly earlier: Earlier) {
    super('An earlier request with this Idempotency-Key was accepted.');
  }
}

async function claimAndLink(
  tx: Tx,
  { claim, resourceKind, id, now }: { claim: IdempotencyClaim; resourceKind: string; id: string; now: Instant },
): Promise<void> {
  const claimed = await claimKey(tx, { ...claim, leaseMs: LEASE_MS, now });
  if (claimed.kind !== 'new') throw new AcceptedBefore(claimed);
  await linkResource(tx, { ...claim, resourceKind, resourceId: id });
}

async function answerAndStore<T extends Answer>(
  deps: OnceRequest['deps'],
  claim: IdempotencyClaim,
  makeAnswer: () => Promise<T>,
): Promise<T> {
  const answer = await whileLeased(deps, claim, makeAnswer);
  failpoint('answer:made');
  const stored = await storeAnswer(deps.prisma, { ...claim, status: answer.status, body: answer.body });
  failpoint('answer:stored');
  return stored.body === answer.body ? answer : replayed<T>(stored.status, stored.body);
}

/** Keeps the lease alive while an answer is being made, which a busy workflow service may make long. */
async function whileLeased<T>(deps: OnceRequest['deps'], claim: IdempotencyClaim, work: () => Promise<T>): Promise<T> {
  const renewing = setInterval(() => {
    const until = instantAt(deps.clock.now().getTime() + LEASE_MS);
    // Without it a repetition makes the same answer a second time, and the first one that is stored stays.
    void renewLease(deps.prisma, claim, until).catch(() => {});
  }, RENEW_MS);
  try {
    return await work();
  } finally {
    clearInterval(renewing);
  }
}

/** A stored answer was one of the route's own, hence the type; what is checked in tests is checked then too. */
function replayed<T extends Answer>(status: number, body: unknown): T {
  return { status, body, headers: REPLAYED } as Answer as T;
}
