import { isDeepStrictEqual } from 'node:util';
import { DomainError } from '../../domain/errors.js';
import { type PricingSettings, type Settings, settingsSchema } from '../../domain/settings.js';
import type { Db, Tx } from '../client.js';
import { limitOf, type Page, type PageRequest, pageOf, placeOf } from '../cursor.js';
import { newId } from '../ids.js';

export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly isTest: boolean;
  readonly clockOffsetMs: number;
  readonly settings: PricingSettings;
}

type SettingsPatch = { readonly [Name in keyof Settings]?: Settings[Name] | undefined };

/** Creates an organization with the first version of its settings. `by` names who asked. */
export async function createOrganization(
  tx: Tx,
  input: { name: string; isTest: boolean; settings?: SettingsPatch; by: string },
): Promise<Organization> {
  const values = checkedSettings(input.settings ?? {});
  const row = await tx.organization.create({ data: { id: newId('org'), name: input.name, isTest: input.isTest } });
  const version = { organizationId: row.id, version: 1, values, recordedBy: input.by };
  await tx.settingsVersion.create({ data: version });
  return { id: row.id, name: row.name, isTest: row.isTest, clockOffsetMs: 0, settings: { ...values, version: 1 } };
}

export async function findOrganization(db: Db, id: string): Promise<Organization | null> {
  const [row] = await db.$queryRaw<(Omit<Organization, 'settings'> & { version: number; values: unknown })[]>`
    SELECT organization.id, name, is_test AS "isTest", clock_offset_ms::float8 AS "clockOffsetMs", version, "values"
    FROM organizations organization JOIN settings_versions settings ON settings.organization_id = organization.id
    WHERE organization.id = ${id} ORDER BY version DESC LIMIT 1`;
  if (!row) return null;
  const { version, values, ...organization } = row;
  return { ...organization, settings: settingsOf({ version, values }) };
}

export async function listTestOrganizations(db: Db): Promise<readonly Organization[]> {
  const rows = await db.organization.findMany({
    where: { isTest: true },
    orderBy: { id: 'asc' },
    include: NEWEST_SETTINGS,
  });
  return rows.map(organizationOf);
}

/** Lists all organizations, oldest first. */
export async function listOrganizations(db: Db, page: PageRequest = {}): Promise<Page<Organization>> {
  const limit = limitOf(page);
  const [after = ''] = placeOf(page, 1) ?? [];
  const rows = await db.organization.findMany({
    where: { id: { gt: after ?? '' } },
    orderBy: { id: 'asc' },
    take: limit + 1,
    include: NEWEST_SETTINGS,
  });
  return pageOf(rows.map(organizationOf), limit, ({ id }) => [id]);
}

/** Makes the next version of the settings; a patch that changes nothing makes none. Two at once follow one another. */
export async function changeSettings(
  tx: Tx,
  input: { organizationId: string; patch: SettingsPatch; by: string },
): Promise<PricingSettings> {
  await tx.$queryRaw`SELECT 1 FROM organizations WHERE id = ${input.organizationId} FOR NO KEY UPDATE`;
  const organization = await findOrganization(tx, input.organizationId);
  if (!organization) throw unknownOrganization(input.organizationId);
  const { version, ...current } = organization.settings;
  const values = checkedSettings({ ...current, ...input.patch });
  if (isDeepStrictEqual(values, current)) return organization.settings;
  await tx.settingsVersion.create({
    data: { organizationId: input.organizationId, version: version + 1, values, recordedBy: input.by },
  });
  return { ...values, version: version + 1 };
}

/** Moves a test organization's clock ahead of the real one by so many milliseconds, and never back. */
export async function setClockOffset(tx: Tx, organizationId: string, milliseconds: number): Promise<void> {
  const { count } = await tx.organization.updateMany({
    where: { id: organizationId, isTest: true, clockOffsetMs: { lte: milliseconds } },
    data: { clockOffsetMs: milliseconds },
  });
  if (count === 1) return;
  const organization = await findOrganization(tx, organizationId);
  if (!organization) throw unknownOrganization(organizationId);
  throw new DomainError(
    'clock-not-movable',
    organization.isTest
      ? `The clock is ${organization.clockOffsetMs} ms ahead already and only goes forward.`
      : 'Only a test organization has a clock of its own.',
    { path: 'by' },
  );
}

const NEWEST_SETTINGS = { settingsVersions: { orderBy: { version: 'desc' }, take: 1 } } as const;

interface OrganizationRow {
  id: string;
  name: string;
  isTest: boolean;
  clockOffsetMs: bigint;
  settingsVersions: readonly { version: number; values: unknown }[];
}

function organizationOf(row: OrganizationRow): Organization {
  const [newest] = row.settingsVersions;
  if (!newest) throw new Error(`organization ${row.id} has no settings`);
  return {
    id: row.id,
    name: row.name,
    isTest: row.isTest,
    clockOffsetMs: Number(row.clockOffsetMs),
    settings: settingsOf(newest),
  };
}

/** Reads a version of settings; what was added since it was written has its default. */
export function settingsOf(row: { version: number; values: unknown }): PricingSettings {
  return { ...settingsSchema.parse(row.values), version: row.version };
}

function checkedSettings(values: SettingsPatch): Settings {
  const result = settingsSchema.safeParse(values);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new DomainError('invalid-settings', issue?.message ?? 'The settings are not valid.', {
    path: issue?.path.join('.') ?? '',
  });
}

export function unknownOrganization(id: string): DomainError {
  return new DomainError('organization-not-found', `There is no organization ${id}; check the id.`);
}

/** Tells whether webhooks of the organization may go to addresses that are not public. */
export async function mayBePrivate(db: Db, id: string): Promise<boolean> {
  const row = await db.organization.findUnique({ where: { id }, select: { privateWebhooks: true } });
  return row?.privateWebhooks ?? false;
}
