import type { RenewalOption } from '../../domain/agreement/agreement.js';
import { type Frequency, frequencyOf } from '../../domain/agreement/frequency.js';
import { unitPrice } from '../../domain/catalog/unit-price.js';
import type { Money } from '../../domain/money/money.js';
import type { Db } from '../client.js';
import { type PlanRow, planJson, planOf } from './plan-rows.js';

export interface AgreementPlanCategory {
  readonly category: string;
  readonly plans: readonly {
    readonly planId: string;
    readonly code: string;
    readonly name: string;
    readonly frequency: Frequency;
    readonly renewal: RenewalOption | null;
    /** One per currency, of the default schedule. */
    readonly prices: readonly Money[];
  }[];
}

/** Lists the active plans that have a category, by it and by name; of one category, or of all (AG-12). */
export async function listAgreementPlans(
  db: Db,
  organizationId: string,
  category: string | null,
): Promise<readonly AgreementPlanCategory[]> {
  const rows = await db.$queryRawUnsafe<{ plan: PlanRow }[]>(
    `SELECT ${planJson('NULL')} AS plan FROM plans plan WHERE plan.organization_id = $1 AND plan.status = 'active'
      AND plan.category IS NOT NULL AND ($2::text IS NULL OR plan.category = $2) ORDER BY plan.category, plan.name, plan.id`,
    organizationId,
    category,
  );
  const categories = new Map<string, AgreementPlanCategory['plans'][number][]>();
  for (const { id: planId, code, name, interval, renewal, category, schedules } of rows.map((it) => planOf(it.plan))) {
    const frequency = frequencyOf(interval);
    if (category === null || frequency === null) continue;
    const prices = schedules.flatMap(({ currency, isDefault, versions }) => {
      const newest = versions.at(-1);
      return isDefault && newest ? [{ amount: unitPrice(newest, 1), currency }] : [];
    });
    const plan = { planId, code, name, frequency, renewal: renewal?.option ?? null, prices };
    categories.set(category, [...(categories.get(category) ?? []), plan]);
  }
  return [...categories].map(([name, plans]) => ({ category: name, plans }));
}
