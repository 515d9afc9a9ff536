import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settingsSchema } from '../../domain/settings.js';
import { inTransaction, type Tx } from '../../prisma/client.js';
import { createAccount, editAccount, findAccount, listAccounts } from '../../prisma/stores/accounts.store.js';
import { createApiKey, findApiKeyBySecret, listApiKeys, revokeApiKey } from '../../prisma/stores/api-keys.store.js';
import {
  changeSettings,
  createOrganization,
  findOrganization,
  listOrganizations,
  listTestOrganizations,
  type Organization,
  setClockOffset,
} from '../../prisma/stores/organizations.store.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import { NOW } from '../support/stored.js';

let database: TestDatabase;
let test: Organization;
let live: Organization;
const write = <T>(work: (tx: Tx) => Promise<T>) => inTransaction(database.prisma, work);
beforeAll(async () => {
  database = await aDatabase();
  test = await write((tx) => createOrganization(tx, { name: 'Test', isTest: true, by: 'me' }));
  live = await write((tx) =>
    createOrganization(tx, { name: 'Live', isTest: false, settings: { timeZone: 'Europe/Berlin' }, by: 'me' }),
  );
});
afterAll(() => database.drop());

describe('an organization', () => {
  it('begins with the defaults of its settings, or what it is given', async () => {
    const defaults = { ...settingsSchema.parse({}), version: 1 };
    expect(defaults).toMatchObject({ timeZone: 'UTC', useCreditAutomatically: true, bookingWindow: 'PT4H' });
    expect(await findOrganization(database.prisma, test.id)).toEqual({
      id: test.id,
      name: 'Test',
      isTest: true,
      clockOffsetMs: 0,
      settings: defaults,
    });
    expect((await findOrganization(database.prisma, live.id))?.settings).toEqual({
      ...defaults,
      timeZone: 'Europe/Berlin',
    });
    expect(await findOrganization(database.prisma, 'nobody')).toBeNull();
  });

  it('is listed, and among the test organizations only where it is one', async () => {
    const first = await listOrganizations(database.prisma, { limit: 1 });
    const second = await listOrganizations(database.prisma, { limit: 1, cursor: first.nextCursor ?? undefined });
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual([test.id, live.id]);
    expect(second.nextCursor).toBeNull();
    expect((await listTestOrganizations(database.prisma)).map(({ id }) => id)).toEqual([test.id]);
  });
});

describe('settings', () => {
  const change = (patch: Parameters<typeof changeSettings>[1]['patch'], organizationId = test.id) =>
    write((tx) => changeSettings(tx, { organizationId, patch, by: 'me' }));

  it('get a new version with each edit, and the old one stays', async () => {
    expect(await change({ paymentTermDays: 14 })).toMatchObject({ version: 2, paymentTermDays: 14, timeZone: 'UTC' });
    expect(await change({ defaultProration: 'none' })).toMatchObject({
      version: 3,
      paymentTermDays: 14,
      defaultProration: 'none',
    });
    expect((await findOrganization(database.prisma, test.id))?.settings.version).toBe(3);
    const versions = await database.prisma.settingsVersion.findMany({
      where: { organizationId: test.id },
      orderBy: { version: 'asc' },
    });
    expect(versions.map(({ values }) => (values as { paymentTermDays: number }).paymentTermDays)).toEqual([0, 14, 14]);
  });

  it('get none where nothing changes', async () => {
    expect(await change({ paymentTermDays: 14 })).toMatchObject({ version: 3 });
  });

  it('edited by ten at once get ten versions', async () => {
    const edits = await Promise.all(Array.from({ length: 10 }, (_, index) => change({ paymentTermDays: index + 100 })));
    expect(edits.map(({ version }) => version).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 10 }, (_, index) => index + 4),
    );
  });

  it('that are not valid are refused, naming the field', async () => {
    await expect(change({ timeZone: 'Mars/Olympus' })).rejects.toMatchObject({
      code: 'invalid-settings',
      path: 'timeZone',
    });
    await expect(change({ paymentTermDays: -1 })).rejects.toMatchObject({
      code: 'invalid-settings',
      path: 'paymentTermDays',
    });
    await expect(change({}, 'nobody')).rejects.toMatchObject({ code: 'organization-not-found' });
  });
});

