import { DomainError } from '../../domain/errors.js';
import type { Db, Tx } from '../client.js';
import { limitOf, type Page, type PageRequest, pageOf, placeOf } from '../cursor.js';
import { isUniqueViolation } from '../database-error.js';
import { newId } from '../ids.js';

/** What the clients of a group may do by themselves (PO-07). */
export interface ClientGroup {
  readonly id: string;
  readonly name: string;
  readonly permissions: { readonly upgradeDowngradePackages: boolean };
}

interface GroupFields {
  readonly name?: string | undefined;
  readonly permissions?: { readonly upgradeDowngradePackages?: boolean | undefined } | undefined;
}

/** Creates a group; its clients may change packages where nothing else is said. Throws `client-group-name-taken`. */
export async function createClientGroup(
  tx: Tx,
  input: GroupFields & { readonly organizationId: string; readonly name: string },
): Promise<ClientGroup> {
  const { organizationId, name, permissions } = input;
  const upgradeDowngradePackages = permissions?.upgradeDowngradePackages ?? true;
  const data = { organizationId, id: newId('cgr'), name, upgradeDowngradePackages };
  return groupOf(await named(name, () => tx.clientGroup.create({ data })));
}

/** Edits a group: its clients have the permission, or have it no more, at once. Throws `client-group-not-found`, `client-group-name-taken`. */
export async function editClientGroup(
  tx: Tx,
  organizationId: string,
  id: string,
  { name, permissions }: GroupFields,
): Promise<ClientGroup> {
  const allowed = permissions?.upgradeDowngradePackages;
  const data = {
    ...(name === undefined ? {} : { name }),
    ...(allowed === undefined ? {} : { upgradeDowngradePackages: allowed }),
  };
  const [row] = await named(name ?? '', () =>
    tx.clientGroup.updateManyAndReturn({ where: { organizationId, id }, data }),
  );
  if (!row) throw unknownClientGroup(id);
  return groupOf(row);
}

export async function findClientGroup(db: Db, organizationId: string, id: string): Promise<ClientGroup | null> {
  const row = await db.clientGroup.findUnique({ where: { organizationId_id: { organizationId, id } } });
  return row && groupOf(row);
}

/** Lists the client groups of an organization, oldest first. */
export async function listClientGroups(
  db: Db,
  organizationId: string,
  page: PageRequest = {},
): Promise<Page<ClientGroup>> {
  const limit = limitOf(page);
  const [after] = placeOf(page, 1) ?? [];
  const rows = await db.clientGroup.findMany({
    where: { organizationId, id: { gt: after ?? '' } },
    orderBy: { id: 'asc' },
    take: limit + 1,
  });
  return pageOf(rows.map(groupOf), limit, ({ id }) => [id]);
}

/** Refuses a group that is not there. Throws `client-group-not-found`. */
export async function checkClientGroup(db: Db, organizationId: string, id: string | null | undefined): Promise<void> {
  if (id == null || (await findClientGroup(db, organizationId, id))) return;
  throw unknownClientGroup(id, 'clientGroupId');
}

function unknownClientGroup(id: string, path?: string): DomainError {
  const message = `There is no client group ${id}; check the id.`;
  return new DomainError('client-group-not-found', message, path === undefined ? {} : { path });
}

async function named<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isUniqueViolation(error, 'client_groups_organization_id_name_key')) throw error;
    const message = `There is a client group named ${name} already; choose another name.`;
    throw new DomainError('client-group-name-taken', message, { path: 'name' });
  }
}

function groupOf({
  id,
  name,
  upgradeDowngradePackages,
}: {
  id: string;
  name: string;
  upgradeDowngradePackages: boolean;
}) {
  return { id, name, permissions: { upgradeDowngradePackages } };
}
