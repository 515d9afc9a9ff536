import type { Expected, ExpectedChange } from './archive.js';

type Json = ReturnType<typeof JSON.parse>;

/** Calls the API as an admin, and throws where it refuses. */
export type Call = (method: string, path: string, body?: unknown) => Promise<Json>;

type Waiting = Pick<Expected, 'calls' | 'changes'>;

/** The days on which everything hangs, in the month in which the organization begins, on its 11th, and the one after it. */
export interface Days {
  /** A day of the month, then of the next. */
  readonly day: (dayOfMonth: number) => string;
  readonly next: (dayOfMonth: number) => string;
  readonly lastDay: string;
}

interface Stage {
  readonly call: Call;
  readonly days: Days;
  readonly plans: Readonly<Record<'basic' | 'plus' | 'pro' | 'weekly' | 'lost', string>>;
}

/** Fills an organization with changes that wait in every way they can, and tells what each comes to. */
export async function createWaiting(call: Call, days: Days): Promise<readonly Waiting[]> {
  const stage: Stage = { call, days, plans: await createPlans(call) };
  const all: Waiting[] = [];
  for (const create of [dated, moved, undated, atEndOfPeriod, several, backward, weekly, lost, ending]) {
    all.push(...(await create(stage)));
  }
  await closed(stage);
  return all;
}

async function dated(stage: Stage): Promise<Waiting[]> {
  const on = stage.days.day(20);
  return [await applied('dated', await ask(stage, await subscription(stage), { effectiveDate: on }))];
}

async function moved(stage: Stage): Promise<Waiting[]> {
  const { id } = await ask(stage, await subscription(stage), { effectiveDate: stage.days.day(20) });
  const change = await stage.call('POST', `/v1/plan-changes/${id}/reschedule`, { effectiveDate: stage.days.day(22) });
  return [await applied('moved to another date', change)];
}

async function undated(stage: Stage): Promise<Waiting[]> {
  return [await datedLater(stage, 'undated', await subscription(stage), stage.days.day(25), {})];
}

async function atEndOfPeriod(stage: Stage): Promise<Waiting[]> {
  return [await applied('end of period', await ask(stage, await subscription(stage), { scope: 'end-of-period' }))];
}

async function several(stage: Stage): Promise<Waiting[]> {
  const { days, plans } = stage;
  const on = await subscription(stage);
  return [
    await applied('first of several', await ask(stage, on, { effectiveDate: days.day(20) })),
    await applied('second of several', await ask(stage, on, { scope: 'end-of-period', units: 2 })),
    await applied('third of several', await ask(stage, on, { effectiveDate: days.next(10), planId: plans.pro })),
    await datedLater(stage, 'fourth of several, undated', on, days.next(12), { planId: plans.basic, units: 3 }),
  ];
}

async function backward(stage: Stage): Promise<Waiting[]> {
  const on = await subscription(stage, { invoicing: 'backward' });
  return [await applied('invoiced backward', await ask(stage, on, { effectiveDate: stage.days.day(20) }))];
}

async function weekly(stage: Stage): Promise<Waiting[]> {
  const period = { periodStart: stage.days.day(8), paidThrough: stage.days.day(14) };
  const on = await subscription(stage, { planId: stage.plans.weekly, ...period });
  return [await applied('from weeks to months', await ask(stage, on, { effectiveDate: stage.days.day(24) }))];
}

/** The plan is deactivated before the date comes: one is retried once it is active again, one is cancelled. */
async function lost(stage: Stage): Promise<Waiting[]> {
  const { call, days, plans } = stage;
  const on = { effectiveDate: days.day(12), planId: plans.lost };
  const retried = await ask(stage, await subscription(stage), on);
  const dropped = await ask(stage, await subscription(stage), on);
  await call('POST', `/v1/plans/${plans.lost}/deactivate`, {});
  const doing = (path: string) => [{ path, body: {} }];
  const again = await applied('needs attention, retried', retried);
  return [
    {
      ...again,
      calls: [...doing(`/v1/plans/${plans.lost}/activate`), ...doing(`/v1/plan-changes/${retried.id}/retry`)],
    },
    cancelled('needs attention, cancelled', dropped, doing(`/v1/plan-changes/${dropped.id}/cancel`)),
  ];
}

async function ending(stage: Stage): Promise<Waiting[]> {
  const on = await subscription(stage);
  const change = await ask(stage, on, { scope: 'on-date' });
  await stage.call('POST', `/v1/subscriptions/${on}/cancel`, { on: stage.days.day(28) });
  return [cancelled('undated, of a subscription that ends', change, [])];
}

/** Changes that are over: nothing may happen to them any more. */
async function closed(stage: Stage): Promise<void> {
  await ask(stage, await subscription(stage), { scope: 'immediately', proration: 'full' });
  const { id } = await ask(stage, await subscription(stage), { effectiveDate: stage.days.day(20) });
  await stage.call('POST', `/v1/plan-changes/${id}/cancel`, {});
}

async function createPlans(call: Call): Promise<Stage['plans']> {
  const create = async (code: string, price: string, unit: 'month' | 'week' = 'month'): Promise<string> => {
    const schedule = {
      name: 'Standard',
      currency: 'USD',
      default: true,
      tiers: [{ fromUnit: 1, toUnit: null, price }],
    };
    const interval = { unit, count: 1 };
    const plan = { code, name: code, kind: 'master', interval, defaultCurrency: 'USD', rateSchedules: [schedule] };
    return (await call('POST', '/v1/plans', plan)).id;
  };
  return {
    basic: await create('basic', '30.00'),
    plus: await create('plus', '60.00'),
    pro: await create('pro', '90.00'),
    weekly: await create('weekly', '7.00', 'week'),
    lost: await create('lost', '45.00'),
  };
}

async function subscription({ call, plans, days }: Stage, options: Record<string, unknown> = {}): Promise<string> {
  const account = await call('POST', '/v1/accounts', { name: 'Kept', currency: 'USD', billDay: 1 });
  const period = { periodStart: days.day(1), paidThrough: days.lastDay };
  const body = { accountId: account.id, planId: plans.basic, units: 1, ...period, ...options };
  return (await call('POST', '/v1/subscriptions', body)).id;
}

function ask({ call, plans }: Stage, subscriptionId: string, body: Record<string, unknown>): Promise<Json> {
  return call('POST', '/v1/master-plan-changes', {
    subscriptionId,
    planId: plans.plus,
    units: 1,
    scope: 'on-date',
    ...body,
  });
}

/** An undated change gets its date under the code that opens the data; what it comes to then is quoted now. */
async function datedLater(
  stage: Stage,
  what: string,
  on: string,
  effectiveDate: string,
  asked: Record<string, unknown>,
): Promise<Waiting> {
  const { id } = await ask(stage, on, asked);
  const path = `/v1/plan-changes/${id}/reschedule`;
  const quote = await stage.call('POST', `${path}/quote`, { effectiveDate });
  const change: ExpectedChange = { what, id, state: 'applied', effectiveDate, net: quote.net };
  return { calls: [{ path, body: { effectiveDate } }], changes: [change] };
}

async function applied(what: string, { id, effectiveDate, quote }: Json): Promise<Waiting> {
  return { calls: [], changes: [{ what, id, state: 'applied', effectiveDate, net: quote.net }] };
}

function cancelled(what: string, { id, effectiveDate }: Json, calls: Expected['calls']): Waiting {
  return { calls, changes: [{ what, id, state: 'cancelled', effectiveDate, net: null }] };
}
