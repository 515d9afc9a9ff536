import { z } from 'zod';
import { settingsSchema } from '../../domain/settings.js';

/** Without the defaults of the settings: what is left out stays as it is. */
export const settingsEditSchema = z
  .strictObject(
    Object.fromEntries(
      Object.entries(settingsSchema.shape).map(([name, field]) => [name, field.unwrap().optional()]),
    ) as {
      [K in keyof typeof settingsSchema.shape]: z.ZodOptional<ReturnType<(typeof settingsSchema.shape)[K]['unwrap']>>;
    },
  )
  .refine((edit) => Object.keys(edit).length > 0, 'must have at least one setting')
  .meta({ id: 'SettingsEdit' });

export const settingsAnswerSchema = settingsSchema
  .extend({ version: z.int().meta({ description: 'Grows by one with every edit; each change stores which it used' }) })
  .meta({ id: 'Settings' });
