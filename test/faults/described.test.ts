import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openApiDocument } from '../../api/openapi.js';
import { ORGANIZATION_ROLES, type Role } from '../../api/roles.js';
import { ROUTES } from '../../api/routes/table.js';
import { aCatalog, aSubscriptionOf } from '../support/catalog.js';
import { answerChecker, type Operation, operationsOf, schemasOf } from '../support/described.js';
import { ROW_TIMEOUT_MS, rounds } from '../support/faults.js';
import { type ValuesFor, valuesOf } from '../support/schema-arbitrary.js';
import { aSystem, type TestSystem } from '../support/system.js';

const DOCUMENT = openApiDocument(ROUTES);
const OPERATIONS = operationsOf(DOCUMENT);

const ROLES: readonly Role[] = [...ORGANIZATION_ROLES, 'platform'];

/** Calls at once: what they meet on one account is a part of it. */
const AT_ONCE = 8;

let system: TestSystem;
beforeAll(async () => {
  system = await aSystem();
});
afterAll(async () => {
  await system?.stop();
});

interface Example {
  readonly role: Role;
  readonly path: string;
  readonly body: unknown;
}

it(
  'answers as the description says, whoever asks whatever it allows, and never with a fault (F13, EN-10, EN-11)',
  async () => {
    const { basic, plus } = await aCatalog(system);
    const { accountId, subscriptionId } = await aSubscriptionOf(system, { planId: basic });
    const ids = new Pool([basic, plus, accountId, subscriptionId, system.accountId, 'none_1']);
    const faultOf = answerChecker(DOCUMENT);
    const calls = OPERATIONS.map((operation) => ({ operation, examples: examplesOf(operation, ids) }));
    const faults: string[] = [];
    const statuses = new Map<number, number>();

    await rounds('F13', { inTest: 50, inFull: 500, unit: 'examples a route' }, async (round) => {
      const tries = calls.map(({ operation, examples }, index) => async () => {
        const [example] = fc.sample(examples, { numRuns: 1, seed: 1000 * round + index });
        if (!example) return;
        const { role, path, body } = example;
        const reply = await system.call(operation.method, path, { as: role, body });
        statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
        ids.learn(reply.body);
        const fault = faultOf(operation, reply);
        if (fault) faults.push(`${operation.method} ${path} as ${role} ${JSON.stringify(body)}: the answer ${fault}`);
      });
      for (let i = 0; i < tries.length; i += AT_ONCE) await Promise.all(tries.slice(i, i + AT_ONCE).map((it) => it()));
      expect(faults).toEqual([]);
    });

    console.log(
      `F13: ${[...statuses]
        .sort()
        .map(([status, count]) => `${count} x ${status}`)
        .join(', ')}`,
    );
    // A generator that only ever met refusals would have shown nothing.
    expect([200, 404, 422].filter((it) => !statuses.has(it))).toEqual([]);
    expect(await system.verify()).toEqual([]);
  },
  ROW_TIMEOUT_MS,
);

/** The ids that answers have shown, so that requests name what is there. */
class Pool {
  private readonly byPrefix = new Map<string, string[]>();

  constructor(ids: readonly string[]) {
    this.learn(ids);
  }

  learn(answer: unknown): void {
    for (const [id, prefix] of JSON.stringify(answer ?? null).matchAll(/\b([a-z]{2,6})_[0-9a-f]{32}\b/g)) {
      const known = this.byPrefix.get(prefix ?? '') ?? [];
      if (!known.includes(id)) this.byPrefix.set(prefix ?? '', [...known, id].slice(-20));
    }
  }

  /** Ids of what a field or a step of the path is called after, mostly; else any: those that are known when the value is made. */
  of(name: string): fc.Arbitrary<string> {
    const begins = KINDS[name] ?? name.toLowerCase().slice(0, 3);
    return fc.tuple(fc.nat(), fc.nat({ max: 8 })).map(([which, kind]) => {
      const all = [...this.byPrefix].filter(([prefix]) => prefix !== 'key');
      const meant = kind === 0 ? [] : all.filter(([prefix]) => prefix.startsWith(begins));
      const ids = (meant.length > 0 ? meant : all).flatMap(([, ids]) => ids);
      return ids[which % ids.length] ?? 'none_1';
    });
  }
}

