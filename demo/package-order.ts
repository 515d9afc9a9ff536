import { randomUUID } from 'node:crypto';
import { type Answer, type Call, call, type DemoSystem } from './api.js';
import { monthOf } from './dates.js';
import { historyInWords, invoiceTable, ledgerTable, table } from './words.js';

/** What the story of an order needs of the demo. */
export interface OrderStage {
  readonly system: DemoSystem;
  readonly print: (text: string) => void;
  readonly post: (path: string, body: unknown) => Promise<Answer>;
  readonly show: (it: Call) => Promise<Answer>;
}

/** Plays a client who orders another package in the client area: offered, quoted, ordered, paid in two parts, applied. */
export async function playPackageOrder({ system, print, post, show }: OrderStage, today: string): Promise<void> {
  const get = (path: string) => call(system, { method: 'GET', path });
  print('\n== A client orders another package by himself; it is applied when it is paid');
  const [starter, business] = [
    await aPackage(post, 'Starter', '10.00'),
    await aPackage(post, 'Business', '20.00', '15.00'),
  ];
  await post('/v1/upgrade-paths', { fromPlanId: starter.id, toPlanId: business.id });
  const { id: accountId } = await post('/v1/accounts', { name: 'Jonas Lind', currency: 'USD', billDay: 1 });
  const period = monthOf(today);
  const { id: subscriptionId } = await post('/v1/subscriptions', {
    accountId,
    planId: starter.id,
    units: 1,
    ...period,
  });
  const { secret } = await call(system, {
    method: 'POST',
    path: '/v1/api-keys',
    body: { role: 'client', name: 'Jonas in the client area', accountId },
  });
  const { options } = await show({
    method: 'GET',
    path: `/v1/subscriptions/${subscriptionId}/upgrade-options`,
    secret,
  });
  print(
    table(
      ['package', 'price', 'setup', 'credit', 'due today', 'paid through'],
      options.map(({ quote }: Answer) => [
        quote.planId === business.id ? business.name : quote.planId,
        quote.price,
        quote.setupFee ?? '',
        quote.credit,
        quote.dueToday,
        quote.paidThrough,
      ]),
    ),
  );
  const quoteHash = options[0].quote.hash;
  const body = { subscriptionId, planId: business.id, quoteHash };
  const order = await show({ method: 'POST', path: '/v1/package-orders', body, secret });
  print(`${order.state}: ${order.missing} of ${order.dueToday} to be paid before ${order.expiresAt}.`);
  await pay(post, accountId, order.invoiceId, '5.00');
  const { notProcessed } = await get(`/v1/package-orders/${order.id}/explanation`);
  print(`Why is this order not processed? ${notProcessed.text}`);
  const { missing } = await get(`/v1/package-orders/${order.id}`);
  await pay(post, accountId, order.invoiceId, missing);
  const after = await show({ method: 'GET', path: `/v1/package-orders/${order.id}` });
  print(`${after.state}; the next due date is ${after.applied.nextDueDate}.`);
  print(`\n${historyInWords((await get(`/v1/plan-changes/${order.id}/history`)).data)}\n`);
  print(invoiceTable((await get(`/v1/accounts/${accountId}/invoices`)).data));
  print(`\n${ledgerTable((await get(`/v1/accounts/${accountId}/ledger`)).data)}`);
}

function aPackage(post: OrderStage['post'], name: string, price: string, setupFee?: string): Promise<Answer> {
  const tiers = [{ fromUnit: 1, toUnit: null, price }];
  return post('/v1/plans', {
    code: `${name}-${randomUUID()}`,
    name,
    kind: 'master',
    interval: { unit: 'month', count: 1 },
    defaultCurrency: 'USD',
    rateSchedules: [{ name: 'Standard', currency: 'USD', default: true, tiers }],
    ...(setupFee === undefined ? {} : { setupFee }),
  });
}

function pay(post: OrderStage['post'], accountId: string, invoiceId: string, amount: string): Promise<Answer> {
  const body = { amount: { amount, currency: 'USD' }, reference: 'Bank transfer', invoiceId };
  return post(`/v1/accounts/${accountId}/payments`, body);
}
