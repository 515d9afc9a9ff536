import { randomUUID } from 'node:crypto';

/** Where the running system is, and whose keys the demo uses. */
export interface DemoSystem {
  readonly apiUrl: string;
  readonly organizationId: string;
  readonly keys: { readonly admin: string; readonly platform: string };
}

/** What a call gives back; the demo shows it as it is and computes no amount. */
export type Answer = ReturnType<typeof JSON.parse>;

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly key?: keyof DemoSystem['keys'];
  /** Of somebody else: a client. */
  readonly secret?: string;
}

/** Calls the API, as an admin unless told otherwise; throws what the API says where it refuses. */
export async function call(
  { apiUrl, keys }: DemoSystem,
  { method, path, body, key = 'admin', secret = keys[key] }: Call,
): Promise<Answer> {
  const response = await fetch(`${apiUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${secret}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: Answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer.code}: ${answer.detail}`);
  return answer;
}

/** Reads a list to its end. */
export async function list(system: DemoSystem, path: string, key: Call['key'] = 'admin'): Promise<Answer[]> {
  const all: Answer[] = [];
  let cursor = '';
  do {
    const page = await call(system, { method: 'GET', path: `${path}?limit=200${cursor}`, key });
    all.push(...page.data);
    cursor = page.nextCursor === null ? '' : `&cursor=${encodeURIComponent(page.nextCursor)}`;
  } while (cursor !== '');
  return all;
}
