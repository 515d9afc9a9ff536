import { aService } from '../../support/prepaid.js';
import { ends, type MakingStep, noon, type On, pays } from '../script.js';
import { bill, shareOf } from './expected.js';
import { active, checkout, reactivationStands, serviceStands } from './services.js';

/** By the days of January on which they begin, and on which the paused ones are active last. */
const BEGIN: Readonly<Record<string, string>> = { 'in arrears': '01-05', 'about to fall': '01-11' };
const LAST: Readonly<Record<string, string>> = {
  away: '01-12',
  'at the till': '01-12',
  hesitating: '01-12',
  'too late': '01-05',
};
const SERVICES = ['ahead', 'leaving', ...Object.keys(LAST), ...Object.keys(BEGIN)];

/** Prepaid services that wait, each in another way, as the data is packed: suspended, paused, about to be, and at open checkouts. */
export function waitingServices(on: On): MakingStep[] {
  const [day, month] = [on(3, '01-13'), on(3, '01-01')];
  const [call, evening] = [`${day}T12:10:00.000Z`, `${day}T18:00:00.000Z`];
  const paused = Object.keys(LAST);
  const documents = (name: string, ...are: string[]) => {
    return { what: `${name}, billed`, documentsOf: `{${name} account}`, from: month, before: on(3, '03-01'), are };
  };
  const renewal = (from: string, to: string, amount = '20.00') => bill(from, ['charge', 1, from, to, amount]).text;
  const [january, february] = [renewal(month, on(3, '02-01')), renewal(on(3, '02-01'), on(3, '03-01'))];
  const firstDays = (name: string) => shareOf('20.00', name === 'too late' ? 5 : 12, 31);
  const cutShort = (name: string) => renewal(month, on(3, name === 'too late' ? '01-06' : '01-13'), firstDays(name));
  return [
    {
      at: noon(month),
      prepare: async (api, names) => {
        for (const name of SERVICES) {
          const start = on(3, BEGIN[name] ?? '01-01');
          const last = LAST[name];
          const end = last === undefined ? {} : { activeTo: on(3, last) };
          const service = await aService(api, names.home ?? '', start, end);
          Object.assign(names, { [name]: service.subscriptionId, [`${name} account`]: service.accountId });
        }
        await api.call('POST', '/v1/payment-endpoints', { body: { provider: 'sandbox' } });
      },
      calls: [
        pays('ahead account', '60.00'),
        pays('leaving account', '20.00'),
        ...paused.map((it) => pays(`${it} account`, firstDays(it))),
        active('leaving', on(3, '01-20')),
      ],
    },
    {
      at: noon(on(3, '01-12')),
      calls: [checkout('too late', 1, 'expired checkout')],
      shows: [serviceStands('in arrears', 'suspended'), serviceStands('too late', 'paused')],
    },
    {
      at: noon(day),
      calls: [checkout('at the till', 2, 'open checkout'), checkout('hesitating', 1, 'unpaid checkout')],
      shows: [reactivationStands('expired checkout', 'expired'), ...paused.map((it) => serviceStands(it, 'paused'))],
    },
    {
      at: call,
      calls: [
        { paysAt: '/v1/reactivations/{open checkout}' },
        { webhook: { accountId: '{too late account}', amount: '20.00', changeId: '{expired checkout}' } },
        pays('in arrears account', '20.00'),
      ],
      shows: [
        reactivationStands('open checkout', 'applied', { amount: { amount: '40.00' } }),
        serviceStands('at the till', 'active', { activeTo: on(3, '03-12') }),
        serviceStands('too late', 'active', { activeTo: on(3, '02-12') }),
        serviceStands('in arrears', 'active'),
        serviceStands('about to fall', 'active'),
      ],
    },
    {
      at: evening,
      shows: [reactivationStands('unpaid checkout', 'expired'), serviceStands('hesitating', 'paused')],
    },
    {
      at: noon(on(3, '01-25')),
      shows: [serviceStands('about to fall', 'suspended'), serviceStands('leaving', 'paused')],
    },
    {
      at: noon(on(3, '02-05')),
      shows: [
        documents('ahead', january, february),
        documents('away', cutShort('away')),
        documents(
          'leaving',
          january,
          bill(month, ['credit', 1, on(3, '01-21'), on(3, '02-01'), shareOf('20.00', 11, 31)]).text,
        ),
        documents('at the till', cutShort('at the till'), renewal(day, on(3, '03-13'), '40.00')),
        documents('too late', cutShort('too late'), renewal(day, on(3, '02-13'))),
        documents('hesitating', cutShort('hesitating')),
      ],
      calls: ends(...SERVICES),
    },
  ];
}
