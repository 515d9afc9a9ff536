import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../../prisma/client.js';
import { createAccount } from '../../prisma/stores/accounts.store.js';
import { receiveEvent } from '../../prisma/stores/inbox.store.js';
import { bookUpgrade, openPaygService } from '../../prisma/stores/payg-commands.store.js';
import { createPaymentEndpoint, type PaymentEndpoint } from '../../prisma/stores/payment-endpoints.store.js';
import { onTimeline, type StoreDeps } from '../../prisma/stores/timeline.store.js';
import { aPaygCatalog, aPaygCustomer, eventually, type PaygCatalog } from '../support/payg.js';
import { aSystem, type TestSystem } from '../support/system.js';

/** F8: how many payments are raced against the end of their booking. */
const RACES = process.env['FAULTS'] === 'full' ? 1_000 : 200;
const AT_ONCE = 10;
const GRACE_MS = 120_000;

let system: TestSystem;
let catalog: PaygCatalog;
let endpoint: PaymentEndpoint;
beforeAll(async () => {
  system = await aSystem({ now: '2026-11-11T12:00:00.000Z' });
  catalog = await aPaygCatalog(system);
  const { prisma, organizationId } = system;
  endpoint = await inTransaction(prisma, (tx) => createPaymentEndpoint(tx, { organizationId, provider: 'sandbox' }));
});
afterAll(async () => {
  await system?.stop();
});

interface Race {
  readonly accountId: string;
  readonly bookingId: string;
  readonly expiresAt: number;
  /** When it was paid, relative to the end of the window; and when it arrives, relative to the end of the grace. In milliseconds. */
  readonly paidOffset: number;
  readonly arrivalOffset: number;
  /** For how many round trips to the database the worker waits: a webhook makes some before it locks the account. */
  readonly headStart: number;
}

/** Numbers that are the same in each run: a linear congruential generator. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** Books as the API does; the relay starts the workflow. */
async function aRace(next: () => number): Promise<Race> {
  const { organizationId, prisma, clock } = system;
  const within = () => Math.round((next() - 0.5) * 2_000);
  const [paidOffset, arrivalOffset] = [within(), within()];
  const deps = { prisma, clock };
  const accountId = await inTransaction(prisma, async (tx) => {
    const { id } = await createAccount(tx, { organizationId, name: 'Raced', currency: 'USD', billDay: 1 });
    await openPaygService(tx, deps, { organizationId, request: { accountId: id, planId: catalog.lamp } });
    return id;
  });
  const request = { accountId, planIds: [catalog.radio] };
  const alongside = async () => {};
  const { changeId } = await bookUpgrade(deps, { organizationId, accountId, request, by: 'race', alongside });
  const { dueAt } = await prisma.change.findUniqueOrThrow({
    where: { organizationId_id: { organizationId, id: changeId } },
  });
  return {
    accountId,
    bookingId: changeId,
    expiresAt: dueAt?.getTime() ?? 0,
    paidOffset,
    arrivalOffset,
    headStart: Math.floor(next() * 12),
  };
}

/** A clock of its own, which stands still at one business instant; the organization's offset is taken off. */
async function clockAt(business: number): Promise<{ now(): Date }> {
  const row = await system.prisma.organization.findUniqueOrThrow({ where: { id: system.organizationId } });
  return { now: () => new Date(business - Number(row.clockOffsetMs)) };
}

/** How each race ended, and where its payment is. */
async function ends(races: readonly Race[]) {
  const rows = await system.prisma.$queryRaw<{ id: string; state: string; booking: number; time: number }[]>`
    SELECT c.id, c.state, coalesce(sum(a.amount) FILTER (WHERE a.kind = 'booking'), 0)::float8 AS booking,
      coalesce(sum(a.amount) FILTER (WHERE a.kind = 'time'), 0)::float8 AS time
    FROM changes c LEFT JOIN payments p ON p.organization_id = c.organization_id AND p.account_id = c.account_id
    LEFT JOIN payment_allocations a ON a.organization_id = p.organization_id AND a.payment_id = p.id
    WHERE c.organization_id = ${system.organizationId} GROUP BY c.organization_id, c.id, c.state`;
  return races.map(({ bookingId, paidOffset }) => {
    const row = rows.find(({ id }) => id === bookingId);
    return { paidOffset, state: row?.state, booking: row?.booking, time: row?.time };
  });
}

/** The racing clocks were ahead of the real one, and so were the pokes that they wrote: lets the relay deliver them now. */
async function deliverNow(): Promise<void> {
  await system.prisma.outboxMessage.updateMany({ data: { availableAt: system.clock.now() } });
}

let events = 0;

