import { z } from 'zod';

const payloadSchema = z.object({
  accountId: z.string(),
  subscriptionId: z.string().nullable(),
  changeId: z.string().nullable(),
  turn: z.object({ state: z.string(), dueAt: z.string().nullable(), summary: z.string(), details: z.string() }),
});

/** What the intent to start a workflow holds: of which rows it is, and how they stood. */
export type StartPayload = z.infer<typeof payloadSchema>;

/** Reads the intent to start a workflow out of its row. */
export function startPayloadOf(payload: unknown): StartPayload {
  return payloadSchema.parse(payload);
}
