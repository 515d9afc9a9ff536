import { z } from 'zod';
import { daysSchema } from '../calendar/duration.js';

const id = z.string().min(1).max(100);

/** What `POST /v1/upgrade-paths` takes: on what conditions a customer may upgrade from one plan to another (PB-01). */
export const upgradePathSchema = z
  .strictObject({
    fromPlanId: id,
    toPlanId: id,
    rules: z
      .strictObject({
        minTenureDays: z.int().min(0).max(36_500).optional().meta({ description: 'At least so many days a customer' }),
        maxDaysOff: z
          .strictObject({
            days: z.int().min(0).max(366).meta({ description: 'At most so many days off' }),
            within: z
              .union([z.int().min(1).max(366), daysSchema])
              .meta({ description: 'within the last so many days: 90, or P90D' }),
          })
          .optional(),
      })
      .default({}),
  })
  .refine((it) => it.fromPlanId !== it.toPlanId, {
    path: ['toPlanId'],
    message: 'must be another plan than fromPlanId',
  })
  .meta({ id: 'NewUpgradePath' });