function examplesOf({ method, path, parameters, body }: Operation, ids: Pool): fc.Arbitrary<Example> {
  const source = { schemas: schemasOf(DOCUMENT), valuesFor: valuesFor(ids) };
  const steps = path
    .split('/')
    .map((step, index, all) => (step.startsWith('{') ? idFor(step, all[index - 1] ?? '', ids) : fc.constant(step)));
  const query = parameters
    .filter((it) => it.in === 'query')
    .map(({ name, required, schema }) => {
      const value = valuesOf(schema, source, name).map((it): [string, string][] => [[name, String(it)]]);
      return required ? value : fc.oneof({ weight: 2, arbitrary: fc.constant<[string, string][]>([]) }, value);
    });
  return fc
    .record({
      role: rolesFor(method, path),
      steps: fc.tuple(...steps),
      query: fc.tuple(...query),
      body: body ? withSlips(valuesOf(body, source)) : fc.constant(undefined),
    })
    .map(({ role, steps, query, body }) => {
      const search = new URLSearchParams(query.flat()).toString();
      return { role, path: `${steps.map(encodeURIComponent).join('/')}${search ? `?${search}` : ''}`, body };
    });
}

/** Those that may, mostly: what the others are answered is tested for each of them elsewhere. */
function rolesFor(method: string, path: string): fc.Arbitrary<Role> {
  const route = ROUTES.find((it) => it.method.toUpperCase() === method && it.path.replace(/:(\w+)/g, '{$1}') === path);
  const allowed = route?.roles ?? ROLES;
  return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...allowed) }, fc.constantFrom(...ROLES));
}

function idFor(step: string, before: string, ids: Pool): fc.Arbitrary<string> {
  if (step === '{number}') return fc.constantFrom('123', '7a');
  if (step === '{provider}') return fc.constantFrom('sandbox', 'stripe');
  if (step === '{id}.html') return ids.of(before).map((it) => `${it}.html`);
  return ids.of(before);
}

/** What the ids of a collection begin with, where that is not the beginning of its name. */
const KINDS: Readonly<Record<string, string>> = {
  'plan-changes': 'mpc',
  'plan-groups': 'grp',
  'agreement-changes': 'agc',
  'package-orders': 'pco',
  bookings: 'bkg',
  'client-groups': 'cgr',
  'upgrade-paths': 'upp',
  checkouts: 'chk',
  'payment-endpoints': 'pep',
  'webhook-endpoints': 'whe',
  'webhook-deliveries': 'whd',
  'booking-proposals': 'bkp',
  'api-keys': 'none',
};

/** Fields that a schema says too little about, or that would wander off: to another provider, or through a century of time. */
function valuesFor(ids: Pool): ValuesFor {
  const price = fc.constantFrom('0', '10.00', '60.00', '9.99');
  const own: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    price,
    setupFee: price,
    dailyRate: price,
    downPayment: price,
    provider: fc.constant('sandbox'),
    by: fc.constantFrom('PT1S', 'PT5M', '-P1D'),
    organizationId: fc.constant(system.organizationId),
    currency: fc.constantFrom('USD', 'USD', 'USD', 'EUR', 'JPY'),
    defaultCurrency: fc.constant('USD'),
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'nowhere'),
    amount: fc.constantFrom('10.00', '0.01', '12.5', '1000', { amount: '10.00', currency: 'USD' }),
    fromUnit: fc.constant(1),
    toUnit: fc.constantFrom(null, 9),
    code: fc.stringMatching(/^[a-z]{12}$/),
    phone: fc.constantFrom('+254700000001', '0700 000 002'),
    cursor: fc.constantFrom('WyJhIl0', 'x'),
    limit: fc.constantFrom(1, 50, 200),
  };
  return (name) => {
    if (Object.hasOwn(own, name)) return own[name];
    if (name.endsWith('Ids')) return fc.array(ids.of(name), { maxLength: 2 });
    return name.endsWith('Id') ? ids.of(name) : undefined;
  };
}

/** Now and then a field is missing, of another type, or not known. */
function withSlips(bodies: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const slip = fc.tuple(bodies, fc.nat(), fc.constantFrom('drop', 'junk', 'add'), fc.jsonValue({ maxDepth: 2 }));
  const slipped = slip.map(([body, which, kind, junk]) => {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return junk;
    const fields = Object.entries(body);
    if (kind === 'add' || fields.length === 0) return { ...body, added: junk };
    const at = which % fields.length;
    if (kind === 'drop') return Object.fromEntries(fields.toSpliced(at, 1));
    return Object.fromEntries(fields.with(at, [fields[at]?.[0] ?? '', junk]));
  });
  return fc.oneof({ weight: 4, arbitrary: bodies }, slipped);
}
