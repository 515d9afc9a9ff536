import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { aClubPlan, aDraftOf, complete, eligibility, onFile, turnOn } from '../support/club.js';
import { accountsFile, agreementsFile, importFile } from '../support/files.js';
import { aSystem, type TestSystem } from '../support/system.js';

// The full size: IMPORT_ROWS=10000.
const COUNT = Number(process.env['IMPORT_ROWS'] ?? 600);

// A machine of two cores that others use takes its time over the full size.
if (COUNT > 1_000) vi.setConfig({ testTimeout: 600_000 });

let system: TestSystem;
let family: string;
beforeAll(async () => {
  system = await aSystem({ now: '2026-11-11T12:00:00.000Z' });
  await turnOn(system);
  await aClubPlan(system, { code: 'individual', price: '30.00' });
  family = await aClubPlan(system, { code: 'family', price: '45.00' });
});
afterAll(async () => {
  await system?.stop();
});

const counted = async () => ({
  accounts: await system.prisma.account.count(),
  agreements: await system.prisma.agreement.count(),
  scheduled: await system.prisma.scheduledInvoice.count(),
  references: await system.prisma.importReference.count(),
});

/** Each 50th row is bad, in turn in one of four ways. */
const FAULTS: readonly ((cells: Record<string, string>) => void)[] = [
  (cells) => {
    cells['schedules[0].frequency'] = 'sometimes';
  },
  (cells) => {
    cells['accountReference'] = 'nobody';
  },
  (cells) => {
    cells['schedules[0].amount'] = '30.001';
  },
  (cells) => {
    cells['beginDate'] = '2026-02-30';
  },
];
const withFaults = () =>
  agreementsFile(COUNT, (index, cells) => {
    if (index % 50 === 49) FAULTS[((index - 49) / 50) % FAULTS.length]?.(cells);
  });
const BAD = Math.floor(COUNT / 50);

