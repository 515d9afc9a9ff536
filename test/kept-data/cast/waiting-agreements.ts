import { aClubMember, aScheduleBody } from '../../support/club.js';
import { type Json, type MakingStep, noon, type On, pays, type Show } from '../script.js';
import { complete, draft, draftStands } from './agreements.js';

const MEMBERS = ['quiet', 'frozen', 'edited', 'forgotten', 'changed'];

/** Members whose agreements wait, each in another way, as the data is packed: with payments to come, frozen, with a draft under way. */
export function waitingAgreements(on: On): MakingStep[] {
  const due = on(3, '02-01');
  const unfreezes = { confirmFreezeRemoval: true };
  return [
    {
      at: noon(on(3, '01-11')),
      prepare: async (api, names) => {
        for (const name of MEMBERS) {
          const options = {
            beginDate: on(2, '07-01'),
            expirationDate: on(3, '06-30'),
            standing: { frozen: name === 'frozen' },
            schedules: [aScheduleBody({ nextDueDate: due })],
          };
          const { accountId, agreementId } = await aClubMember(api, name, names.individual ?? '', options);
          Object.assign(names, { [`${name} account`]: accountId, [`${name} agreement`]: agreementId });
        }
      },
      calls: [
        ...['quiet', 'edited', 'changed'].map((it) => pays(`${it} account`, '500.00')),
        draft('changed agreement', 'family', 'changed draft'),
        complete('changed draft'),
      ],
    },
    {
      at: noon(on(3, '01-13')),
      calls: [
        draft('frozen agreement', 'family', 'frozen draft', unfreezes),
        draft('edited agreement', 'family', 'edited draft'),
        draft('forgotten agreement', 'family', 'forgotten draft'),
        {
          method: 'PATCH',
          path: '/v1/agreement-changes/{edited draft}',
          as: 'agent',
          body: { addSchedules: [{ name: 'Tanning', amount: '12.00' }] },
        },
      ],
    },
    {
      at: `${on(3, '01-13')}T12:10:00.000Z`,
      calls: [complete('frozen draft'), complete('edited draft')],
      shows: [
        agreement('frozen', { version: 2, planId: '{family}', standing: { frozen: false } }),
        agreement('edited', {
          version: 2,
          planId: '{family}',
          schedules: [
            { name: 'Dues', amount: '45.00', payments: 5, nextDueDate: due },
            { name: 'Tanning', amount: '12.00', payments: 5, nextDueDate: due },
          ],
        }),
      ],
    },
    {
      at: noon(on(3, '06-05')),
      shows: [
        draftStands('changed draft', 'completed'),
        draftStands('forgotten draft', 'abandoned'),
        agreement('forgotten', { version: 1, planId: '{individual}' }),
        agreement('quiet', { version: 1, schedules: [{ paymentsMade: 12, paymentsLeft: 0 }] }),
        books('quiet', { cash: '500.00', 'account-credit': '-350.00', revenue: '-150.00' }),
        books('changed', { cash: '500.00', 'account-credit': '-275.00', revenue: '-225.00' }),
        books('edited', { cash: '500.00', 'account-credit': '-215.00', revenue: '-285.00' }),
        books('frozen', { receivable: '225.00', revenue: '-225.00' }),
        books('forgotten', { receivable: '150.00', revenue: '-150.00' }),
      ],
    },
  ];
}

function agreement(name: string, shows: Json): Show {
  return { what: `agreement of ${name}`, path: `/v1/agreements/{${name} agreement}`, shows };
}

function books(name: string, are: Readonly<Record<string, string>>): Show {
  return { what: `books of ${name}`, balancesOf: `{${name} account}`, are };
}
