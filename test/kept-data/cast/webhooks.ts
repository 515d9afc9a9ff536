import { type MakingStep, noon, type On } from '../script.js';

/** An endpoint outside that does not answer: what it is told waits, until later code finds it at another address. */
export function webhooksToTheOutside(on: On): MakingStep[] {
  const deliveries = '/v1/webhook-endpoints/{endpoint}/deliveries';
  const told = (types: readonly string[], state: string) => types.map((it) => ({ type: `subscription.${it}`, state }));
  // Of the waiting services one is suspended on the 12th, and three are paused on the 13th: tries go on for three days.
  const packed = ['suspended', ...Array(3).fill('paused')];
  // Its renewal was held by an order that came to nothing: it is suspended as of the 8th, before all of them.
  const called = ['suspended', ...packed];
  const later = ['suspended', 'paused', 'suspended', 'paused'];
  return [
    {
      at: noon(on(3, '01-11')),
      calls: [
        {
          method: 'PUT',
          path: '/v1/organizations/{organization}/private-webhooks',
          as: 'platform',
          body: { allowed: true },
        },
        {
          path: '/v1/webhook-endpoints',
          // Where nobody listens.
          body: { url: 'http://127.0.0.1:9/hook', events: ['subscription.paused', 'subscription.suspended'] },
          keep: { endpoint: 'id' },
        },
      ],
    },
    {
      at: noon(on(3, '01-13')),
      shows: [{ what: 'deliveries', path: deliveries, shows: { data: told(packed, 'waiting') } }],
    },
    {
      at: `${on(3, '01-13')}T12:10:00.000Z`,
      calls: [
        { method: 'PATCH', path: '/v1/webhook-endpoints/{endpoint}', body: { url: '{receiver}' } },
        { triesAgain: deliveries },
      ],
    },
    {
      at: noon(on(3, '01-14')),
      shows: [{ what: 'deliveries', path: deliveries, shows: { data: told(called, 'delivered') } }],
    },
    {
      at: noon(on(10, '01-11')),
      shows: [{ what: 'deliveries', path: deliveries, shows: { data: told([...called, ...later], 'delivered') } }],
    },
  ];
}
