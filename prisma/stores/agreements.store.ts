import type { Agreement } from '../../domain/agreement/agreement.js';
import type { CivilDate } from '../../domain/calendar/civil-date.js';
import { DomainError } from '../../domain/errors.js';
import type { Db } from '../client.js';
import { limitOf, type Page, type PageRequest, pageOf, placeOf } from '../cursor.js';
import { amountOf, dateOf, instantOf } from '../rows.js';
import { AGREEMENT_JSON, type AgreementRow, agreementOf } from './agreement-rows.js';

/** An agreement as it stands, with whose it is. */
export interface StoredAgreement extends Agreement {
  readonly accountId: string;
  readonly currency: string;
  /** Due date of the oldest of its invoices that is owed; null: none is. */
  readonly oldestOwed: CivilDate | null;
}

interface Row {
  agreement: AgreementRow;
  currency: string;
  oldestOwed: CivilDate | null;
}

const FIELDS = `${AGREEMENT_JSON} AS agreement, account.currency, (SELECT min(issued.due_on)::text FROM scheduled_invoices scheduled
    JOIN invoices issued ON issued.organization_id = scheduled.organization_id AND issued.id = scheduled.invoice_id
    WHERE scheduled.organization_id = agreement.organization_id AND scheduled.agreement_id = agreement.id
      AND scheduled.closed_at IS NULL AND issued.open > 0) AS "oldestOwed"`;

/** Finds an agreement with its schedules, fees and what is not paid of it. */
export async function findAgreement(db: Db, organizationId: string, id: string): Promise<StoredAgreement | null> {
  const [row] = await db.$queryRawUnsafe<Row[]>(
    `SELECT ${FIELDS} FROM agreements agreement
      JOIN accounts account ON account.organization_id = agreement.organization_id AND account.id = agreement.account_id
      WHERE agreement.organization_id = $1 AND agreement.id = $2`,
    organizationId,
    id,
  );
  return row ? storedOf(row) : null;
}

/** Lists the agreements of an organization or of one account, oldest first. */
export async function listAgreements(
  db: Db,
  organizationId: string,
  page: PageRequest & { readonly accountId?: string | undefined } = {},
): Promise<Page<StoredAgreement>> {
  const limit = limitOf(page);
  const [after = ''] = placeOf(page, 1) ?? [];
  const rows = await db.$queryRawUnsafe<Row[]>(
    `SELECT ${FIELDS} FROM agreements agreement
      JOIN accounts account ON account.organization_id = agreement.organization_id AND account.id = agreement.account_id
      WHERE agreement.organization_id = $1 AND ($2::text IS NULL OR agreement.account_id = $2) AND agreement.id > $3
      ORDER BY agreement.id LIMIT $4`,
    organizationId,
    page.accountId ?? null,
    after,
    limit + 1,
  );
  return pageOf(rows.map(storedOf), limit, ({ id }) => [id]);
}

function storedOf({ agreement, currency, oldestOwed }: Row): StoredAgreement {
  return { ...agreementOf(agreement, currency), accountId: agreement.accountId, currency, oldestOwed };
}

/** What billing has, or had, on file for an agreement (AG-19). */
export interface AgreementInvoice {
  readonly id: string;
  readonly name: string;
  readonly dueOn: CivilDate;
  readonly amount: string;
  readonly state: 'scheduled' | 'issued' | 'paid' | 'closed';
  readonly invoiceId: string | null;
  readonly number: string | null;
  /** What is still owed of it. */
  readonly open: string;
}

/** Lists the invoices of an agreement, past and scheduled, by due date; those that changes closed too (AG-19). */
export async function listAgreementInvoices(
  db: Db,
  organizationId: string,
  { id, currency }: Pick<StoredAgreement, 'id' | 'currency'>,
): Promise<readonly AgreementInvoice[]> {
  const rows = await db.scheduledInvoice.findMany({
    where: { organizationId, agreementId: id },
    include: { schedule: true, fee: true, invoice: true },
    orderBy: [{ dueOn: 'asc' }, { id: 'asc' }],
  });
  return rows.map((row) => {
    const open = row.invoice?.open.toFixed() ?? row.amount.toFixed();
    const isPaid = row.invoice !== null && /^0(\.0*)?$/.test(open);
    const state = row.closedAt !== null ? 'closed' : isPaid ? 'paid' : row.invoice === null ? 'scheduled' : 'issued';
    return {
      id: row.id,
      name: row.schedule?.name ?? row.fee?.name ?? 'Owed when it was taken over',
      dueOn: dateOf(row.dueOn),
      amount: amountOf(row.amount.toFixed(), currency),
      state,
      invoiceId: row.invoiceId,
      number: row.invoice?.number ?? null,
      open: amountOf(state === 'closed' ? '0' : open, currency),
    };
  });
}

/** An agreement as it was until a change of it. */
export interface AgreementVersion {
  readonly version: number;
  readonly changeId: string | null;
  readonly endedAt: string;
  readonly endedBy: string;
  readonly terms: Agreement;
}

/** Lists what an agreement was before its changes, oldest first (AG-20). */
export async function listAgreementVersions(
  db: Db,
  organizationId: string,
  agreementId: string,
): Promise<readonly AgreementVersion[]> {
  const rows = await db.agreementVersion.findMany({
    where: { organizationId, agreementId },
    orderBy: { version: 'asc' },
  });
  return rows.map(({ version, changeId, endedAt, endedBy, terms }) => ({
    version,
    changeId,
    endedAt: instantOf(endedAt),
    endedBy,
    // Written whole by the rules, and never edited.
    terms: terms as unknown as Agreement,
  }));
}

export function unknownAgreement(id: string): DomainError {
  return new DomainError('agreement-not-found', `There is no agreement ${id}; check the id.`, { path: 'agreementId' });
}
