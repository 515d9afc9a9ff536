import { localDateAt } from '../../domain/calendar/time-zone.js';
import type { OpenSubscriptionRequest } from '../../domain/subscription/open.schema.js';
import { newId } from '../ids.js';
import { insertRows } from '../rows.js';
import type { NewAccount } from './accounts.store.js';
import { type Importer, orRefused, type RowOutcome, rowError } from './import-batch.js';
import { findNamed } from './import-names.js';
import { findOrganization, unknownOrganization } from './organizations.store.js';
import { createPlan, type NewPlan } from './plans.store.js';
import { openServiceIn } from './service-commands.store.js';

/** Creates accounts, all of a batch in one statement. */
export const importAccounts: Importer<Omit<NewAccount, 'organizationId'>> = async (tx, { organizationId }, rows) => {
  const named = rows.flatMap(({ body }) => (body.clientGroupId === undefined ? [] : [body.clientGroupId]));
  const where = { organizationId, id: { in: [...new Set(named)] } };
  const found = named.length === 0 ? [] : await tx.clientGroup.findMany({ where, select: { id: true } });
  const groups = new Set(found.map((it) => it.id));
  const taken = rows.map((row): RowOutcome => {
    const { clientGroupId } = row.body;
    if (clientGroupId === undefined || groups.has(clientGroupId)) return { resourceId: newId('acc') };
    return rowError(row, 'clientGroupId', `There is no client group ${clientGroupId}; check the id.`);
  });
  const accounts = taken.flatMap((it, index) => {
    const body = rows[index]?.body;
    return body && 'resourceId' in it ? [accountRow(organizationId, it.resourceId, body)] : [];
  });
  await insertRows(tx, [{ table: 'accounts', rows: accounts }]);
  return taken;
};

function accountRow(organizationId: string, id: string, body: Omit<NewAccount, 'organizationId'>) {
  return {
    organization_id: organizationId,
    id,
    name: body.name,
    email: body.email ?? null,
    phone: body.phone ?? null,
    currency: body.currency,
    bill_day: body.billDay,
    time_zone: body.timeZone ?? null,
    use_credit_automatically: body.useCreditAutomatically ?? null,
    client_group_id: body.clientGroupId ?? null,
  };
}

/** Creates plans with their rate schedules. */
export const importPlans: Importer<Omit<NewPlan, 'organizationId' | 'effectiveFrom'>> = async (tx, batch, rows) => {
  const { organizationId, now } = batch;
  const organization = await findOrganization(tx, organizationId);
  if (!organization) throw unknownOrganization(organizationId);
  const effectiveFrom = localDateAt(now, organization.settings.timeZone);
  const codes = rows.map((it) => it.body.code);
  const taken = await tx.plan.findMany({ where: { organizationId, code: { in: codes } }, select: { code: true } });
  const known = new Set(taken.map((it) => it.code));
  const outcomes = [];
  for (const row of rows) {
    // Looked up first: what a statement refuses would end the transaction of the whole batch.
    if (known.has(row.body.code)) {
      outcomes.push(rowError(row, 'code', `The plan code ${row.body.code} is taken.`));
      continue;
    }
    known.add(row.body.code);
    outcomes.push(
      await orRefused(row, async () => {
        const plan = await createPlan(tx, { ...row.body, organizationId, effectiveFrom });
        return { resourceId: plan.id };
      }),
    );
  }
  return outcomes;
};

/** Takes subscriptions over, as paid as they are; their workflows are started by the relay. */
export const importSubscriptions: Importer<OpenSubscriptionRequest> = async (
  tx,
  { deps, organizationId, by },
  rows,
) => {
  const { accountOf, planOf } = await findNamed(tx, organizationId, rows);
  const outcomes = [];
  for (const row of rows) {
    const account = accountOf(row);
    const planId = planOf(row);
    if (!account)
      outcomes.push(
        rowError(row, row.accountReference === null ? 'accountId' : 'accountReference', 'There is no such account.'),
      );
    else if (planId === null)
      outcomes.push(rowError(row, row.planCode === null ? 'planId' : 'planCode', 'There is no such plan.'));
    else {
      const request = { ...row.body, accountId: account.id, planId };
      outcomes.push(
        await orRefused(row, async () => {
          const opened = await openServiceIn(tx, deps, { organizationId, request, by });
          return { resourceId: opened.subscriptionId };
        }),
      );
    }
  }
  return outcomes;
};
