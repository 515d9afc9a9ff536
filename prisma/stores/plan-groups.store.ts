import type { Db, Tx } from '../client.js';
import { limitOf, type Page, type PageRequest, pageOf, placeOf } from '../cursor.js';
import { newId } from '../ids.js';

/** Plans that customers may move between (MP-01). */
export interface PlanGroup {
  readonly id: string;
  readonly name: string;
}

export async function createPlanGroup(tx: Tx, input: { organizationId: string; name: string }): Promise<PlanGroup> {
  const { id, name } = await tx.planGroup.create({ data: { id: newId('grp'), ...input } });
  return { id, name };
}

/** Lists the plan groups of an organization, oldest first. */
export async function listPlanGroups(db: Db, organizationId: string, page: PageRequest = {}): Promise<Page<PlanGroup>> {
  const limit = limitOf(page);
  const [after = ''] = placeOf(page, 1) ?? [];
  const rows = await db.planGroup.findMany({
    where: { organizationId, id: { gt: after ?? '' } },
    orderBy: { id: 'asc' },
    take: limit + 1,
    select: { id: true, name: true },
  });
  return pageOf(rows, limit, ({ id }) => [id]);
}
