import type { Tx } from '../client.js';
import type { ImportRow } from './import-batch.js';
import { findReferences } from './imports.store.js';

export interface NamedAccount {
  readonly id: string;
  readonly currency: string;
}

export interface Names {
  readonly accountOf: (row: ImportRow<{ accountId: string }>) => NamedAccount | null;
  readonly planOf: (row: ImportRow<{ planId: string }>) => string | null;
}

/** Finds the accounts and plans that rows name, by id or by what the other system knows them by, in three statements. */
export async function findNamed(
  tx: Tx,
  organizationId: string,
  rows: readonly ImportRow<{ accountId: string; planId: string }>[],
): Promise<Names> {
  const references = rows.flatMap((it) => (it.accountReference === null ? [] : [it.accountReference]));
  const byReference = await findReferences(tx, organizationId, 'accounts', references);
  const ids = rows.map((it) =>
    it.accountReference === null ? it.body.accountId : byReference.get(it.accountReference),
  );
  const found = await tx.account.findMany({
    where: { organizationId, id: { in: ids.filter((it) => it !== undefined) } },
    select: { id: true, currency: true },
  });
  const accounts = new Map(found.map((it) => [it.id, it]));
  const plans = await tx.plan.findMany({
    where: {
      organizationId,
      OR: [
        { id: { in: rows.map((it) => it.body.planId) } },
        { code: { in: rows.flatMap((it) => (it.planCode === null ? [] : [it.planCode])) } },
      ],
    },
    select: { id: true, code: true },
  });
  const planIds = new Set(plans.map((it) => it.id));
  const byCode = new Map(plans.map((it) => [it.code, it.id]));
  return {
    accountOf: ({ accountReference, body }) =>
      accounts.get((accountReference === null ? body.accountId : byReference.get(accountReference)) ?? '') ?? null,
    planOf: ({ planCode, body }) => {
      if (planCode !== null) return byCode.get(planCode) ?? null;
      return planIds.has(body.planId) ? body.planId : null;
    },
  };
}
