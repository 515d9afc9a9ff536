import { randomUUID } from 'node:crypto';
import { type Answer, call, type DemoSystem, list } from './api.js';
import { historyInWords, table } from './words.js';

/** What the story of a booking needs of the demo. */
export interface BookingStage {
  readonly system: DemoSystem;
  readonly print: (text: string) => void;
  readonly post: (path: string, body: unknown) => Promise<Answer>;
}

/** Plays the call of a customer who pays as he goes: entitled, booked, paid in two parts, collected. */
export async function playBooking({ system, print, post }: BookingStage): Promise<void> {
  const get = (path: string) => call(system, { method: 'GET', path });
  print('\n== A customer who pays as he goes calls: an upgrade, with four hours to pay the down payment');
  const { lamp, radio } = await products(system, post);
  const { id: accountId } = await post('/v1/accounts', {
    name: 'Wanjiru Kamau',
    phone: '+254 20 7654321',
    currency: 'USD',
    billDay: 1,
  });
  const { id: subscriptionId } = await post('/v1/subscriptions', { accountId, planId: lamp.id });
  await pay(post, accountId, '60.00');
  const { data: options } = await get(`/v1/accounts/${accountId}/booking-options`);
  print(
    table(
      ['product', 'entitled', 'down', 'why not'],
      options.map((it: Answer) => [
        it.name,
        String(it.entitled),
        it.downPayment.amount,
        it.reasons.map((why: Answer) => why.text).join(' '),
      ]),
    ),
  );
  const booking = await post('/v1/bookings', { accountId, planIds: [radio.id] });
  print((await get(`/v1/bookings/${booking.id}/read-out`)).text);
  await pay(post, accountId, '70.00');
  await pay(post, accountId, '45.00');
  await post(`/v1/bookings/${booking.id}/collect`, {});
  print(`\n${historyInWords((await get(`/v1/plan-changes/${booking.id}/history`)).data)}\n`);
  const { data: transactions } = await get(`/v1/subscriptions/${subscriptionId}/on-time-transactions`);
  print(
    table(
      ['on-time', 'amount', 'seconds', 'unused'],
      transactions.map((it: Answer) => [it.type, it.amount.amount, String(it.seconds), it.unusedValue.amount]),
    ),
  );
  const { onUntil, dailyRate } = await get(`/v1/subscriptions/${subscriptionId}`);
  print(`On until ${onUntil}, at ${dailyRate.amount} ${dailyRate.currency} a day.`);
}

function pay(post: BookingStage['post'], accountId: string, amount: string): Promise<Answer> {
  const body = { amount: { amount, currency: 'USD' }, reference: 'Mobile money' };
  return post(`/v1/accounts/${accountId}/payments`, body);
}

/** Takes the products of the demo organization, or makes such where it has none. */
async function products(system: DemoSystem, post: BookingStage['post']): Promise<Record<'lamp' | 'radio', Answer>> {
  const all = await list(system, '/v1/plans');
  const [lamp, radio] = ['lamp', 'radio'].map((code) => all.find((it) => it.kind === 'payg' && it.code === code));
  if (lamp && radio) return { lamp, radio };
  const plan = (name: string, dailyRate: string, downPayment: string) =>
    post('/v1/plans', {
      code: `${name}-${randomUUID()}`,
      name,
      kind: 'payg',
      defaultCurrency: 'USD',
      dailyRate,
      downPayment,
    });
  const made = { lamp: await plan('Lamp', '10.00', '0'), radio: await plan('Radio', '15.00', '100.00') };
  await post('/v1/upgrade-paths', { fromPlanId: made.lamp.id, toPlanId: made.radio.id });
  return made;
}
