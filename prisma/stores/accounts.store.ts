import type { Instant } from '../../domain/calendar/civil-date.js';
import { DomainError } from '../../domain/errors.js';
import type { Db, Tx } from '../client.js';
import { limitOf, type Page, type PageRequest, pageOf, placeOf } from '../cursor.js';
import { newId } from '../ids.js';
import { instantOf } from '../rows.js';
import { checkClientGroup } from './client-groups.store.js';

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly currency: string;
  readonly billDay: number;
  readonly timeZone: string | null;
  /** Why nothing may be booked for it; null: it is not blocked. */
  readonly blockedBecause: string | null;
  /** Overrides the organization's setting; null: as that says (PS-04). */
  readonly useCreditAutomatically: boolean | null;
  /** Null: the organization's default group (PO-07). */
  readonly clientGroupId: string | null;
  readonly recordedAt: Instant;
}

export interface NewAccount {
  readonly organizationId: string;
  readonly name: string;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly currency: string;
  readonly billDay: number;
  readonly timeZone?: string | undefined;
  readonly useCreditAutomatically?: boolean | undefined;
  readonly clientGroupId?: string | undefined;
}

/** Creates an account. Throws `client-group-not-found`. */
export async function createAccount(tx: Tx, input: NewAccount): Promise<Account> {
  const { email = null, phone = null, timeZone = null, useCreditAutomatically = null, clientGroupId = null } = input;
  const { organizationId, name, currency, billDay } = input;
  await checkClientGroup(tx, organizationId, clientGroupId);
  const given = { organizationId, name, email, phone, currency, billDay, timeZone };
  const data = { id: newId('acc'), ...given, useCreditAutomatically, clientGroupId };
  return accountOf(await tx.account.create({ data }));
}

export interface AccountEdit {
  readonly name?: string | undefined;
  /** Null removes it. */
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly billDay?: number | undefined;
  /** Null lifts the block. */
  readonly blockedBecause?: string | null | undefined;
  /** Null: as the organization's setting says. */
  readonly useCreditAutomatically?: boolean | null | undefined;
  /** Null: the organization's default group. */
  readonly clientGroupId?: string | null | undefined;
}

/** Edits an account, under its lock. A changed bill day takes effect from the next period (EN-16). Throws `account-not-found`, `client-group-not-found`. */
export async function editAccount(
  tx: Tx,
  organizationId: string,
  accountId: string,
  edit: AccountEdit,
): Promise<Account> {
  const { name, email, phone, billDay, clientGroupId, blockedBecause, useCreditAutomatically } = edit;
  await lockAccount(tx, organizationId, accountId);
  await checkClientGroup(tx, organizationId, clientGroupId);
  const given = Object.fromEntries(
    Object.entries({ name, email, phone, billDay, clientGroupId, blockedBecause, useCreditAutomatically }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  const [row] = await tx.account.updateManyAndReturn({ where: { organizationId, id: accountId }, data: given });
  if (!row) throw unknownAccount(accountId);
  return accountOf(row);
}

export async function findAccount(db: Db, organizationId: string, accountId: string): Promise<Account | null> {
  const row = await db.account.findUnique({ where: { organizationId_id: { organizationId, id: accountId } } });
  return row && accountOf(row);
}

export interface AccountFilter extends PageRequest {
  /** A part of the name, in any case. */
  readonly name?: string | undefined;
  /** A telephone number as it is said: only its digits are compared, and the end of them is enough. */
  readonly phone?: string | undefined;
}

/** Finds the accounts whose telephone number ends with these digits, whatever stands between them. */
async function idsByPhone(db: Db, organizationId: string, phone: string): Promise<string[]> {
  const digits = phone.replace(/\D/g, '').replace(/^0+/, '');
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM accounts WHERE organization_id = ${organizationId} AND length(${digits}) >= 3
      AND regexp_replace(phone, '\\D', '', 'g') LIKE '%' || ${digits}`;
  return rows.map(({ id }) => id);
}

/** Lists the accounts of an organization, oldest first; by a part of the name, or the telephone number of whoever is calling (PB-01). */
export async function listAccounts(db: Db, organizationId: string, page: AccountFilter = {}): Promise<Page<Account>> {
  const limit = limitOf(page);
  const [after = ''] = placeOf(page, 1) ?? [];
  const rows = await db.account.findMany({
    where: {
      organizationId,
      AND: [
        { id: { gt: after ?? '' } },
        ...(page.phone === undefined ? [] : [{ id: { in: await idsByPhone(db, organizationId, page.phone) } }]),
        ...(page.name === undefined ? [] : [{ name: { contains: page.name, mode: 'insensitive' as const } }]),
      ],
    },
    orderBy: { id: 'asc' },
    take: limit + 1,
  });
  return pageOf(rows.map(accountOf), limit, ({ id }) => [id]);
}

/**
 * Locks the account until the transaction ends: everything that changes it does so first. NO KEY, so that rows which only refer to
 * the account are not held up. Throws `account-not-found`.
 */
export async function lockAccount(tx: Tx, organizationId: string, accountId: string): Promise<void> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM accounts WHERE organization_id = ${organizationId} AND id = ${accountId} FOR NO KEY UPDATE`;
  if (rows.length === 0) throw unknownAccount(accountId);
}

export function unknownAccount(accountId: string): DomainError {
  return new DomainError('account-not-found', `There is no account ${accountId}; check the id.`, { path: 'accountId' });
}

interface AccountRow extends Omit<Account, 'recordedAt'> {
  recordedAt: Date;
}

function accountOf(row: AccountRow): Account {
  const { id, name, email, phone, currency, billDay, timeZone, recordedAt } = row;
  const { clientGroupId, blockedBecause, useCreditAutomatically } = row;
  const given = { id, name, email, phone, currency, billDay, timeZone };
  return { ...given, clientGroupId, blockedBecause, useCreditAutomatically, recordedAt: instantOf(recordedAt) };
}
