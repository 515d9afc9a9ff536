import { allowReactivation, aPrepaidPlan, aService } from '../../support/prepaid.js';
import { type Call, type MakingStep, noon, type On, pays, type Show } from '../script.js';
import { type Bill, bill, monthly, shareOf, yearsOnCredit } from './expected.js';

/** One prepaid service through ten years: suspended, paused and reactivated under the code that writes the data, and all of it again later. */
export function yearsOfAService(on: On): MakingStep[] {
  const pay = (amount: string) => pays('prepaid account', amount);
  return [
    {
      at: noon(on(0, '02-01')),
      prepare: async (api, names) => {
        await allowReactivation(api);
        names.home = await aPrepaidPlan(api);
        const { accountId, subscriptionId } = await aService(api, names.home, on(0, '02-01'));
        Object.assign(names, { 'prepaid account': accountId, prepaid: subscriptionId });
      },
      calls: [pay('240.00')],
    },
    { at: noon(on(1, '02-10')), shows: [serviceStands('prepaid', 'suspended')] },
    { at: noon(on(1, '02-10')), calls: [pay('220.00')], shows: [serviceStands('prepaid', 'active')] },
    { at: noon(on(1, '11-15')), calls: [active('prepaid', on(1, '11-30'))] },
    { at: noon(on(2, '03-01')), shows: [serviceStands('prepaid', 'paused')] },
    {
      at: noon(on(2, '03-01')),
      // 54.00 for three months, less the 20.00 of credit that are left.
      calls: [checkout('prepaid', 3, 'first return'), pay('34.00')],
      shows: [
        reactivationStands('first return', 'applied', { amount: { amount: '34.00' }, fromAccountCredit: '20.00' }),
        serviceStands('prepaid', 'active', { activeTo: on(2, '05-31') }),
      ],
    },
    { at: noon(on(2, '05-15')), calls: [active('prepaid', null), pay('300.00')] },
    { at: noon(on(3, '10-10')), shows: [serviceStands('prepaid', 'suspended')] },
    {
      at: noon(on(3, '10-10')),
      // September and October are overdue, and November is bought.
      calls: [
        checkout('prepaid', 1, 'second return', { withoutEnd: true }),
        { paysAt: '/v1/reactivations/{second return}' },
      ],
      shows: [
        reactivationStands('second return', 'applied', { overdue: '40.00', monthsAmount: '20.00' }),
        serviceStands('prepaid', 'active', { paidThrough: on(3, '11-30') }),
      ],
    },
    { at: noon(on(3, '10-10')), calls: [pay('2000.00')] },
    { at: noon(on(6, '06-10')), calls: [active('prepaid', on(6, '06-20'))] },
    { at: noon(on(6, '09-01')), shows: [serviceStands('prepaid', 'paused')] },
    {
      at: noon(on(6, '09-01')),
      calls: [checkout('prepaid', 1, 'third return', { withoutEnd: true })],
      shows: [
        reactivationStands('third return', 'applied', { amount: { amount: '0.00' }, fromAccountCredit: '20.00' }),
        serviceStands('prepaid', 'active', { activeTo: null }),
      ],
    },
    ...yearsOnCredit('prepaid account', on, { bills: bills(on), paid: payments(on) }),
  ];
}

const payments = (on: On) =>
  [
    [on(0, '02-01'), '240.00'],
    [on(1, '02-10'), '220.00'],
    [on(2, '03-01'), '34.00'],
    [on(2, '05-15'), '300.00'],
    [on(3, '10-10'), '2060.00'],
  ] as const;

function bills(on: On): Bill[] {
  const [bought, november] = [on(3, '10-10'), on(3, '11-01')];
  const [day, cut, july] = [on(6, '06-10'), on(6, '06-21'), on(6, '07-01')];
  return [
    ...monthly('20.00', on(0, '02-01'), on(1, '12-01')),
    bill(on(2, '03-01'), ['charge', 1, on(2, '03-01'), on(2, '06-01'), '54.00']),
    ...monthly('20.00', on(2, '06-01'), november),
    bill(bought, ['charge', 1, november, on(3, '12-01'), '20.00']),
    ...monthly('20.00', on(3, '12-01'), july),
    bill(day, ['credit', 1, cut, july, shareOf('20.00', 10, 30)]),
    ...monthly('20.00', on(6, '09-01'), on(10, '01-11')),
  ];
}

export function active(serviceName: string, activeTo: string | null): Call {
  return { method: 'PATCH', path: `/v1/subscriptions/{${serviceName}}`, body: { activeTo } };
}

export function checkout(serviceName: string, months: number, name: string, more: object = {}): Call {
  const body = { subscriptionId: `{${serviceName}}`, months, ...more };
  return { path: '/v1/reactivations', body, keep: { [name]: 'id' } };
}

export function serviceStands(name: string, status: string, more: object = {}): Show {
  return { what: name, path: `/v1/subscriptions/{${name}}`, shows: { status, ...more } };
}

export function reactivationStands(name: string, state: string, more: object = {}): Show {
  return { what: name, path: `/v1/reactivations/{${name}}`, shows: { state, ...more } };
}
