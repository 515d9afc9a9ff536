import { z } from 'zod';

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 200;

/** The query of every list: `cursor` comes from the page before, `limit` is 1 to 200. */
export const pageQuery = {
  cursor: z
    .string()
    .max(1000)
    .optional()
    .meta({ description: 'The `nextCursor` of the page before; leave it out for the first page' }),
  limit: z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(1).max(LIMIT_MAX))
    .optional()
    .meta({ description: 'Entries per page', type: 'integer', minimum: 1, maximum: LIMIT_MAX, default: LIMIT_DEFAULT }),
};

/** The answer of every list. */
export function pageSchema<T extends z.ZodType>(entry: T) {
  return z.strictObject({
    data: z.array(entry),
    nextCursor: z.string().nullable().meta({ description: 'For the next page; null on the last one' }),
  });
}
