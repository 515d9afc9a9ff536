import { DomainError } from '../../domain/errors.js';
import type { UpgradePath, UpgradeRules } from '../../domain/payg-time/payg.js';
import type { Db, Tx } from '../client.js';
import { limitOf, type Page, type PageRequest, pageOf, placeOf } from '../cursor.js';
import { isUniqueViolation } from '../database-error.js';
import { newId } from '../ids.js';

export interface NewUpgradePathRow {
  readonly organizationId: string;
  readonly fromPlanId: string;
  readonly toPlanId: string;
  readonly rules: UpgradeRules;
}

/** Adds the path from one plan to another. Throws `plan-not-found`, `plan-kind` between kinds, `upgrade-path-taken`. */
export async function createUpgradePath(tx: Tx, input: NewUpgradePathRow): Promise<UpgradePath> {
  const { organizationId, fromPlanId, toPlanId, rules } = input;
  const [from, to] = [await kindOf(tx, input, 'fromPlanId'), await kindOf(tx, input, 'toPlanId')];
  if ((from === 'payg') !== (to === 'payg')) {
    const message =
      'A path leads between plans that are paid as you go, or between plans by terms, not from one to the other.';
    throw new DomainError('plan-kind', message, { path: 'toPlanId' });
  }
  try {
    const data = { organizationId, id: newId('upp'), fromPlanId, toPlanId, rules: { ...rules } };
    return pathOf(await tx.upgradePath.create({ data }));
  } catch (error) {
    if (!isUniqueViolation(error, 'upgrade_paths_organization_id_from_plan_id_to_plan_id_key')) throw error;
    throw new DomainError('upgrade-path-taken', 'There is a path between these two plans already.', {
      path: 'toPlanId',
    });
  }
}

async function kindOf(db: Db, input: NewUpgradePathRow, field: 'fromPlanId' | 'toPlanId'): Promise<string> {
  const id = input[field];
  const where = { organizationId_id: { organizationId: input.organizationId, id } };
  const plan = await db.plan.findUnique({ where, select: { kind: true } });
  if (plan) return plan.kind;
  throw new DomainError('plan-not-found', `There is no plan ${id}; check the id.`, { path: field });
}

/** Lists the paths of an organization, oldest first. */
export async function listUpgradePaths(
  db: Db,
  organizationId: string,
  page: PageRequest & { readonly fromPlanId?: string | undefined },
): Promise<Page<UpgradePath>> {
  const limit = limitOf(page);
  const [after] = placeOf(page, 1) ?? [];
  const rows = await db.upgradePath.findMany({
    where: {
      organizationId,
      id: { gt: after ?? '' },
      ...(page.fromPlanId === undefined ? {} : { fromPlanId: page.fromPlanId }),
    },
    orderBy: { id: 'asc' },
    take: limit + 1,
  });
  return pageOf(rows.map(pathOf), limit, ({ id }) => [id]);
}

function pathOf(row: { id: string; fromPlanId: string; toPlanId: string; rules: unknown }): UpgradePath {
  const { id, fromPlanId, toPlanId } = row;
  return { id, fromPlanId, toPlanId, rules: row.rules as UpgradeRules };
}

/** Deletes a path: nothing more is offered by it, and what was ordered by it goes on. Throws `upgrade-path-not-found`. */
export async function deleteUpgradePath(tx: Tx, organizationId: string, id: string): Promise<UpgradePath> {
  const path = await tx.upgradePath.findUnique({ where: { organizationId_id: { organizationId, id } } });
  if (!path) throw new DomainError('upgrade-path-not-found', `There is no upgrade path ${id}; check the id.`);
  await tx.upgradePath.delete({ where: { organizationId_id: { organizationId, id } } });
  return pathOf(path);
}
