import { type Instant, instantSchema } from '../../domain/calendar/instant.js';
import type { LedgerAccount } from '../../domain/ledger/chart.js';
import type { Money } from '../../domain/money/money.js';
import { notPostedYet } from '../../domain/payg-time/earn.js';
import type { Journal, Posting } from '../../domain/subscription/effects.js';
import { businessNow } from '../../domain/timeline/clock.js';
import type { Db } from '../client.js';
import { foreignCursor, limitOf, type Page, type PageRequest, pageOf, placeOf } from '../cursor.js';
import type { PostingModel } from '../generated/models.js';
import { idsOf } from '../ids.js';
import { amountOf, instantOf } from '../rows.js';
import { loadAccount } from './account-state.store.js';
import { unknownAccount } from './accounts.store.js';
import type { ReadDeps } from './timeline.store.js';

export interface StoredJournal extends Journal {
  /** Null: it is not recorded yet. */
  readonly recordedAt: Instant | null;
}

export interface Balance extends Money {
  readonly ledgerAccount: LedgerAccount;
}

/** Lists the journals of an account with their postings, earliest first; `pending`, which is not recorded yet, comes last. */
export async function listJournals(
  db: Db,
  account: { readonly organizationId: string; readonly accountId: string },
  page: PageRequest = {},
  pending: Journal | null = null,
): Promise<Page<StoredJournal>> {
  const { organizationId, accountId } = account;
  const limit = limitOf(page);
  const rows = await db.journal.findMany({
    where: { organizationId, accountId, ...behind(page) },
    orderBy: [{ effectiveAt: 'asc' }, { id: 'asc' }],
    take: limit + 1,
    include: { postings: { orderBy: { line: 'asc' } } },
  });
  const journals = rows.map(({ id, kind, description, effectiveAt, recordedAt, postings }) => ({
    id,
    kind,
    description,
    effectiveAt: instantOf(effectiveAt),
    recordedAt: instantOf(recordedAt),
    postings: postings.map(postingOf),
  }));
  const isLast = journals.length <= limit;
  const all = isLast && pending ? [...journals, { ...pending, recordedAt: null }] : journals;
  return pageOf(all, limit, (it) => [it.effectiveAt, it.id]);
}

/** Tells what the account has as credit, in its own currency, never below zero. Throws `account-not-found`. */
export async function creditOf(db: Db, organizationId: string, accountId: string): Promise<Money> {
  const [row] = await db.$queryRaw<{ currency: string; amount: string }[]>`
    SELECT account.currency, coalesce(-balance.amount, 0)::text AS amount
    FROM accounts account LEFT JOIN balances balance ON balance.organization_id = account.organization_id
      AND balance.account_id = account.id AND balance.ledger_account = 'account-credit' AND balance.currency = account.currency
    WHERE account.organization_id = ${organizationId} AND account.id = ${accountId}`;
  if (!row) throw unknownAccount(accountId);
  return { amount: amountOf(row.amount, row.currency), currency: row.currency };
}

/** Lists the sums of the account's postings by ledger account and currency: debits positive, credits negative. */
export async function balancesOf(db: Db, organizationId: string, accountId: string): Promise<readonly Balance[]> {
  const rows = await db.balance.findMany({
    where: { organizationId, accountId },
    orderBy: [{ ledgerAccount: 'asc' }, { currency: 'asc' }],
  });
  return rows.map(({ ledgerAccount, amount, currency }) => ({
    ledgerAccount: ledgerAccount as LedgerAccount,
    amount: amountOf(amount.toFixed(), currency),
    currency,
  }));
}

/** Tells what of an account's time was used since it was last posted, as the journal that would post it now; null where there is nothing. */
export async function timeNotPosted(
  deps: ReadDeps,
  account: { readonly organizationId: string; readonly accountId: string },
): Promise<Journal | null> {
  const { state, clockOffsetMs } = await loadAccount(deps.prisma, account);
  return notPostedYet(state, businessNow(deps.clock, { clockOffsetMs }), idsOf(account.organizationId));
}

function postingOf(row: PostingModel): Posting {
  return {
    ledgerAccount: row.ledgerAccount as LedgerAccount,
    amount: amountOf(row.amount.toFixed(), row.currency),
    currency: row.currency,
    subscriptionId: row.subscriptionId,
    changeId: row.changeId,
    invoiceId: row.invoiceId,
  };
}

function behind(page: PageRequest) {
  const [at, id] = placeOf(page, 2) ?? [];
  if (at == null || id == null) return {};
  if (!instantSchema.safeParse(at).success) throw foreignCursor();
  return { OR: [{ effectiveAt: { gt: at } }, { effectiveAt: at, id: { gt: id } }] };
}
