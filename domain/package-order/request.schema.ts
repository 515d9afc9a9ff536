import { z } from 'zod';

const id = z.string().min(1).max(100);

/** Another package for a service: `POST /v1/package-orders`. */
export const packageOrderRequestSchema = z
  .strictObject({
    subscriptionId: id,
    planId: id.meta({ description: 'The package to move to; an upgrade path has to lead there (PO-01)' }),
    quoteHash: z.string().max(4000).optional().meta({
      description: 'The hash of the quote that the caller saw: 409 with the difference where it no longer holds',
    }),
  })
  .meta({ id: 'PackageOrderRequest' });

export type PackageOrderRequest = z.infer<typeof packageOrderRequestSchema>;

export const orderCommandSchema = z
  .strictObject({ reason: z.string().min(1).max(500).optional().meta({ description: 'Why, for the history' }) })
  .meta({ id: 'OrderCommand' });

export interface PackageOrderRevision {
  readonly command: 'cancel' | 'undo' | 'process';
  readonly reason?: string | undefined;
}
