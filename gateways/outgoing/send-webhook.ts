import { lookup } from 'node:dns/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress } from './private-address.js';

export interface OutgoingWebhook {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The operator of the installation allows the organization addresses that are not public. */
  readonly mayBePrivate: boolean;
}

/** What came of one try: the status of the answer, and how long it asks to be left alone; or what went wrong. */
export type SendOutcome = { readonly status: number; readonly retryAfterMs?: number } | { readonly error: string };

export type SendWebhook = (webhook: OutgoingWebhook) => Promise<SendOutcome>;

const ANSWER_WITHIN_MS = 15_000;

/**
 * Sends a webhook once. The name is resolved here and the connection goes to the very address that was looked at, so that a name cannot
 * mean another one a moment later; redirects are not followed. A private address is refused, unless that is allowed (PS-16).
 */
export const sendWebhook: SendWebhook = async ({ url, headers, body, mayBePrivate }) => {
  try {
    const target = new URL(url);
    const address = await addressOf(target.hostname.replace(/^\[|\]$/g, ''));
    if (!mayBePrivate && !isPublicAddress(address)) return { error: `the address ${address} is not public` };
    return await post(target, address, headers, body);
  } catch (error) {
    return { error: error instanceof Error ? error.message.slice(0, 300) : 'it could not be sent' };
  }
};

async function addressOf(hostname: string): Promise<string> {
  return isIP(hostname) === 0 ? (await lookup(hostname)).address : hostname;
}

function post(
  target: URL,
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<SendOutcome> {
  const send = target.protocol === 'https:' ? requestHttps : requestHttp;
  const family = isIP(address) === 6 ? 6 : 4;
  return new Promise((done, fail) => {
    const sent = send(
      target,
      {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        // Asked for one address or for all of them: it is the one that was looked at.
        lookup: (_host, options, answer) =>
          options.all ? answer(null, [{ address, family }]) : answer(null, address, family),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      },
      (response: IncomingMessage) => {
        response.resume();
        const retryAfterMs = retryAfterOf(response.headers['retry-after']);
        done({ status: response.statusCode ?? 0, ...(retryAfterMs === null ? {} : { retryAfterMs }) });
      },
    );
    sent.once('error', fail);
    sent.end(body);
  });
}

/** Reads `Retry-After`: seconds, or a date of HTTP. `120` is two minutes; null where there is none, or it cannot be read. */
export function retryAfterOf(header: string | undefined, now: number = Date.now()): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const at = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
