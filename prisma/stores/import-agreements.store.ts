import type { Agreement } from '../../domain/agreement/agreement.js';
import type { NewAgreement } from '../../domain/agreement/agreement.schema.js';
import { nextIssueAt } from '../../domain/agreement/billing.js';
import { type Opening, openAgreement } from '../../domain/agreement/open-agreement.js';
import { localDateAt } from '../../domain/calendar/time-zone.js';
import type { Effect } from '../../domain/subscription/effects.js';
import { idsOf, newId } from '../ids.js';
import { insertRows } from '../rows.js';
import { tablesOfNew } from './agreement-rows.js';
import { persistEffects } from './effects.store.js';
import { type Importer, orRefused, rowError } from './import-batch.js';
import { findNamed } from './import-names.js';
import { findOrganization, unknownOrganization } from './organizations.store.js';

interface Taken {
  readonly accountId: string;
  readonly agreement: Agreement;
  readonly effects: readonly Effect[];
}

/**
 * Takes agreements over, all of a batch in one statement. What is due already is not issued here but by the alarm, which finds it a
 * moment later; what is owed elsewhere is posted row by row.
 */
export const importAgreements: Importer<NewAgreement> = async (tx, { organizationId, now }, rows) => {
  const organization = await findOrganization(tx, organizationId);
  if (!organization) throw unknownOrganization(organizationId);
  const { timeZone } = organization.settings;
  const today = localDateAt(now, timeZone);
  const { accountOf, planOf } = await findNamed(tx, organizationId, rows);
  const ids = idsOf(organizationId);
  const taken: Taken[] = [];
  const outcomes = await Promise.all(
    rows.map((row) =>
      orRefused(row, () => {
        const account = accountOf(row);
        const planId = planOf(row);
        if (!account)
          return rowError(
            row,
            row.accountReference === null ? 'accountId' : 'accountReference',
            'There is no such account.',
          );
        if (planId === null)
          return rowError(row, row.planCode === null ? 'planId' : 'planCode', 'There is no such plan.');
        const agreementId = newId('agr');
        const opening: Opening = { agreementId, currency: account.currency, today, now, isTurnedOn: false };
        const request = { ...row.body, accountId: account.id, planId };
        taken.push({ accountId: account.id, ...openAgreement(request, opening, ids) });
        return { resourceId: agreementId };
      }),
    ),
  );
  await lockAccounts(tx, organizationId, taken);
  const tables = taken
    .filter(({ effects }) => effects.length === 1)
    .flatMap(({ accountId, agreement }) => tablesOfNew(organizationId, accountId, [agreement], timeZone));
  await insertRows(tx, merged(tables));
  for (const { accountId, agreement, effects } of taken) {
    if (effects.length === 1) continue;
    await persistEffects(tx, { organizationId, accountId, effects });
    const nextDueAt = nextIssueAt(agreement, timeZone);
    await tx.agreement.update({
      where: { organizationId_id: { organizationId, id: agreement.id } },
      data: { nextDueAt },
    });
  }
  return outcomes;
};

/** Whatever changes an account locks it first; in the order of their ids, so that two imports never wait for each other. */
async function lockAccounts(
  tx: Parameters<Importer<NewAgreement>>[0],
  organizationId: string,
  taken: readonly Taken[],
): Promise<void> {
  const accountIds = taken.map((it) => it.accountId);
  await tx.$queryRaw`SELECT pg_advisory_xact_lock_shared(hashtextextended(${organizationId}, 0)) IS NULL`;
  await tx.$queryRaw`SELECT 1 FROM accounts WHERE organization_id = ${organizationId} AND id = ANY(${accountIds}::text[])
    ORDER BY id FOR NO KEY UPDATE`;
}

/** One list of rows for each table, so that a batch is one statement of few parts. */
function merged(tables: ReturnType<typeof tablesOfNew>): ReturnType<typeof tablesOfNew> {
  const rows = new Map<string, (typeof tables)[number]['rows'][number][]>();
  for (const it of tables) {
    const list = rows.get(it.table) ?? [];
    list.push(...it.rows);
    rows.set(it.table, list);
  }
  return [...rows].map(([table, all]) => ({ table, rows: all }));
}
