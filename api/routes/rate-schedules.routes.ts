import { localDateAt } from '../../domain/calendar/time-zone.js';
import { newPriceVersionSchema } from '../../domain/catalog/plan.schema.js';
import { parseAmount } from '../../domain/money/money.js';
import { addPriceVersion, findRateSchedule } from '../../prisma/stores/plans.store.js';
import { createOnce } from '../create-once.js';
import { found } from '../found.js';
import { defineRoute, type Route } from '../route.js';
import { idParams } from './fields.schema.js';
import { priceVersionSchema } from './plans.schema.js';

const postVersion = defineRoute({
  method: 'post',
  path: '/v1/rate-schedules/:id/versions',
  operationId: 'addPriceVersion',
  summary: 'Add new prices to a rate schedule',
  description:
    'As a new version; those before it stay as they are, and open changes keep the version that they were accepted with (MP-19).',
  tags: ['Plans'],
  roles: ['admin'],
  idempotent: true,
  params: idParams,
  body: newPriceVersionSchema,
  answers: { 201: { description: 'The version', schema: priceVersionSchema } },
  handle: async ({ deps, claim, context, params: { id }, body }) => {
    const { now, settings } = await context.organization();
    return createOnce({ deps, claim }, async (tx) => {
      const { organizationId } = context;
      const { currency } = found(await findRateSchedule(tx, organizationId, id), 'rate-schedule', id);
      const tiers = body.tiers.map((tier, index) => {
        return { ...tier, price: parseAmount(tier.price, currency, `tiers.${index}.price`) };
      });
      const billingPeriods = (body.billingPeriods ?? []).map((period, index) => {
        return { ...period, price: parseAmount(period.price, currency, `billingPeriods.${index}.price`) };
      });
      const setupFee = body.setupFee === undefined ? null : parseAmount(body.setupFee, currency, 'setupFee');
      const effectiveFrom = body.effectiveFrom ?? localDateAt(now, settings.timeZone);
      const added = await addPriceVersion(tx, organizationId, id, { tiers, billingPeriods, setupFee, effectiveFrom });
      return { answer: { status: 201 as const, body: { ...added, effectiveFrom, tiers, billingPeriods, setupFee } } };
    });
  },
});

export const rateScheduleRoutes: readonly Route[] = [postVersion];
