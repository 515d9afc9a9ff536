import type { TestApi } from '../../support/api.js';
import { aCustomer, aPackage, aPath } from '../../support/packages.js';
import { type Call, type MakingStep, type Names, noon, type On, pays, type Show } from '../script.js';
import { type Bill, bill, monthly, shareOf, yearsOnCredit } from './expected.js';

interface Move {
  readonly day: string;
  readonly to: 'ten' | 'twenty';
  readonly old: string;
  readonly price: string;
  /** First day that was not paid for before, and of the next term; 15 of the 30 days of the term are left each time. */
  readonly paidTo: string;
  readonly nextTerm: string;
}

/** Each term begins on the day of its order: the second falls into one that is billed on the 16th. */
function movesOf(on: On): Move[] {
  const [up, down] = [
    { to: 'twenty', old: '10.00', price: '20.00' },
    { to: 'ten', old: '20.00', price: '10.00' },
  ] as const;
  return [
    { day: on(1, '06-16'), ...up, paidTo: on(1, '07-01'), nextTerm: on(1, '07-16') },
    { day: on(5, '07-01'), ...down, paidTo: on(5, '07-16'), nextTerm: on(5, '08-01') },
    { day: on(7, '06-16'), ...up, paidTo: on(7, '07-01'), nextTerm: on(7, '07-16') },
  ];
}

/** One service through ten years of package orders, paid by its account's credit: an upgrade, a downgrade, an upgrade again. */
export function yearsOfPackageOrders(on: On): MakingStep[] {
  const moves = movesOf(on);
  const lived = { bills: bills(on, moves), paid: [[on(0, '01-11'), '3000.00']], takenOver: '10.00' } as const;
  return [
    {
      at: noon(on(0, '01-11')),
      prepare: async (api, names) => {
        for (const [name, price] of Object.entries({ five: '5.00', ten: '10.00', twenty: '20.00' }))
          names[name] = await aPackage(api, { price });
        for (const [from, to] of Object.entries({ ten: 'twenty', twenty: 'ten' }))
          await aPath(api, names[from] ?? '', names[to] ?? '');
        await aPath(api, names.ten ?? '', names.five ?? '');
        await aServiceOfTen(api, names, 'package', [on(0, '01-01'), on(0, '01-31')]);
      },
      calls: [pays('package account', '3000.00')],
    },
    ...moves.map(({ day, to, nextTerm }): MakingStep => {
      const shows = { planId: `{${to}}`, periodStart: day, nextBillDate: nextTerm };
      return {
        at: noon(day),
        calls: [order('package', to, `order of ${day}`)],
        shows: [
          orderStands(`order of ${day}`, 'applied', { applied: { appliedOn: day, nextDueDate: nextTerm } }),
          { what: 'package service', path: '/v1/subscriptions/{package service}', shows },
        ],
      };
    }),
    ...yearsOnCredit('package account', on, lived),
  ];
}

/** Each order charges a term of its own, less 15 of 30 days of the one before. */
function bills(on: On, moves: readonly Move[]): Bill[] {
  const all: Bill[] = [];
  let from = on(0, '02-01');
  for (const { day, old, price, paidTo, nextTerm } of moves) {
    const credit = ['credit', 1, day, paidTo, shareOf(old, 15, 30)] as const;
    all.push(...monthly(old, from, day), bill(day, ['charge', 1, day, nextTerm, price], credit));
    from = nextTerm;
  }
  return [...all, ...monthly('20.00', from, on(10, '01-11'))];
}

export async function aServiceOfTen(
  api: TestApi,
  names: Names,
  name: string,
  [periodStart, paidThrough]: readonly [string, string],
): Promise<void> {
  const { accountId, subscriptionId } = await aCustomer(api, { planId: names.ten ?? '', periodStart, paidThrough });
  Object.assign(names, { [`${name} account`]: accountId, [`${name} service`]: subscriptionId });
}

export function order(serviceName: string, planName: string, name: string): Call {
  const body = { subscriptionId: `{${serviceName} service}`, planId: `{${planName}}` };
  return { path: '/v1/package-orders', body, keep: { [name]: 'id', [`invoice of ${name}`]: 'invoiceId' } };
}

export function orderStands(name: string, state: string, more: object = {}): Show {
  return { what: name, path: `/v1/package-orders/{${name}}`, shows: { state, ...more } };
}