describe('the clock of an organization (EN-12)', () => {
  const move = (organizationId: string, by: number) => write((tx) => setClockOffset(tx, organizationId, by));
  const offset = async () => (await findOrganization(database.prisma, test.id))?.clockOffsetMs;

  it('goes forward by years, and never back', async () => {
    const tenYears = 10 * 366 * 86_400_000;
    await move(test.id, 1000);
    await move(test.id, tenYears);
    await move(test.id, tenYears);
    await expect(move(test.id, tenYears - 1)).rejects.toMatchObject({ code: 'clock-not-movable' });
    expect(await offset()).toBe(tenYears);
  });

  it('is the real one where it is not a test organization', async () => {
    await expect(move(live.id, 1)).rejects.toMatchObject({
      code: 'clock-not-movable',
      message: expect.stringContaining('test organization'),
    });
    await expect(move('nobody', 1)).rejects.toMatchObject({ code: 'organization-not-found' });
  });
});

describe('an API key (EN-09)', () => {
  it('is found by its secret, of which only the SHA-256 is stored', async () => {
    const { id, secret } = await write((tx) =>
      createApiKey(tx, { organizationId: test.id, role: 'admin', name: 'Ada' }),
    );
    expect(secret).toMatch(/^co_admin_[\w-]{43}$/);
    const key = await findApiKeyBySecret(database.prisma, secret);
    expect(key).toMatchObject({
      id,
      organizationId: test.id,
      role: 'admin',
      accountId: null,
      name: 'Ada',
      revokedAt: null,
    });
    const row = await database.prisma.apiKey.findUniqueOrThrow({ where: { id } });
    expect(JSON.stringify(row)).not.toContain(secret.slice(-43));
    expect(await findApiKeyBySecret(database.prisma, `${secret.slice(0, -1)}-`)).toBeNull();
  });

  it('of the platform belongs to no organization, and of a client to one account', async () => {
    const { id } = await write((tx) => createApiKey(tx, { organizationId: null, role: 'platform', name: 'Ops' }));
    expect((await listApiKeys(database.prisma, null)).map((key) => key.id)).toEqual([id]);
    const account = await write((tx) =>
      createAccount(tx, { organizationId: test.id, name: 'Ada', currency: 'USD', billDay: 1 }),
    );
    const own = await write((tx) =>
      createApiKey(tx, { organizationId: test.id, role: 'client', accountId: account.id, name: 'Ada' }),
    );
    expect(await findApiKeyBySecret(database.prisma, own.secret)).toMatchObject({
      role: 'client',
      accountId: account.id,
    });
    const foreign = write((tx) =>
      createApiKey(tx, { organizationId: live.id, role: 'client', accountId: account.id, name: 'Ada' }),
    );
    await expect(foreign).rejects.toThrow(/api_keys_organization_id_account_id_fkey/);
  });

  it('that is revoked opens nothing, is still listed, and keeps its first instant', async () => {
    const { id, secret } = await write((tx) =>
      createApiKey(tx, { organizationId: live.id, role: 'agent', name: 'Bob' }),
    );
    const revoke = (organizationId: string, now = NOW) => write((tx) => revokeApiKey(tx, { organizationId, id, now }));
    await expect(revoke(test.id)).rejects.toMatchObject({ code: 'api-key-not-found' });
    expect(await findApiKeyBySecret(database.prisma, secret)).not.toBeNull();
    await revoke(live.id);
    await revoke(live.id, '2027-01-01T00:00:00.000Z');
    expect(await findApiKeyBySecret(database.prisma, secret)).toBeNull();
    expect(await listApiKeys(database.prisma, live.id)).toMatchObject([{ id, revokedAt: NOW }]);
  });
});

describe('an account', () => {
  it('is found, listed in pages and edited', async () => {
    const organization = await write((tx) => createOrganization(tx, { name: 'Accounts', isTest: false, by: 'me' }));
    const organizationId = organization.id;
    const create = (name: string) =>
      write((tx) => createAccount(tx, { organizationId, name, currency: 'USD', billDay: 31, email: 'a@example.com' }));
    const accounts = [await create('A'), await create('B'), await create('C')];
    expect(await findAccount(database.prisma, organizationId, accounts[0]?.id ?? '')).toEqual(accounts[0]);
    const first = await listAccounts(database.prisma, organizationId, { limit: 2 });
    const second = await listAccounts(database.prisma, organizationId, {
      limit: 2,
      cursor: first.nextCursor ?? undefined,
    });
    expect([first.data, second.data]).toEqual([accounts.slice(0, 2), accounts.slice(2)]);
    const edited = await write((tx) =>
      editAccount(tx, organizationId, accounts[0]?.id ?? '', { name: 'D', email: null }),
    );
    expect(edited).toEqual({ ...accounts[0], name: 'D', email: null });
    await expect(write((tx) => editAccount(tx, organizationId, 'nobody', { name: 'E' }))).rejects.toMatchObject({
      code: 'account-not-found',
    });
  });
});
