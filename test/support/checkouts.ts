import type { TestApi } from './api.js';

/** What the sandbox's page answered. */
export interface CardReply {
  readonly status: number;
  readonly text: string;
}

export const CARDS = {
  paid: '4242 4242 4242 4242',
  declined: '4000 0000 0000 0002',
  slow: '4000 0000 0000 0077',
  twice: '4000 0000 0000 2222',
  refundedLater: '4000 0000 0000 5126',
} as const;

/** Sends the form of the sandbox's page, as a browser does. */
export async function payWith(payUrl: string, card: string): Promise<CardReply> {
  const reply = await fetch(payUrl, { method: 'POST', body: new URLSearchParams({ card }) });
  return { status: reply.status, text: await reply.text() };
}

/** Opens a checkout through the API; fails where it is not open at once. */
export async function aCheckout(api: TestApi, body: unknown): Promise<{ id: string; payUrl: string; state: string }> {
  const reply = await api.call('POST', '/v1/checkouts', { body });
  if (reply.status !== 201) throw new Error(`the checkout was not opened: ${JSON.stringify(reply.body)}`);
  return reply.body;
}
