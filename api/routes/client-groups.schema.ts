import { z } from 'zod';
import { idSchema, nameSchema } from './fields.schema.js';

const permissionsShape = {
  upgradeDowngradePackages: z.boolean().meta({ description: 'Whether its clients may order other packages (PO-07)' }),
};

export const newClientGroupSchema = z
  .strictObject({
    name: nameSchema,
    permissions: z
      .strictObject({ upgradeDowngradePackages: permissionsShape.upgradeDowngradePackages.default(true) })
      .optional(),
  })
  .meta({ id: 'NewClientGroup' });

export const clientGroupEditSchema = z
  .strictObject({
    name: nameSchema.optional(),
    permissions: z
      .strictObject({ upgradeDowngradePackages: permissionsShape.upgradeDowngradePackages.optional() })
      .optional(),
  })
  .refine((edit) => Object.keys(edit).length > 0, 'must have at least one of name and permissions')
  .meta({ id: 'ClientGroupEdit' });

export const clientGroupSchema = z
  .strictObject({ id: idSchema, name: z.string(), permissions: z.strictObject(permissionsShape) })
  .meta({ id: 'ClientGroup' });
