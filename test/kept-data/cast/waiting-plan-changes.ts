import { dateOf, dayNumber } from '../../oracle/days.js';
import { masterPlanChange, type OracleChange } from '../../oracle/master-plan-change.js';
import type { TestApi } from '../../support/api.js';
import { aPlan, aSubscriptionOf } from '../../support/catalog.js';
import { type Call, ends, type MakingStep, type Names, noon, type On, pays, type Show } from '../script.js';
import { applied } from './plan-changes.js';

const MONTHLY = [
  'dated',
  'moved',
  'undated',
  'at end',
  'several',
  'backward',
  'retried',
  'dropped',
  'ending',
  'closed',
  'called off',
];
const [MONTH, WEEK] = [{ unit: 'month', count: 1 } as const, { unit: 'week', count: 1 } as const];

/** Subscriptions whose plan changes wait, each in another way, as the data is packed. */
export function waitingPlanChanges(on: On): MakingStep[] {
  const day = (date: string) => on(3, `01-${date}`);
  return [
    { at: noon(day('11')), prepare: (api, names) => subscriptions(api, names, on), calls: accepted(on) },
    { at: noon(day('12')), shows: ['retried', 'dropped'].map((it) => stands(it, 'needs-attention')) },
    {
      at: `${day('13')}T12:10:00.000Z`,
      calls: [
        command('undated', 'reschedule', { effectiveDate: day('25') }),
        command('fourth', 'reschedule', { effectiveDate: on(3, '02-12') }),
        { path: '/v1/plans/{lost}/activate', body: {} },
        command('retried', 'retry'),
        command('dropped', 'cancel'),
      ],
    },
    {
      at: noon(on(3, '02-15')),
      shows: inTheEnd(on),
      calls: ends(...MONTHLY.filter((it) => it !== 'ending').map((it) => `${it} subscription`), 'weekly subscription'),
    },
  ];
}

async function subscriptions(api: TestApi, names: Names, on: On): Promise<void> {
  names.lost = await aPlan(api, { price: '45.00' });
  names.weekly = await aPlan(api, { price: '7.00', interval: WEEK });
  const open = async (name: string, period: object, planName = 'basic') => {
    const { accountId, subscriptionId } = await aSubscriptionOf(api, { planId: names[planName] ?? '', ...period });
    Object.assign(names, { [`${name} account`]: accountId, [`${name} subscription`]: subscriptionId });
  };
  const month = { periodStart: on(3, '01-01'), paidThrough: on(3, '01-31') };
  for (const name of MONTHLY) await open(name, name === 'backward' ? { ...month, invoicing: 'backward' } : month);
  await open('weekly', { periodStart: on(3, '01-08'), paidThrough: on(3, '01-14') }, 'weekly');
}

function accepted(on: On): Call[] {
  const date = (it: string) => ({ effectiveDate: on(3, it) });
  return [
    ...[...MONTHLY, 'weekly'].map((it) => pays(`${it} account`, '500.00')),
    ask('dated', 'dated', date('01-20')),
    ask('moved', 'moved', date('01-20')),
    command('moved', 'reschedule', date('01-22')),
    ask('undated', 'undated', {}),
    ask('at end', 'at end', { scope: 'end-of-period' }),
    ask('several', 'first', date('01-20')),
    ask('several', 'second', { scope: 'end-of-period', units: 2 }),
    ask('several', 'third', { ...date('02-10'), planId: '{pro}' }),
    ask('several', 'fourth', { planId: '{basic}', units: 3 }),
    ask('backward', 'backward', date('01-20')),
    ask('weekly', 'from weeks', date('01-24')),
    // The plan goes before the day comes: one is retried once it is there again, one is cancelled.
    ...['retried', 'dropped'].map((it) => ask(it, it, { ...date('01-12'), planId: '{lost}' })),
    { path: '/v1/plans/{lost}/deactivate', body: {} },
    ask('ending', 'ending', {}),
    { path: '/v1/subscriptions/{ending subscription}/cancel', body: { on: on(3, '01-28') } },
    // Over already: nothing may happen to them any more.
    ask('closed', 'closed', { scope: 'immediately', proration: 'full' }),
    ask('called off', 'called off', date('01-20')),
    command('called off', 'cancel'),
  ];
}

function ask(subscriptionName: string, name: string, asked: object): Call {
  const body = { subscriptionId: `{${subscriptionName} subscription}`, planId: '{plus}', units: 1, scope: 'on-date' };
  return { path: '/v1/master-plan-changes', body: { ...body, ...asked }, keep: { [`${name} change`]: 'id' } };
}

function command(name: string, what: string, body: object = {}): Call {
  return { path: `/v1/plan-changes/{${name} change}/${what}`, body };
}

function inTheEnd(on: On): Show[] {
  const net = (effectiveDate: string, more: Partial<OracleChange> = {}) => {
    const terms = { oldUnits: 1, newUnits: 1, oldInterval: MONTH, newInterval: MONTH, decimals: 2, billDay: 1 };
    const period = { periodStart: on(3, '01-01'), paidThrough: on(3, '01-31'), lastBilled: on(3, '01-01') };
    const asked = {
      oldPrice: '30.00',
      newPrice: '60.00',
      effectiveDate: on(3, effectiveDate),
      option: 'full',
    } as const;
    return masterPlanChange({ ...terms, ...period, ...asked, ...more }).net;
  };
  const is = (name: string, date: string, amount = net(date)) => applied(`${name} change`, on(3, date), amount);
  const february = {
    periodStart: on(3, '02-01'),
    paidThrough: dateOf(dayNumber(on(3, '03-01')) - 1),
    lastBilled: on(3, '02-01'),
  };
  const week = { periodStart: on(3, '01-22'), paidThrough: on(3, '01-28'), lastBilled: on(3, '01-22') };
  return [
    is('dated', '01-20'),
    is('moved', '01-22'),
    is('undated', '01-25'),
    is('at end', '02-01', '0.00'),
    is('first', '01-20'),
    is('second', '02-01', '0.00'),
    is('third', '02-10', net('02-10', { oldPrice: '60.00', oldUnits: 2, newPrice: '90.00', ...february })),
    is('fourth', '02-12', net('02-12', { oldPrice: '90.00', newPrice: '30.00', newUnits: 3, ...february })),
    // Nothing was billed of a period that is invoiced at its end.
    is('backward', '01-20', '0.00'),
    is('from weeks', '01-24', net('01-24', { oldPrice: '7.00', oldInterval: WEEK, ...week })),
    is('retried', '01-12', net('01-12', { newPrice: '45.00' })),
    is('closed', '01-11'),
    ...['dropped', 'ending', 'called off'].map((it) => stands(it, 'cancelled')),
  ];
}

function stands(name: string, state: string): Show {
  return { what: `${name} change`, path: `/v1/plan-changes/{${name} change}`, shows: { state } };
}