/** Stores the event of a payment and does what it says, as the webhook does, at the instant of a clock. */
function arrive(
  deps: Parameters<typeof receiveEvent>[0],
  { accountId, amount, paidAt }: { accountId: string; amount: string; paidAt: string },
): Promise<boolean> {
  events += 1;
  const event = {
    type: 'payment-succeeded' as const,
    eventId: `evt_race_${events}`,
    paymentId: `ch_race_${events}`,
    amount: { amount, currency: 'USD' },
    paidAt,
    reference: null,
    names: { accountId, invoiceId: null, subscriptionId: null, changeId: null },
    checkoutId: null,
  };
  return receiveEvent(deps, { endpoint, event, body: '{}' });
}

async function wakeUp(deps: StoreDeps, accountId: string, headStart: number): Promise<void> {
  for (let i = 0; i < headStart; i += 1) await system.prisma.$queryRaw`SELECT 1`;
  const nothing = { effects: [], thenCarryOut: false, answer: async () => undefined };
  await onTimeline(deps, { organizationId: system.organizationId, accountId }, () => nothing);
}

/** Lets the payment arrive and the worker wake at once, each in a transaction of its own, around the end of the grace. */
async function run({ accountId, expiresAt, paidOffset, arrivalOffset, headStart }: Race): Promise<void> {
  const arrives = expiresAt + GRACE_MS + arrivalOffset;
  const paidAt = new Date(expiresAt + paidOffset).toISOString();
  const arrival = { prisma: system.prisma, clock: await clockAt(arrives) };
  const wake = { prisma: system.prisma, clock: await clockAt(expiresAt + GRACE_MS) };
  await Promise.all([arrive(arrival, { accountId, amount: '100.00', paidAt }), wakeUp(wake, accountId, headStart)]);
}

describe('a payment against the end of its booking (F8, PB-03, PB-05, PB-06)', () => {
  it(`raced ${RACES} times is settled or expired, never both and never neither, and all money is accounted for`, async () => {
    const next = numbersFrom(20_261_111);
    const races: Race[] = [];
    for (let i = 0; i < RACES; i += AT_ONCE) {
      races.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => aRace(next)))));
    }
    for (let i = 0; i < RACES; i += AT_ONCE) await Promise.all(races.slice(i, i + AT_ONCE).map(run));
    await deliverNow();

    const outcomes = { 'install-collect': 0, expired: 0 };
    for (const { state, paidOffset, booking, time } of await ends(races)) {
      if (state === 'install-collect') {
        expect(paidOffset).toBeLessThanOrEqual(0);
        expect([booking, time]).toEqual([100, 0]);
        outcomes['install-collect'] += 1;
      } else {
        expect([state, booking, time]).toEqual(['expired', 0, 100]);
        outcomes.expired += 1;
      }
    }
    process.stdout.write(`F8: ${RACES} races, ${outcomes['install-collect']} paid, ${outcomes.expired} expired\n`);
    expect(outcomes['install-collect']).toBeGreaterThan(0);
    expect(outcomes.expired).toBeGreaterThan(0);
    // Two hundred workflows have to hear of it.
    expect(
      await eventually(
        () => system.verify(),
        (it) => it.length === 0,
        90_000,
      ),
    ).toEqual([]);
  }, 180_000);

  it('is settled by the rows where the worker is away at the deadline, whichever comes first afterwards', async () => {
    const paidInTime = await aPaygCustomer(system, catalog.lamp);
    const unpaid = await aPaygCustomer(system, catalog.lamp);
    const book = async (accountId: string) =>
      (await system.call('POST', '/v1/bookings', { as: 'agent', body: { accountId, planIds: [catalog.radio] } })).body;
    const [first, second] = [await book(paidInTime.accountId), await book(unpaid.accountId)];
    const half = { amount: { amount: '60.00', currency: 'USD' }, reference: 'half' };
    await system.call('POST', `/v1/accounts/${unpaid.accountId}/payments`, { body: half });
    await system.withoutWorker(async () => {
      await system.call('POST', `/v1/accounts/${paidInTime.accountId}/payments`, {
        body: { amount: { amount: '100.00', currency: 'USD' }, reference: 'whole' },
      });
      const clock = await clockAt(Date.parse(second.expiresAt) + GRACE_MS + 1_000);
      // It arrives when the grace is over and nobody has woken: the rows decide, the booking expires first.
      const { accountId } = unpaid;
      await arrive({ prisma: system.prisma, clock }, { accountId, amount: '40.00', paidAt: second.expiresAt });
      await deliverNow();
    });
    await system.advance('PT4H5M');
    expect((await system.call('GET', `/v1/bookings/${first.id}`)).body.state).toBe('install-collect');
    expect((await system.call('GET', `/v1/bookings/${second.id}`)).body).toMatchObject({
      state: 'expired',
      paid: { amount: '60.00' },
    });
    expect(await system.verify()).toEqual([]);
  });
});
