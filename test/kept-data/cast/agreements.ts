import { monthsOn, parts } from '../../oracle/days.js';
import { aClubMember, aClubPlan, aFeeBody, aScheduleBody, turnOn } from '../../support/club.js';
import { type Call, type MakingStep, noon, type On, pays } from '../script.js';
import { type Bill, bill, yearsOnCredit } from './expected.js';

/** One open agreement with a yearly fee through ten years, changed in the second and again in the sixth. */
export function yearsOfAgreements(on: On): MakingStep[] {
  return [
    {
      at: noon(on(0, '01-11')),
      prepare: async (api, names) => {
        await turnOn(api);
        for (const [name, price] of [
          ['individual', '30.00'],
          ['family', '45.00'],
          ['premium', '60.00'],
        ] as const)
          names[name] = await aClubPlan(api, { code: name, price });
        const open = {
          type: 'open',
          termMonths: null,
          termSatisfiedMonths: 0,
          beginDate: on(-1, '05-01'),
          expirationDate: null,
          schedules: [aScheduleBody({ payments: null, paymentsMade: 0, nextDueDate: on(0, '02-01') })],
          fees: [aFeeBody({ dueDate: on(-1, '06-10') })],
        };
        const { accountId, agreementId } = await aClubMember(api, 'Olga', names.individual ?? '', open);
        Object.assign(names, { 'member account': accountId, member: agreementId });
      },
      calls: [pays('member account', '9000.00')],
    },
    { at: noon(on(1, '06-15')), calls: [draft('member', 'family', 'first draft'), complete('first draft')] },
    { at: noon(on(5, '06-12')), calls: [draft('member', 'premium', 'second draft')] },
    { at: noon(on(5, '06-15')), calls: [complete('second draft')] },
    {
      at: noon(on(6, '01-11')),
      shows: [
        {
          what: 'the agreement of ten years',
          path: '/v1/agreements/{member}',
          shows: {
            planId: '{premium}',
            version: 3,
            schedules: [{ payments: null, amount: '60.00', nextDueDate: on(6, '02-01') }],
          },
        },
        ...['first draft', 'second draft'].map((it) => draftStands(it, 'completed')),
      ],
    },
    ...yearsOnCredit('member account', on, { bills: bills(on), paid: [[on(0, '01-11'), '9000.00']] }),
  ];
}

/** Dues on each first; the fee on the 10th of June, and once more with each change, since it recurs and the agreement is open. */
function bills(on: On): Bill[] {
  const dues = (price: string, from: string, before: string): Bill[] => {
    const all: Bill[] = [];
    for (let date = from; date < before; date = monthsOn(date, 1, 1)) all.push(due(date, monthsOn(date, 1, 1), price));
    return all;
  };
  const fees = Array.from({ length: 10 }, (_, year) => on(year, '06-10'));
  return [
    ...dues('30.00', on(0, '02-01'), on(1, '07-01')),
    ...dues('45.00', on(1, '07-01'), on(5, '07-01')),
    ...dues('60.00', on(5, '07-01'), on(10, '01-11')),
    ...[...fees, on(1, '06-15'), on(5, '06-15')].map((it) => fee(it)),
  ].sort((a, b) => a.date.localeCompare(b.date));
}

const due = (date: string, to: string, price: string) => bill(date, ['charge', 1, date, to, price]);
const fee = (date: string) => bill(date, ['charge', 1, date, monthsOn(date, 12, parts(date)[2]), '10.00']);

export function draft(agreementName: string, planName: string, name: string, more: object = {}): Call {
  const body = { agreementId: `{${agreementName}}`, planId: `{${planName}}`, ...more };
  return { path: '/v1/agreement-changes', as: 'agent', body, keep: { [name]: 'id' } };
}

export const complete = (name: string): Call => ({
  path: `/v1/agreement-changes/{${name}}/complete`,
  as: 'agent',
  body: {},
});

export function draftStands(name: string, state: string) {
  return { what: name, path: `/v1/agreement-changes/{${name}}`, shows: { state } };
}
