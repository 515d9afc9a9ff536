import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { z } from 'zod';
import type { Context } from './context.js';
import { invalidRequest } from './parse-request.js';

const HEADER = 'Idempotency-Key';

export const idempotencyKeySchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters')
  .meta({
    description: 'A new one for each new request, the same one for a repetition',
    example: '8e03978e-40d5-43dd-bc93-6894a57f9324',
  });

/** A request that may be sent twice and does its work once: whose key it is, and what it asks. */
export interface IdempotencyClaim {
  readonly organizationId: string;
  /** The caller's key behind the id of its API key, so that two callers never meet. */
  readonly key: string;
  /** SHA-256 of method, path and body. */
  readonly requestHash: string;
}

/** Reads the Idempotency-Key of a request; null where there is none. Refuses one that is not visible ASCII. */
export function claimOf(request: Request, context: Context, body: unknown): IdempotencyClaim | null {
  const sent = request.get(HEADER);
  if (sent === undefined) return null;
  const parsed = idempotencyKeySchema.safeParse(sent);
  if (!parsed.success) throw invalidRequest(parsed.error.issues.map(({ message }) => ({ path: HEADER, message })));
  const asked = JSON.stringify([request.method, request.path, body ?? null]);
  return {
    organizationId: context.organizationId ?? 'platform',
    key: `${context.keyId}/${parsed.data}`,
    requestHash: createHash('sha256').update(asked).digest('hex'),
  };
}
