import { aService } from '../../support/prepaid.js';
import { ends, type MakingStep, noon, type On, pays } from '../script.js';
import { bill, shareOf } from './expected.js';
import { active, checkout, reactivationStands, serviceStands } from './services.js';

const FROM_THE_FIRST = ['ahead', 'in arrears', 'away', 'leaving', 'at the till', 'hesitating', 'too late'];

/** Prepaid services that wait, each in another way, as the data is packed: suspended, paused, about to be, and at open checkouts. */
export function waitingServices(on: On): MakingStep[] {
  const [day, month] = [on(3, '01-13'), on(3, '01-01')];
  const [call, evening] = [`${day}T12:10:00.000Z`, `${day}T18:00:00.000Z`];
  const paused = ['away', 'at the till', 'hesitating', 'too late'];
  const documents = (name: string, ...are: string[]) => {
    return { what: `${name}, billed`, documentsOf: `{${name} account}`, from: month, before: on(3, '03-01'), are };
  };
  const renewal = (from: string, to: string, amount = '20.00') => bill(from, ['charge', 1, from, to, amount]).text;
  const [january, february] = [renewal(month, on(3, '02-01')), renewal(on(3, '02-01'), on(3, '03-01'))];
  const firstDays = renewal(month, on(3, '01-06'), shareOf('20.00', 5, 31));
  return [
    {
      at: noon(month),
      prepare: async (api, names) => {
        for (const name of [...FROM_THE_FIRST, 'about to fall']) {
          const start = name === 'about to fall' ? on(3, '01-11') : month;
          const service = await aService(
            api,
            names.home ?? '',
            start,
            paused.includes(name) ? { activeTo: on(3, '01-05') } : {},
          );
          Object.assign(names, { [name]: service.subscriptionId, [`${name} account`]: service.accountId });
        }
        await api.call('POST', '/v1/payment-endpoints', { body: { provider: 'sandbox' } });
      },
      calls: [
        pays('ahead account', '60.00'),
        pays('leaving account', '20.00'),
        ...paused.map((it) => pays(`${it} account`, shareOf('20.00', 5, 31))),
        active('leaving', on(3, '01-20')),
      ],
    },
    {
      at: noon(on(3, '01-12')),
      calls: [checkout('too late', 1, 'expired checkout')],
      shows: [serviceStands('in arrears', 'suspended'), ...paused.map((it) => serviceStands(it, 'paused'))],
    },
    {
      at: noon(day),
      calls: [checkout('at the till', 2, 'open checkout'), checkout('hesitating', 1, 'unpaid checkout')],
      shows: [reactivationStands('expired checkout', 'expired')],
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
        documents('away', firstDays),
        documents(
          'leaving',
          january,
          bill(month, ['credit', 1, on(3, '01-21'), on(3, '02-01'), shareOf('20.00', 11, 31)]).text,
        ),
        documents('at the till', firstDays, renewal(day, on(3, '03-13'), '40.00')),
        documents('too late', firstDays, renewal(day, on(3, '02-13'))),
        documents('hesitating', firstDays),
      ],
      calls: ends(...FROM_THE_FIRST, 'about to fall'),
    },
  ];
}
