import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anAgreementBody } from '../support/agreements.js';
import { anApi, type TestApi } from '../support/api.js';
import { aClubMember, aClubPlan, aFeeBody, aScheduleBody, eligibility, turnOn } from '../support/club.js';
import { aDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let api: TestApi;
let individual: string;
let family: string;
beforeAll(async () => {
  database = await aDatabase();
  api = await anApi(database.prisma);
  individual = await aClubPlan(api, { code: 'individual', price: '30.00', renewal: 'none' });
  family = await aClubPlan(api, { code: 'family', price: '45.00' });
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const ask = (agreementId: string) =>
  api.call('POST', '/v1/agreement-changes', { as: 'agent', body: { agreementId, planId: family } });

const QUALIFY = 'The member does not qualify. You must perform a renewal or rewrite instead.';
const PAST_DUE = 'Upgrade/Downgrade could not be performed because the member is currently past due.';
const PENDING = 'Member is pending cancel and cannot be upgraded/downgraded.';

describe('the feature of a club (AG-01)', () => {
  it('is off by default: the link is not shown and calls are refused; the operator turns it on and off by number', async () => {
    const { agreementId } = await aClubMember(api, 'Ann', individual, { clubNumber: 9001 });
    expect(await eligibility(api, agreementId)).toMatchObject({
      visible: false,
      eligible: false,
      messages: [{ code: 'upgrade-downgrade-off', wayOut: { steps: [{ call: 'PUT /v1/clubs/9001/features' }] } }],
    });
    expect(await ask(agreementId)).toMatchObject({ status: 403, body: { code: 'upgrade-downgrade-off' } });
    await turnOn(api, '9001');
    expect(await eligibility(api, agreementId)).toMatchObject({ visible: true, eligible: true, messages: [] });
    const off = { as: 'platform', body: { upgradeDowngrade: false } } as const;
    await api.call('PUT', '/v1/clubs/9001/features', off);
    expect(await eligibility(api, agreementId)).toMatchObject({ visible: false, eligible: false });
    const shown = await api.call('GET', '/v1/clubs/9001/features', { as: 'agent' });
    expect(shown.body).toEqual({ number: '9001', upgradeDowngrade: false });
  });

  it.each(['admin', 'agent', 'client', 'shop'] as const)('is not for the role %s to set', async (as) => {
    const reply = await api.call('PUT', '/v1/clubs/9002/features', { as, body: { upgradeDowngrade: true } });
    expect(reply.status).toBe(403);
  });
});

describe('a change that is refused', () => {
  beforeAll(() => turnOn(api));

  it.each([
    ['club managed (AG-03)', { managedBy: 'club' }, 'agreement-club-managed', QUALIFY, false],
    ['canceled (AG-03)', { status: 'canceled' }, 'agreement-canceled', QUALIFY, false],
    ['expired (AG-03)', { status: 'expired' }, 'agreement-expired', QUALIFY, false],
    ['inactive (AG-03)', { status: 'inactive' }, 'agreement-inactive', QUALIFY, false],
    [
      'in return for collection (AG-03)',
      { status: 'return-for-collection' },
      'agreement-return-for-collection',
      QUALIFY,
      false,
    ],
    ['Cash Open (AG-04)', { type: 'cash-open', termMonths: null }, 'agreement-cash-open', QUALIFY, true],
    ['past due (AG-06)', { standing: { pastDue: true } }, 'agreement-past-due', PAST_DUE, true],
    ['pending cancel (AG-07)', { standing: { pendingCancel: true } }, 'agreement-pending-cancel', PENDING, true],
    [
      'both (AG-08)',
      { standing: { pastDue: true, pendingCancel: true } },
      'agreement-past-due-and-pending-cancel',
      `${PAST_DUE} ${PENDING}`,
      true,
    ],
    [
      'of different frequencies (AG-09)',
      { schedules: [aScheduleBody({ scheduledFrequency: 'bi-weekly' })] },
      'agreement-frequencies-differ',
      'This member is not eligible for an Upgrade/Downgrade because the members schedules have different billing frequencies.',
      true,
    ],
    [
      'invalid (AG-10)',
      { fees: [aFeeBody({ dueDate: null })] },
      'agreement-invalid',
      'Upgrade/Downgrade is not available for this member. A rewrite must be performed in order to change this agreement.',
      true,
    ],
    [
      'frozen and not confirmed (AG-05)',
      { standing: { frozen: true } },
      'agreement-freeze-unconfirmed',
      'This member currently has a freeze on their account. Completing the Upgrade/Downgrade will remove the freeze. Are you sure you want to continue?',
      true,
    ],
  ])('for a member who is %s says so to the letter (AG-11)', async (_, options, code, detail, visible) => {
    const { agreementId } = await aClubMember(api, 'Bo', individual, options);
    expect(await ask(agreementId)).toMatchObject({ status: 409, body: { code, detail } });
    const told = await eligibility(api, agreementId);
    expect(told).toMatchObject({ visible, messages: [{ code, text: detail }] });
    expect(await database.prisma.change.count()).toBe(0);
  });

  it('names an agreement and a plan that are not there by 404', async () => {
    const { agreementId } = await aClubMember(api, 'Cy', individual);
    expect(await ask('agr_none')).toMatchObject({ status: 404, body: { code: 'agreement-not-found' } });
    const body = { agreementId, planId: 'plan_none' };
    const reply = await api.call('POST', '/v1/agreement-changes', { as: 'agent', body });
    expect(reply).toMatchObject({ status: 404, body: { code: 'plan-not-found' } });
  });
});

describe('an agreement', () => {
  it.each([
    [
      'an open one that renews to open (AG-16)',
      { type: 'open', renewal: { option: 'auto-renew-to-open' } },
      'renewal.option',
    ],
    ['a term without months', { termMonths: null }, 'termMonths'],
    ['one that expires before it begins', { expirationDate: '2026-04-30' }, 'expirationDate'],
    ['a frequency that is none', { schedules: [aScheduleBody({ frequency: 'hourly' })] }, 'schedules[0].frequency'],
    ['an amount past due that is not', { standing: { pastDueAmount: '5.00' } }, 'standing.pastDueAmount'],
  ])('is refused by its field: %s', async (_, options, path) => {
    const body = anAgreementBody({ accountId: api.accountId, planId: individual, ...options });
    const reply = await api.call('POST', '/v1/agreements', { body });
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  });

  it('is taken over as it is on file, and shown to the member it belongs to', async () => {
    const renewal = { option: 'auto-renew-term', date: '2027-05-01' };
    const body = anAgreementBody({ accountId: api.accountId, planId: individual, renewal, fees: [aFeeBody()] });
    const key = { headers: { 'idempotency-key': 'once' }, body };
    const first = await api.call('POST', '/v1/agreements', key);
    expect(first).toMatchObject({
      status: 201,
      body: {
        ...body,
        clubNumber: '7042',
        termLeftMonths: 5,
        version: 1,
        schedules: [{ payments: 12, paymentsMade: 7, paymentsLeft: 5 }],
      },
    });
    expect((await api.call('POST', '/v1/agreements', key)).body).toEqual(first.body);
    const own = await api.call('GET', '/v1/agreements', { as: 'client' });
    expect(own.body.data).toEqual([first.body]);
    const { agreementId } = await aClubMember(api, 'Di', individual);
    expect((await api.call('GET', `/v1/agreements/${agreementId}`, { as: 'client' })).status).toBe(404);
    expect((await api.call('GET', `/v1/agreements/${agreementId}/change-eligibility`, { as: 'client' })).status).toBe(
      404,
    );
  });

  it('is chosen a plan for by category, then by name (AG-12)', async () => {
    const { body } = await api.call('GET', '/v1/agreement-plans?category=Membership');
    expect(body.data).toMatchObject([
      {
        category: 'Membership',
        plans: [
          {
            planId: family,
            name: 'family',
            frequency: 'monthly',
            renewal: null,
            prices: [{ amount: '45.00', currency: 'USD' }],
          },
          { planId: individual, name: 'individual', renewal: 'none' },
        ],
      },
    ]);
    expect((await api.call('GET', '/v1/agreement-plans?category=Spa')).body.data).toEqual([]);
  });

  it('takes an act only where there is something to do, and money first where some is overdue here (AG-07)', async () => {
    const owing = { standing: { pastDue: true, pastDueAmount: '37.20' } };
    const { agreementId, agreement } = await aClubMember(api, 'Ed', individual, owing);
    expect(agreement.standing.pastDue).toBe(true);
    const current = await api.call('POST', `/v1/agreements/${agreementId}/bring-current`, { body: {} });
    expect(current).toMatchObject({ status: 409, body: { code: 'agreement-standing' } });
    expect(current.body.detail).toContain('37.20 USD');
    for (const act of ['withdraw-cancellation', 'lift-freeze', 'align-frequencies']) {
      expect((await api.call('POST', `/v1/agreements/${agreementId}/${act}`, { body: {} })).status).toBe(409);
    }
  });
});
