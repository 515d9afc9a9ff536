import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareAmounts, isZero, subtractAmounts, sumAmounts } from '../../domain/money/amount.js';
import type { StoredPlan } from '../../prisma/stores/plan-rows.js';
import { findInconsistencies } from '../../prisma/stores/verify.store.js';
import { anApi, type Reply, type TestApi } from '../support/api.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { ROW_TIMEOUT_MS, rounds } from '../support/faults.js';
import { aDebtor, anEndpoint, anEvent, aSilverPlan, deliver, type TestEndpoint } from '../support/payments.js';

/** A sequence is the events of one account in one order; each set of events is lived in four orders, side by side. */
const ORDERS = [0, 1, 2, 3];
const SIZES = { inTest: 500 / ORDERS.length, inFull: 5_000 / ORDERS.length, unit: 'sets of four sequences' };
const STALE = '2026-11-11T11:54:00.000Z';

let database: TestDatabase;
let api: TestApi;
let plan: StoredPlan;
let endpoint: TestEndpoint;
let secrets: { readonly current: string; readonly previous: string };

beforeAll(async () => {
  database = await aDatabase({ max: 12 });
  api = await anApi(database.prisma, { checkAnswers: false });
  plan = await aSilverPlan(database.prisma, api.organizationId);
  endpoint = await anEndpoint(api);
  const { body } = await api.call('POST', `/v1/payment-endpoints/${endpoint.id}/rotate`, { body: {} });
  secrets = { current: body.secret, previous: endpoint.secret };
});

afterAll(async () => {
  await api?.close();
  await database?.drop();
});

/** A generator of numbers below `limit` that is the same on every run. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function shuffled<T>(all: readonly T[], below: (limit: number) => number): T[] {
  const left = [...all];
  return all.flatMap(() => left.splice(below(left.length), 1));
}

/** What happened, whatever order it is told in: amounts in dollars. */
interface Facts {
  readonly owed: readonly string[];
  readonly first: string;
  readonly second: string;
  readonly back: string;
  readonly namesInvoice: boolean;
}

function factsOf(seed: number): Facts {
  const below = numbers(seed * 7919 + 1);
  const amount = (most: number) => `${1 + below(most)}.${String(below(100)).padStart(2, '0')}`;
  const first = `${20 + below(60)}.50`;
  return { owed: [amount(50), amount(30)], first, second: amount(60), back: amount(19), namesInvoice: below(2) === 0 };
}

const counts = { sequences: 0, delivered: 0, duplicates: 0, refused: 0, repeated: 0 };

/** Repeats what was not acknowledged, as providers do: on a machine that is overloaded a transaction may run out of time (503). */
async function untilAnswered(event: unknown, secret: string): Promise<Reply> {
  for (;;) {
    const reply = await deliver(api, endpoint, event, { secret });
    if (reply.status !== 503) return reply;
    counts.repeated += 1;
  }
}

/** Lives one order: every event at least once, one of them ten times at once or twice, one badly signed, one stale. */
async function live(facts: Facts, order: number, sequence: number): Promise<string> {
  const below = numbers(sequence * 104_729 + order);
  const { accountId, invoiceIds } = await aDebtor(database.prisma, api.organizationId, plan, facts.owed);
  const [p1, p2] = [`p1/${accountId}`, `p2/${accountId}`];
  const named = facts.namesInvoice ? { invoiceId: invoiceIds[1] ?? '' } : {};
  const events = [
    anEvent('payment.succeeded', { paymentId: p1, amount: facts.first, accountId, ...named }),
    anEvent('payment.succeeded', { paymentId: p1, amount: facts.first, accountId, ...named }),
    anEvent('payment.succeeded', { paymentId: p2, amount: facts.second, accountId }),
    anEvent('payment.refunded', { paymentId: p1, amount: facts.back, refundId: `r/${accountId}` }),
  ];
  const twice = events[below(events.length)];
  for (const event of shuffled(events, below)) {
    const copies = event !== twice ? 1 : sequence % 10 === 0 ? 10 : 2;
    const secret = below(2) === 0 ? secrets.current : secrets.previous;
    const replies = await Promise.all(Array.from({ length: copies }, () => untilAnswered(event, secret)));
    counts.delivered += copies;
    counts.duplicates += replies.filter(({ body }) => body.duplicate).length;
    expect(replies.filter(({ status }) => status !== 202).map(({ body }) => body)).toEqual([]);
    expect(replies.filter(({ body }) => !body.duplicate).length).toBeLessThanOrEqual(1);
  }
  const forged = anEvent('payment.succeeded', { paymentId: `forged/${accountId}`, amount: '999.00', accountId });
  const wrong =
    below(2) === 0
      ? { secret: `whsec_${Buffer.alloc(32, sequence % 256).toString('base64')}` }
      : { secret: secrets.current, at: STALE };
  const { status } = await deliver(api, endpoint, forged, wrong);
  expect(status).toBe(401);
  counts.refused += 1;
  counts.sequences += 1;
  return accountId;
}

async function balancesOf(
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const rows = await database.prisma.balance.findMany({ where: { accountId: { in: [...accountIds] } } });
  return new Map(
    accountIds.map((id) => {
      const of = (name: string) =>
        rows.find((it) => it.accountId === id && it.ledgerAccount === name)?.amount.toFixed(2) ?? '0.00';
      return [id, { cash: of('cash'), receivable: of('receivable'), credit: of('account-credit') }];
    }),
  );
}

describe('webhooks in any order, duplicated, stale, badly signed, under a rotated secret (F7)', () => {
  it(
    'have one effect each; bad ones are 401; the money at the end does not depend on the order',
    async () => {
      await rounds('F7', SIZES, async (set) => {
        const facts = factsOf(set);
        const accounts = await Promise.all(ORDERS.map((order) => live(facts, order, set * ORDERS.length + order)));
        const balances = await balancesOf(accounts);
        const ends = accounts.map((id) => balances.get(id) ?? {});
        expect(new Set(ends.map((it) => JSON.stringify(it))).size, `set ${set}: ${JSON.stringify(ends)}`).toBe(1);
        expectMoney(facts, ends[0] ?? {});
      });
      console.log(`F7: ${JSON.stringify(counts)}`);
      const where = { organizationId: api.organizationId };
      const { sequences } = counts;
      expect(await database.prisma.payment.count({ where })).toBe(2 * sequences);
      expect(await database.prisma.paymentRefund.count({ where })).toBe(sequences);
      expect(await database.prisma.inboxEvent.count({ where })).toBe(4 * sequences);
      expect(await findInconsistencies(database.prisma, api.organizationId)).toEqual([]);
    },
    ROW_TIMEOUT_MS,
  );
});

/** Computed apart: cash is what came less what went back; it pays what is owed, and only what is over is credit. */
function expectMoney({ owed, first, second, back }: Facts, end: Readonly<Record<string, string>>): void {
  const cash = subtractAmounts(sumAmounts([first, second], 'USD'), back, 'USD');
  const over = subtractAmounts(cash, sumAmounts(owed, 'USD'), 'USD');
  const isOver = compareAmounts(over, '0') > 0;
  expect(end['cash']).toBe(cash);
  expect(end['receivable']).toBe(isOver || isZero(over) ? '0.00' : subtractAmounts('0', over, 'USD'));
  expect(end['credit']).toBe(isOver ? subtractAmounts('0', over, 'USD') : '0.00');
}