describe('an import (AG-23)', () => {
  it('of accounts and agreements is tried dry first, and reports each bad row by line and field', async () => {
    const accounts = await importFile(system, 'accounts', accountsFile(COUNT));
    expect(accounts).toMatchObject({ status: 200, body: { created: COUNT, rejected: 0, existing: 0, errors: [] } });
    const before = await counted();

    const { status, body } = await importFile(system, 'agreements', withFaults(), true);

    expect([status, body.created, body.rejected, body.id]).toEqual([200, COUNT - BAD, BAD, null]);
    expect(body.errors.slice(0, 4)).toMatchObject([
      { line: 51, reference: 'a49', field: 'schedules[0].frequency' },
      { line: 101, reference: 'a99', field: 'accountReference', message: 'There is no such account.' },
      { line: 151, reference: 'a149', field: 'schedules[0].amount' },
      { line: 201, reference: 'a199', field: 'beginDate' },
    ]);
    expect(await counted()).toEqual(before);
  });

  it('writes what is right, and once more sent adds only what was corrected since', async () => {
    const started = performance.now();
    const first = await importFile(system, 'agreements', withFaults());
    const seconds = (performance.now() - started) / 1000;
    expect(first.body).toMatchObject({ created: COUNT - BAD, rejected: BAD, existing: 0 });
    const again = await importFile(system, 'agreements', withFaults());
    expect(again.body).toMatchObject({ created: 0, rejected: BAD, existing: COUNT - BAD });
    const corrected = await importFile(system, 'agreements', agreementsFile(COUNT));
    expect(corrected.body).toMatchObject({ created: BAD, rejected: 0, existing: COUNT - BAD });
    expect(await system.prisma.agreement.count()).toBe(COUNT);
    const report = await system.call('GET', `/v1/imports/${first.body.id}`);
    expect(report.body).toMatchObject({
      rows: COUNT,
      created: COUNT - BAD,
      rejected: BAD,
      startedBy: 'admin:admin key',
    });
    if (process.env['IMPORT_ROWS']) console.log(`${COUNT} agreements in ${seconds.toFixed(1)} s, ${BAD} rejected`);
  });

  it('makes agreements that bill and change as others do', async () => {
    const { body } = await system.call('GET', '/v1/agreements?limit=1');
    const [agreement] = body.data;
    expect(await eligibility(system, agreement.id)).toMatchObject({ eligible: true, messages: [] });
    const draft = await aDraftOf(system, agreement.id, family);
    await complete(system, draft.id);
    expect(await onFile(system, agreement.id)).toContain('2026-12-01 45.00 scheduled');
  });

  it('goes on where a broken connection ended it, and doubles nothing', async () => {
    const file = accountsFile(2_000).replaceAll(/^m/gm, 'n');
    const stored = () => system.prisma.importReference.count({ where: { reference: { startsWith: 'n' } } });
    // Of 1,400 rows that came two batches of 500 are whole, and nothing else is written once they are there.
    await brokenAfter(file, file.length * 0.7, async () => {
      await expect.poll(stored, { timeout: 60_000 }).toBe(1_000);
    });
    const again = await importFile(system, 'accounts', file);
    expect(again.body).toMatchObject({ created: 1_000, existing: 1_000, rejected: 0 });
    expect(await system.prisma.account.count({ where: { email: 'member1999@example.com' } })).toBe(
      1 + (COUNT > 1_999 ? 1 : 0),
    );
  }, 120_000);

  it('takes plans by code and subscriptions as paid as they are', async () => {
    const columns =
      'reference,code,name,kind,interval.unit,interval.count,defaultCurrency,category,renewal.option,rateSchedules[0].name,rateSchedules[0].currency,rateSchedules[0].default,rateSchedules[0].tiers[0].fromUnit,rateSchedules[0].tiers[0].toUnit,rateSchedules[0].tiers[0].price';
    const plan = (reference: string, code: string, price: string) =>
      `${reference},${code},Gold,master,month,1,USD,Membership,auto-renew-term,Standard,USD,true,1,,${price}`;
    const plansFile = [columns, plan('p1', 'gold', '60.00'), plan('p2', 'gold', '60.00'), plan('p3', 'gilt', '60.001')];
    const plans = await importFile(system, 'plans', plansFile.join('\n'));
    expect(plans.body).toMatchObject({ created: 1, rejected: 2 });
    expect(plans.body.errors).toMatchObject([
      { line: 3, field: 'code' },
      { line: 4, field: 'rateSchedules[0].tiers[0].price' },
    ]);
    const lines = [
      'reference,accountReference,planCode,units,periodStart,paidThrough',
      's1,m1,individual,1,2026-11-01,2026-11-30',
      's2,m2,individual,2,2026-11-30,2026-11-01',
      's3,m3,silver,1,2026-11-01,2026-11-30',
      's4,m4',
      's1,m4,individual,1,2026-11-01,2026-11-30',
    ];
    const { body } = await importFile(system, 'subscriptions', lines.join('\n'));
    expect(body).toMatchObject({ rows: 5, created: 1, rejected: 4 });
    expect(body.errors).toMatchObject([
      { line: 3, reference: 's2', field: 'paidThrough' },
      { line: 4, reference: 's3', field: 'planCode' },
      { line: 5 },
      { line: 6, reference: 's1', field: 'reference', message: 'is in line 2 already' },
    ]);
    expect(await system.verify()).toEqual([]);
  });

  it('takes every field of the calls: billing periods of a plan, the group and the use of credit of an account', async () => {
    const group = await system.call('POST', '/v1/client-groups', { body: { name: 'Imported' } });
    const accounts = [
      'reference,name,currency,billDay,useCreditAutomatically,clientGroupId',
      `g1,Ada,USD,1,false,${group.body.id}`,
      'g2,Ben,USD,1,,nobody',
      'g3,Chloe,USD,1,,',
    ];
    const imported = await importFile(system, 'accounts', accounts.join('\n'));
    expect(imported.body).toMatchObject({ created: 2, rejected: 1 });
    expect(imported.body.errors).toMatchObject([{ line: 3, reference: 'g2', field: 'clientGroupId' }]);
    const ids = await system.prisma.importReference.findMany({
      where: { reference: { in: ['g1', 'g3'] } },
      orderBy: { reference: 'asc' },
    });
    const [first, third] = await Promise.all(
      ids.map(async (it) => (await system.call('GET', `/v1/accounts/${it.resourceId}`)).body),
    );
    expect(first).toMatchObject({ name: 'Ada', useCreditAutomatically: false, clientGroupId: group.body.id });
    expect(third).toMatchObject({ name: 'Chloe', useCreditAutomatically: null, clientGroupId: null });

    const months = (at: number) => `rateSchedules[0].billingPeriods[${at}]`;
    const plan = {
      reference: 'home',
      code: 'home',
      name: 'Home',
      kind: 'master',
      'interval.unit': 'month',
      'interval.count': '1',
      defaultCurrency: 'USD',
      'rateSchedules[0].name': 'Standard',
      'rateSchedules[0].currency': 'USD',
      'rateSchedules[0].default': 'true',
      'rateSchedules[0].tiers[0].fromUnit': '1',
      'rateSchedules[0].tiers[0].price': '20.00',
      [`${months(0)}.months`]: '1',
      [`${months(0)}.price`]: '20.00',
      [`${months(1)}.months`]: '3',
      [`${months(1)}.price`]: '54.00',
    };
    const plans = await importFile(system, 'plans', `${Object.keys(plan).join(',')}\n${Object.values(plan).join(',')}`);
    expect(plans.body).toMatchObject({ created: 1, errors: [] });
    const services = 'reference,accountReference,planCode,units,periodStart,paidThrough,billingPeriodMonths';
    const service = await importFile(system, 'subscriptions', `${services}\nhome1,g3,home,1,2026-11-01,2027-01-31,3`);
    expect(service.body).toMatchObject({ created: 1, errors: [] });
  });

  it.each([
    ['without a column reference', 'name,currency\nA,USD', 'import-file'],
    ['with a column twice', 'reference,name,name\n1,A,B', 'import-file'],
  ])('refuses a file %s', async (_, file, code) => {
    expect(await importFile(system, 'accounts', file)).toMatchObject({ status: 422, body: { code } });
  });

  it('refuses what is not CSV, and names of columns that mean something to the program do nothing', async () => {
    expect(await system.call('POST', '/v1/imports?kind=accounts', { body: {} })).toMatchObject({ status: 415 });
    const file = 'reference,name,currency,billDay,__proto__.admin,constructor.x\n1,A,USD,1,yes,yes';
    const { body } = await importFile(system, 'accounts', file);
    expect(body.errors.map((it: { field: string }) => it.field).sort()).toEqual(['__proto__', 'constructor']);
    expect(({} as { admin?: string }).admin).toBeUndefined();
  });
});

/** Sends so many characters of a file, waits, and breaks the connection off. */
function brokenAfter(file: string, characters: number, until: () => Promise<void>): Promise<void> {
  const secret = system.secrets.admin;
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'text/csv', 'transfer-encoding': 'chunked' };
  return new Promise((done, fail) => {
    const sent = request(`${system.url}/v1/imports?kind=accounts`, { method: 'POST', headers });
    sent.on('error', () => {});
    sent.on('close', done);
    sent.write(file.slice(0, characters), () => {
      until()
        .catch(fail)
        .finally(() => sent.destroy());
    });
  });
}
