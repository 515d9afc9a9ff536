import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, type Tx } from '../../prisma/client.js';
import { createAccount } from '../../prisma/stores/accounts.store.js';
import { createOrganization } from '../../prisma/stores/organizations.store.js';
import { createPlanGroup, listPlanGroups } from '../../prisma/stores/plan-groups.store.js';
import {
  addPriceVersion,
  addRateSchedule,
  createPlan,
  findPlan,
  findRateSchedule,
  listPlans,
  loadCatalog,
  type NewPlan,
  setPlanStatus,
} from '../../prisma/stores/plans.store.js';
import { aDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let organizationId: string;
let otherId: string;
const write = <T>(work: (tx: Tx) => Promise<T>) => inTransaction(database.prisma, work);
const anOrganization = async () =>
  (await write((tx) => createOrganization(tx, { name: 'x', isTest: true, by: 'me' }))).id;
beforeAll(async () => {
  database = await aDatabase();
  organizationId = await anOrganization();
  otherId = await anOrganization();
});
afterAll(() => database.drop());

let codes = 0;
function aPlan(changed: Partial<NewPlan> = {}): NewPlan {
  codes += 1;
  return {
    organizationId,
    code: `plan-${codes}`,
    name: 'Gold',
    kind: 'master',
    interval: { unit: 'month', count: 3 },
    defaultCurrency: 'USD',
    groupIds: [],
    schedules: [
      {
        name: 'List',
        currency: 'USD',
        isDefault: true,
        tiers: [
          { fromUnit: 1, toUnit: 10, price: '29.99' },
          { fromUnit: 11, toUnit: null, price: '0.0125' },
        ],
        setupFee: '5',
      },
      { name: 'Yen', currency: 'JPY', isDefault: true, tiers: [{ fromUnit: 1, toUnit: null, price: '2500' }] },
    ],
    effectiveFrom: '2026-01-01',
    ...changed,
  };
}
const create = (changed: Partial<NewPlan> = {}) => write((tx) => createPlan(tx, aPlan(changed)));

describe('a plan', () => {
  it('is found with its groups, schedules, versions and tiers, prices with the decimals of their currency', async () => {
    const group = await write((tx) => createPlanGroup(tx, { organizationId, name: 'All' }));
    const plan = await create({ groupIds: [group.id], category: 'tv' });
    expect(await findPlan(database.prisma, organizationId, plan.id)).toEqual(plan);
    expect(plan).toMatchObject({
      kind: 'master',
      status: 'active',
      groupIds: [group.id],
      interval: { unit: 'month', count: 3 },
      category: 'tv',
    });
    expect(plan.schedules.map(({ currency, isDefault, accountId }) => [currency, isDefault, accountId])).toEqual([
      ['USD', true, null],
      ['JPY', true, null],
    ]);
    expect(plan.schedules.map(({ versions }) => versions)).toMatchObject([
      [
        {
          version: 1,
          effectiveFrom: '2026-01-01',
          setupFee: '5.00',
          tiers: [
            { toUnit: 10, price: '29.99' },
            { fromUnit: 11, toUnit: null, price: '0.0125' },
          ],
        },
      ],
      [{ setupFee: null, tiers: [{ price: '2500' }] }],
    ]);
  });

  it('is refused with a code that is taken, in this organization', async () => {
    const { code } = await create();
    await expect(create({ code })).rejects.toMatchObject({ code: 'plan-code-taken', kind: 'conflict', path: 'code' });
    expect(await create({ code, organizationId: otherId })).toMatchObject({ code });
  });

  it('is refused in a group that is not there, or is of another organization', async () => {
    const foreign = await write((tx) => createPlanGroup(tx, { organizationId: otherId, name: 'All' }));
    const own = await write((tx) => createPlanGroup(tx, { organizationId, name: 'All' }));
    await expect(create({ groupIds: [own.id, foreign.id] })).rejects.toMatchObject({
      code: 'plan-group-not-found',
      path: 'groupIds.1',
    });
  });

  it('is refused with two default schedules in one currency', async () => {
    const schedule = {
      name: 'x',
      currency: 'USD',
      isDefault: true,
      tiers: [{ fromUnit: 1, toUnit: null, price: '1' }],
    };
    await expect(create({ schedules: [schedule, schedule] })).rejects.toMatchObject({
      code: 'second-default-schedule',
    });
  });

  it('is refused with a price that would be rounded when stored, naming the field', async () => {
    const schedule = {
      name: 'x',
      currency: 'USD',
      isDefault: true,
      tiers: [{ fromUnit: 1, toUnit: null, price: '0.00001' }],
    };
    await expect(create({ schedules: [schedule] })).rejects.toMatchObject({
      code: 'invalid-amount',
      path: 'rateSchedules.0.tiers.0.price',
    });
  });

  it('is deactivated and activated again; one that is not there is not found', async () => {
    const { id: planId } = await create();
    const set = (status: 'active' | 'inactive', id = planId) =>
      write((tx) => setPlanStatus(tx, { organizationId, planId: id, status }));
    expect(await set('inactive')).toMatchObject({ status: 'inactive' });
    expect(await set('active')).toMatchObject({ status: 'active' });
    await expect(set('active', 'nobody')).rejects.toMatchObject({ code: 'plan-not-found', path: 'planId' });
  });

  it('is listed in pages, oldest first, like the groups', async () => {
    organizationId = await anOrganization();
    const ids = [(await create()).id, (await create()).id, (await create()).id];
    const first = await listPlans(database.prisma, organizationId, { limit: 2 });
    const second = await listPlans(database.prisma, organizationId, {
      limit: 2,
      cursor: first.nextCursor ?? undefined,
    });
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
    for (const name of ['A', 'B', 'C']) await write((tx) => createPlanGroup(tx, { organizationId, name }));
    const groups = await listPlanGroups(database.prisma, organizationId, { limit: 2 });
    const rest = await listPlanGroups(database.prisma, organizationId, { cursor: groups.nextCursor ?? undefined });
    expect([...groups.data, ...rest.data].map(({ name }) => name)).toEqual(['A', 'B', 'C']);
  });
});

describe('prices (MP-19)', () => {
  const tiers = [{ fromUnit: 1, toUnit: null, price: '31.00' }];

  it('get a new version, and those before it stay', async () => {
    const plan = await create();
    const rateScheduleId = plan.schedules[0]?.id ?? '';
    const add = () =>
      write((tx) =>
        addPriceVersion(tx, organizationId, rateScheduleId, { tiers, setupFee: null, effectiveFrom: '2027-01-01' }),
      );
    const added = await Promise.all([add(), add(), add()]);
    expect(added.map(({ version }) => version).sort()).toEqual([2, 3, 4]);
    const versions = (await findPlan(database.prisma, organizationId, plan.id))?.schedules[0]?.versions;
    expect(versions?.map(({ version }) => version)).toEqual([1, 2, 3, 4]);
    expect(versions?.[0]).toEqual(plan.schedules[0]?.versions[0]);
    expect(versions?.[1]).toMatchObject({ effectiveFrom: '2027-01-01', setupFee: null, tiers });
    expect(await findRateSchedule(database.prisma, organizationId, rateScheduleId)).toEqual({
      planId: plan.id,
      currency: 'USD',
    });
  });

  it('of a schedule that is not there are refused', async () => {
    const missing = write((tx) =>
      addPriceVersion(tx, organizationId, 'nobody', { tiers, effectiveFrom: '2027-01-01' }),
    );
    await expect(missing).rejects.toMatchObject({ code: 'rate-schedule-not-found' });
    expect(await findRateSchedule(database.prisma, organizationId, 'nobody')).toBeNull();
  });

  it("of an account's own are in its catalog only", async () => {
    const plan = await create();
    const account = { organizationId, name: 'Ada', currency: 'USD', billDay: 1 };
    const [ada, bob] = [
      await write((tx) => createAccount(tx, account)),
      await write((tx) => createAccount(tx, account)),
    ];
    const schedule = { name: 'Own', currency: 'USD', isDefault: false, accountId: ada.id, tiers };
    const added = await write((tx) =>
      addRateSchedule(tx, { organizationId, planId: plan.id, schedule, effectiveFrom: '2026-11-11' }),
    );
    const schedulesFor = async (accountId: string) =>
      (await loadCatalog(database.prisma, organizationId, [plan.id, 'nobody'], accountId))[plan.id]?.schedules.map(
        ({ name }) => name,
      );
    expect(await schedulesFor(ada.id)).toEqual(['List', 'Yen', 'Own']);
    expect(await schedulesFor(bob.id)).toEqual(['List', 'Yen']);
    expect((await findPlan(database.prisma, organizationId, plan.id))?.schedules).toHaveLength(2);
    const catalog = await loadCatalog(database.prisma, organizationId, [plan.id], ada.id);
    const own = catalog[plan.id]?.schedules.find(({ id }) => id === added.rateScheduleId);
    expect(own?.versions).toMatchObject([{ id: added.priceVersionId, version: 1, tiers }]);
  });
});
