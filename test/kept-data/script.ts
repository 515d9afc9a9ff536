import type { Role } from '../../api/roles.js';
import type { TestApi } from '../support/api.js';

export type Json = ReturnType<typeof JSON.parse>;

/** Ids by the names that a script gives them: `{Ada's booking}` in a path or a body stands for one. */
export type Names = Record<string, string>;

/** Something that is asked of the API, and has to be done. */
export interface Call {
  readonly method?: 'POST' | 'PATCH' | 'PUT';
  readonly path: string;
  /** An admin where it is not said. */
  readonly as?: Exclude<Role, 'client'>;
  readonly body?: Json;
  /** Names for what is in the answer: `{ "Ada's booking": "id" }`, also `schedules.0.id`. */
  readonly keep?: Readonly<Record<string, string>>;
}

/** Somebody pays with a card, on the page whose address this resource has as its `payUrl`. */
export interface CardPayment {
  readonly paysAt: string;
}

/** A payment provider tells of a payment that names what it is for, as its own webhooks do. */
export interface WebhookPayment {
  readonly webhook: { readonly accountId: string; readonly amount: string; readonly changeId: string };
}

/** Whoever is told of these deliveries answers by now: they are tried again before their time. */
export interface Retrial {
  readonly triesAgain: string;
}

/** What has to be so, as the API tells it: a part of a resource, all documents of some days, or every balance. */
export type Show = { readonly what: string } & (
  | { readonly path: string; readonly shows: Json }
  | { readonly documentsOf: string; readonly from: string; readonly before: string; readonly are: readonly string[] }
  | { readonly balancesOf: string; readonly are: Readonly<Record<string, string>> }
);

export type Deed = Call | CardPayment | WebhookPayment | Retrial;

/** What is done and what is so then, at an instant to which the clock is advanced; null: at once. */
export interface Step {
  readonly at: string | null;
  readonly calls?: readonly Deed[];
  readonly shows?: readonly Show[];
  /** Another worker takes over here, as in a deployment. */
  readonly restart?: true;
}

/** A step that the code which writes the data takes, and no later one: it may do anything through the API, and names what it makes. */
export interface MakingStep extends Step {
  readonly prepare?: (api: TestApi, names: Names) => Promise<void>;
}

/** Gives the date of a day in a year of the story: year 0 begins it, `on(3, '06-15')`. */
export type On = (year: number, monthAndDay: string) => string;

export const noon = (date: string) => `${date}T12:00:00.000Z`;

/** Puts what happens in several scripts into one order: by time, at the same time as they are given. */
export function inOrder<S extends Step>(scripts: readonly (readonly S[])[]): S[] {
  return scripts.flat().sort((a, b) => (a.at ?? '').localeCompare(b.at ?? ''));
}

/** Writes ids in the place of their names. Throws for a name that nothing has been given. */
export function named<T extends Json>(value: T, names: Names): T {
  const write = (text: string) =>
    text.replace(/\{([^{}]+)\}/g, (_, name: string) => {
      const id = names[name];
      if (id === undefined) throw new Error(`nothing is named ${name}`);
      return id;
    });
  const walk = (it: Json): Json => {
    if (typeof it === 'string') return write(it);
    if (Array.isArray(it)) return it.map(walk);
    if (typeof it !== 'object' || it === null) return it;
    return Object.fromEntries(Object.entries(it).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(value);
}

/** Pays an amount of dollars into an account, for what the payment names. */
export function pays(accountName: string, amount: string, more: Readonly<Record<string, string>> = {}): Call {
  const body = { amount: { amount, currency: 'USD' }, reference: 'Desk', ...more };
  return { path: `/v1/accounts/{${accountName}}/payments`, body };
}

export const edits = (body: Readonly<Record<string, unknown>>): Call => ({
  method: 'PATCH',
  path: '/v1/settings',
  body,
});

/** Ends subscriptions whose part is over, so that they cost no more renewals. */
export const ends = (...subscriptionNames: string[]): Call[] =>
  subscriptionNames.map((it) => ({ path: `/v1/subscriptions/{${it}}/cancel`, body: {} }));
