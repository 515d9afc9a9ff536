import type { TestApi } from '../../support/api.js';
import { aPaygCustomer } from '../../support/payg.js';
import { type Call, edits, type MakingStep, type Names, noon, type On, pays, type Show } from '../script.js';
import { book, books, onTime, transaction } from './bookings.js';

/** Customers whose bookings wait, each in another way, as the data is packed: for money, for collection, for a call of an agent. */
export function waitingBookings(on: On): MakingStep[] {
  const day = on(3, '01-13');
  const [call, late] = [`${day}T12:10:00.000Z`, noon(on(3, '02-05'))];
  return [
    { at: noon(on(3, '01-10')), prepare: customers, calls: [pays('goodwill', '120.00')] },
    { at: noon(on(3, '01-12')), calls: [pays('part', '90.00'), pays('proposal', '110.00')] },
    {
      at: `${day}T07:59:00.000Z`,
      calls: [book('settling', 'radio', 'settling booking'), pays('settling', '50.00')],
    },
    {
      at: noon(day),
      prepare: useOldPayments,
      calls: waits(),
      shows: [
        onTime('collectable service', [
          transaction('downpayment', '100.00', 0),
          transaction('payment', '30.00', 259_200),
        ]),
      ],
    },
    { at: call, calls: calls(), shows: afterTheCall() },
    {
      at: `${day}T18:00:00.000Z`,
      shows: ['unpaid', 'half paid', 'part', 'settling'].map((it) => stands(it, 'expired')),
    },
    // 60.00 is 6 days since the window's end; 30.00 is 3 days less the minutes before the rate rose, and then 2.
    { at: `${on(3, '01-15')}T06:00:00.000Z`, shows: [isOn('half paid', true), isOn('collectable', true)] },
    { at: noon(on(3, '01-16')), shows: [isOn('half paid', true), isOn('collectable', false)] },
    { at: noon(on(3, '01-20')), shows: [isOn('half paid', false)] },
    { at: late, calls: [collect('paid later'), ...touched.map((it) => pays(it, '10.00'))], shows: inTheEnd() },
  ];
}

const touched = ['half paid', 'part', 'settling', 'paid later', 'collectable', 'goodwill', 'converted'];
const NAMES = ['unpaid', 'proposal', ...touched];

async function customers(api: TestApi, names: Names): Promise<void> {
  for (const name of NAMES) {
    const given = name === 'converted' ? { subscription: { convertedFrom } } : {};
    const { accountId, subscriptionId } = await aPaygCustomer(api, names.lamp ?? '', given);
    Object.assign(names, { [name]: accountId, [`${name} service`]: subscriptionId });
  }
}

const convertedFrom = {
  payments: ['40.00', '150.00', '120.00'].map((amount, index) => ({
    amount: { amount, currency: 'USD' },
    paidAt: `2026-0${index + 6}-01T00:00:00Z`,
    reference: `M${index}`,
  })),
};

/** Names the old payments that are used, and what is proposed. */
async function useOldPayments({ call }: TestApi, names: Names): Promise<void> {
  for (const name of ['part', 'goodwill', 'converted']) {
    const { body } = await call('GET', `/v1/subscriptions/${names[`${name} service`]}/on-time-transactions`);
    names[`${name} payment`] = body.data[0].id;
  }
  const { body } = await call('GET', `/v1/booking-proposals?accountId=${names.proposal}&state=open`);
  names.proposed = body.data[0].id;
}

function waits(): Call[] {
  const unpaid = ['unpaid', 'half paid', 'paid later', 'collectable'];
  const use = (name: string) => ({ transactionIds: [`{${name} payment}`], acceptPart: true });
  return [
    ...unpaid.map((it) => book(it, 'radio', `${it} booking`)),
    pays('half paid', '60.00'),
    pays('paid later', '60.00'),
    pays('collectable', '130.00'),
    book('goodwill', 'radio', 'goodwill booking', { useOnTimePayments: use('goodwill') }),
    edits({ onTimeValuation: 'unused' }),
    book('part', 'radio', 'part booking', { useOnTimePayments: use('part') }),
    edits({ onTimeValuation: 'full' }),
  ];
}

function calls(): Call[] {
  const converted = { useConversionPayment: { transactionId: '{converted payment}' } };
  return [
    pays('paid later', '40.00'),
    collect('collectable'),
    { path: '/v1/bookings/{goodwill booking}/cancel', body: {} },
    { path: '/v1/booking-proposals/{proposed}/book', as: 'agent', body: {}, keep: { 'proposal booking': 'id' } },
    { ...book('converted', 'radio', 'converted booking', converted), as: 'admin' },
    collect('converted'),
  ];
}

const collect = (name: string): Call => ({ path: `/v1/bookings/{${name} booking}/collect`, as: 'shop', body: {} });

function afterTheCall(): Show[] {
  return [
    stands('paid later', 'install-collect'),
    stands('collectable', 'collected'),
    stands('goodwill', 'cancelled'),
    stands('proposal', 'install-collect'),
    stands('converted', 'collected'),
  ];
}

/** All of their time is used up by then, and the 10.00 that are paid last are not. */
function inTheEnd(): Show[] {
  const used = (name: string, cash: string, revenue: string) =>
    books(name, { cash, 'unearned-time': '-10.00', revenue });
  return [
    stands('paid later', 'collected'),
    used('half paid', '70.00', '-60.00'),
    used('settling', '60.00', '-50.00'),
    used('part', '100.00', '-90.00'),
    used('paid later', '110.00', '-100.00'),
    used('collectable', '140.00', '-130.00'),
    used('goodwill', '130.00', '-120.00'),
    // Of 310.00 from before, 120.00 was the smallest that covered the down payment; 20.00 of it was time.
    books('converted', {
      'opening-balance': '310.00',
      'conversion-held': '-190.00',
      cash: '10.00',
      'unearned-time': '-10.00',
      revenue: '-120.00',
    }),
  ];
}

function stands(name: string, state: string): Show {
  return { what: `${name} booking`, path: `/v1/bookings/{${name} booking}`, shows: { state } };
}

function isOn(name: string, isOn: boolean): Show {
  return { what: name, path: `/v1/subscriptions/{${name} service}`, shows: { isOn } };
}
