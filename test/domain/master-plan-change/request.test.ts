import { describe, expect, it } from 'vitest';
import { masterPlanChangeRequestSchema } from '../../../domain/master-plan-change/request.schema.js';

const ASKED = { subscriptionId: 'sub_1', planId: 'plan_1', units: 1, scope: 'immediately' };

function refusalsOf(more: object): readonly string[] {
  const result = masterPlanChangeRequestSchema.safeParse({ ...ASKED, ...more });
  return result.success ? [] : result.error.issues.map((it) => it.path.join('.'));
}

describe('a request for a master plan change', () => {
  it.each([
    { cancelUnmappedSupplementalPlans: false, invoiceUnbilledUsage: false },
    { cancelUnmappedSupplementalPlans: true, invoiceUnbilledUsage: true },
    { unitInstances: { add: [], remove: [] } },
    { unitInstances: {} },
  ])('may carry what there is nothing of here: %j (EN-10)', (more) => {
    expect(refusalsOf(more)).toEqual([]);
  });

  it.each([
    [{ unitInstances: { add: [{ details: 'rack 1' }] } }, 'unitInstances.add'],
    [{ unitInstances: { remove: ['unit_1'] } }, 'unitInstances.remove'],
  ])('names no units, since plan unit instances are off: %j (MP-20)', (more, path) => {
    expect(refusalsOf(more)).toEqual([path]);
  });
});
