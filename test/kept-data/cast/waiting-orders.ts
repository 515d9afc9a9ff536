import { type Call, edits, ends, type MakingStep, noon, type On, pays, type Show } from '../script.js';
import { bill, shareOf } from './expected.js';
import { aServiceOfTen, order, orderStands } from './package-orders.js';

/** Services whose package orders wait, each in another way, as the data is packed: for money, for people, for the end of a term. */
export function waitingOrders(on: On): MakingStep[] {
  const [day, february] = [on(3, '01-13'), on(3, '02-01')];
  const month = [on(3, '01-01'), on(3, '01-31')] as const;
  return [
    {
      at: noon(on(2, '12-20')),
      prepare: async (api, names) => aServiceOfTen(api, names, 'late', [on(2, '12-01'), on(2, '12-31')]),
      // For the rest of a term that will be over when it is processed: 12 of December's 31 days.
      calls: [
        edits({ automaticProcessing: false, upgradeTerm: 'keep' }),
        order('late', 'twenty', 'late order'),
        pays('late account', '3.87', { invoiceId: '{invoice of late order}' }),
        edits({ upgradeTerm: 'new' }),
      ],
    },
    {
      at: noon(on(3, '01-02')),
      prepare: async (api, names) => {
        for (const name of SERVICES) await aServiceOfTen(api, names, name, month);
      },
      calls: [order('expired', 'twenty', 'expired order')],
    },
    {
      at: noon(on(3, '01-05')),
      calls: [edits({ automaticProcessing: true })],
      shows: [orderStands('late order', 'needs-attention')],
    },
    { at: noon(on(3, '01-11')), calls: placed(), shows: [orderStands('expired order', 'expired')] },
    {
      at: noon(day),
      calls: [
        edits({ automaticProcessing: false }),
        ...['by hand', 'by setting'].flatMap((it) => [
          order(it, 'twenty', `${it} order`),
          // 20.00 less 19 of 31 days at 10.00.
          pays(`${it} account`, '13.87', { invoiceId: `{invoice of ${it} order}` }),
        ]),
      ],
    },
    { at: `${day}T12:10:00.000Z`, calls: calls(), shows: afterTheCalls(on) },
    {
      at: noon(on(3, '02-05')),
      shows: inTheEnd(on, february),
      calls: ends(...['late', ...SERVICES].map((it) => `${it} service`)),
    },
  ];
}

const SERVICES = ['expired', 'unpaid order', 'part order', 'payable', 'scheduled', 'undone', 'by hand', 'by setting'];

function placed(): Call[] {
  return [
    ...['unpaid order', 'part order', 'payable'].map((it) => order(it, 'twenty', `order of ${it}`)),
    pays('part order account', '4.00', { invoiceId: '{invoice of order of part order}' }),
    edits({ downgradeTiming: 'end-of-term' }),
    ...['scheduled', 'undone'].map((it) => order(it, 'five', `${it} order`)),
    edits({ downgradeTiming: 'now' }),
  ];
}

function calls(): Call[] {
  return [
    { path: '/v1/package-orders/{by hand order}/process', body: {} },
    edits({ automaticProcessing: true }),
    { path: '/v1/package-orders/{late order}/cancel', body: {} },
    { path: '/v1/package-orders/{undone order}/undo', body: {} },
    // Ordered on the 11th: 20.00 less 21 of 31 days at 10.00.
    pays('payable account', '13.23', { invoiceId: '{invoice of order of payable}' }),
    pays('expired account', '20.00', { invoiceId: '{invoice of expired order}' }),
  ];
}

function afterTheCalls(on: On): Show[] {
  const appliedOn = on(3, '01-13');
  const applied = { paid: '13.87', applied: { appliedOn, nextDueDate: on(3, '02-13') } };
  return [
    orderStands('by hand order', 'applied', applied),
    orderStands('by setting order', 'applied', applied),
    orderStands('late order', 'cancelled'),
    orderStands('undone order', 'cancelled'),
    orderStands('scheduled order', 'scheduled'),
    orderStands('order of payable', 'applied', { paid: '13.23', applied: { appliedOn } }),
  ];
}

function inTheEnd(on: On, february: string): Show[] {
  const [january, march] = [on(3, '01-01'), on(3, '03-01')];
  const renewal = (price: string) => bill(february, ['charge', 1, february, march, price]).text;
  const documents = (name: string, ...are: string[]): Show => {
    return { what: `${name}, billed`, documentsOf: `{${name} account}`, from: january, before: march, are };
  };
  // Each was taken over with 10.00 paid for its month.
  const books = (name: string, revenue: string, rest: Record<string, string>): Show => {
    const are = { ...rest, revenue, 'opening-balance': '10.00' };
    return { what: `${name}, books`, balancesOf: `{${name} account}`, are };
  };
  const upgrade = (day: string, standing: string, days: number) => {
    const [next, credit] = [on(3, day === '01-13' ? '02-13' : '02-11'), shareOf('10.00', days, 31)];
    const date = on(3, day);
    return bill(date, ['charge', 1, date, next, '20.00'], ['credit', 1, date, february, credit]).text.replace(
      ' ',
      ` ${standing}`,
    );
  };
  return [
    orderStands('order of unpaid order', 'expired', { paid: '0.00' }),
    orderStands('order of part order', 'expired', { paid: '4.00' }),
    orderStands('scheduled order', 'applied', { effectiveDate: february }),
    documents('unpaid order', upgrade('01-11', 'void ', 21), renewal('10.00')),
    books('unpaid order', '-20.00', { receivable: '10.00' }),
    // What was paid for an order that came to nothing pays what comes next.
    books('part order', '-20.00', { cash: '4.00', receivable: '6.00' }),
    books('expired', '-20.00', { cash: '20.00', 'account-credit': '-10.00' }),
    documents('undone', renewal('10.00')),
    documents('by hand', upgrade('01-13', '', 19)),
    documents('by setting', upgrade('01-13', '', 19)),
    books('late', '-30.00', { cash: '3.87', receivable: '16.13' }),
  ];
}
