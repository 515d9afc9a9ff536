import { aPlan, aSubscriptionOf } from '../../support/catalog.js';
import { type Call, type MakingStep, noon, type On, pays, type Show } from '../script.js';
import { bill, monthly, shareOf, yearsOnCredit } from './expected.js';

/** One account through ten years of master plan changes: three under the code that writes the data, the rest under later code. */
export function yearsOfPlanChanges(on: On): MakingStep[] {
  return [
    {
      at: noon(on(0, '01-11')),
      prepare: async (api, names) => {
        names.basic = await aPlan(api, { price: '30.00' });
        names.plus = await aPlan(api, { price: '60.00' });
        names.pro = await aPlan(api, { price: '90.00' });
        const period = { periodStart: on(0, '01-01'), paidThrough: on(0, '01-31') };
        const { accountId, subscriptionId } = await aSubscriptionOf(api, { planId: names.basic, ...period });
        Object.assign(names, { 'changing account': accountId, changing: subscriptionId });
      },
      calls: [pays('changing account', '9000.00')],
    },
    { at: noon(on(0, '06-15')), calls: [change('plus', { scope: 'immediately', proration: 'full' })] },
    { at: noon(on(1, '01-11')), calls: [change('basic', { scope: 'on-date', effectiveDate: on(1, '06-15') })] },
    // Waits for two years, a restart under newer code among them.
    {
      at: noon(on(2, '06-15')),
      calls: [change('plus', { scope: 'on-date', effectiveDate: on(4, '06-15') }, 'two years ahead')],
    },
    { at: noon(on(5, '06-15')), calls: [change('pro', { scope: 'immediately', proration: 'full' })] },
    { at: noon(on(7, '01-11')), calls: [change('basic', { scope: 'end-of-period' }, 'last change')] },
    ...yearsOnCredit('changing account', on, {
      bills: bills(on),
      paid: [[on(0, '01-11'), '9000.00']],
      takenOver: '30.00',
    }),
    { at: noon(on(5, '01-11')), shows: [applied('two years ahead', on(4, '06-15'), '16.00')] },
    { at: noon(on(8, '01-11')), shows: [applied('last change', on(7, '02-01'), '0.00')] },
  ];
}

/** From the 15th, 16 of June's 30 days are moved from one price to another. */
function bills(on: On) {
  const moved = (year: number, from: string, to: string) => {
    const rest = [on(year, '06-15'), on(year, '07-01')] as const;
    const line = (kind: 'charge' | 'credit', price: string) => [kind, 1, ...rest, shareOf(price, 16, 30)] as const;
    return bill(rest[0], line('credit', from), line('charge', to));
  };
  return [
    ...monthly('30.00', on(0, '02-01'), on(0, '07-01')),
    moved(0, '30.00', '60.00'),
    ...monthly('60.00', on(0, '07-01'), on(1, '07-01')),
    moved(1, '60.00', '30.00'),
    ...monthly('30.00', on(1, '07-01'), on(4, '07-01')),
    moved(4, '30.00', '60.00'),
    ...monthly('60.00', on(4, '07-01'), on(5, '07-01')),
    moved(5, '60.00', '90.00'),
    ...monthly('90.00', on(5, '07-01'), on(7, '02-01')),
    ...monthly('30.00', on(7, '02-01'), on(10, '01-11')),
  ];
}

function change(planName: string, asked: object, name?: string): Call {
  const body = { subscriptionId: '{changing}', planId: `{${planName}}`, units: 1, ...asked };
  return { path: '/v1/master-plan-changes', body, ...(name === undefined ? {} : { keep: { [name]: 'id' } }) };
}

/** A change that is applied, to what it comes to. */
export function applied(name: string, effectiveDate: string, net: string): Show {
  const shows = { state: 'applied', effectiveDate, applied: { net } };
  return { what: name, path: `/v1/plan-changes/{${name}}`, shows };
}
