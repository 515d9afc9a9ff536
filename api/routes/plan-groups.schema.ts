import { z } from 'zod';
import { idSchema, nameSchema } from './fields.schema.js';

export const newPlanGroupSchema = z.strictObject({ name: nameSchema }).meta({ id: 'NewPlanGroup' });

export const planGroupSchema = z.strictObject({ id: idSchema, name: z.string() }).meta({ id: 'PlanGroup' });
