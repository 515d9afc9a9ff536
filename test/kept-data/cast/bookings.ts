import { aPaygCatalog, aPaygCustomer, created } from '../../support/payg.js';
import { type Call, type Json, type MakingStep, noon, type On, pays, type Show } from '../script.js';

/** One customer through ten years of paying as they go: 90.00 each January, an upgrade in the second year and another in the sixth. */
export function yearsOfBookings(on: On): MakingStep[] {
  const bought = (seconds: number) => transaction('payment', '90.00', seconds);
  // 90.00 buys 9 days at 10.00 a day, 6 at 15.00, 3.6 at 25.00.
  const transactions = [
    ...Array(2).fill(bought(777_600)),
    transaction('downpayment', '100.00', 0),
    ...Array(4).fill(bought(518_400)),
    transaction('downpayment', '300.00', 0),
    ...Array(4).fill(bought(311_040)),
  ];
  return [
    {
      at: noon(on(0, '01-11')),
      prepare: async (api, names) => {
        const catalog = await aPaygCatalog(api);
        await created(api, '/v1/upgrade-paths', { fromPlanId: catalog.radio, toPlanId: catalog.tv });
        const { accountId, subscriptionId } = await aPaygCustomer(api, catalog.lamp);
        Object.assign(names, catalog, { 'lamp account': accountId, 'lamp service': subscriptionId });
      },
    },
    ...Array.from({ length: 10 }, (_, year): MakingStep => {
      const [before, cash] = year < 2 ? [0, 0] : year < 6 ? [1, 100] : [2, 400];
      return {
        at: noon(on(year, '01-11')),
        calls: [pays('lamp account', '90.00')],
        shows: [
          onTime('lamp service', transactions.slice(0, year + 1 + before)),
          // What was bought in earlier years is used up.
          books('lamp account', {
            cash: money(cash + 90 * (year + 1)),
            'unearned-time': '-90.00',
            ...(year === 0 ? {} : { revenue: money(-cash - 90 * year) }),
          }),
        ],
      };
    }),
    { at: noon(on(1, '06-15')), calls: upgrade('radio', ['100.00']), shows: [holds('radio', '15.00')] },
    { at: noon(on(5, '06-15')), calls: upgrade('tv', ['150.00', '150.00']), shows: [holds('tv', '25.00')] },
    { at: noon(on(10, '01-11')), shows: [onTime('lamp service', transactions), holds('tv', '25.00')] },
  ];
}

function upgrade(planName: string, amounts: readonly string[]): Call[] {
  return [
    book('lamp account', planName, `upgrade to ${planName}`),
    ...amounts.map((it) => pays('lamp account', it)),
    { path: `/v1/bookings/{upgrade to ${planName}}/collect`, as: 'shop', body: {} },
  ];
}

function holds(planName: string, amount: string): Show {
  const shows = { products: [`{${planName}}`], dailyRate: { amount } };
  return { what: 'lamp service', path: '/v1/subscriptions/{lamp service}', shows };
}

const money = (dollars: number) => dollars.toFixed(2);

export function book(accountName: string, planName: string, name: string, more: object = {}): Call {
  const body = { accountId: `{${accountName}}`, planIds: [`{${planName}}`], ...more };
  return { path: '/v1/bookings', as: 'agent', body, keep: { [name]: 'id' } };
}

export function transaction(type: string, amount: string, seconds: number): Json {
  return { type, amount: { amount }, seconds };
}

export function onTime(serviceName: string, data: readonly Json[]): Show {
  return {
    what: `time of ${serviceName}`,
    path: `/v1/subscriptions/{${serviceName}}/on-time-transactions`,
    shows: { data },
  };
}

export function books(accountName: string, are: Readonly<Record<string, string>>): Show {
  return { what: `books of ${accountName}`, balancesOf: `{${accountName}}`, are };
}
