import { compileErrors, validate } from '@readme/openapi-parser';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../api/openapi.js';
import { ROUTES } from '../../api/routes/table.js';

const DOCUMENT = openApiDocument(ROUTES);

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
}

const WEBHOOK = '/v1/webhooks/payments/{provider}/{endpointId}';

/** All but the door of the webhooks, which has a test of its own. */
const operations = Object.entries(DOCUMENT.paths ?? {}).flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, Operation>).flatMap(([method, operation]) =>
    path === WEBHOOK ? [] : [{ path, method, operation }],
  ),
);

describe('the OpenAPI document (EN-10)', () => {
  it('is valid OpenAPI 3.1', async () => {
    expect(DOCUMENT.openapi).toBe('3.1.0');
    const result = await validate(structuredClone(DOCUMENT) as Parameters<typeof validate>[0]);
    expect(result.valid ? '' : compileErrors(result)).toBe('');
  });

  it('has every route of the table, and no other', () => {
    const described = operations.map(({ path, method }) => `${method} ${path}`).sort();
    expect(described).toEqual(ROUTES.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`).sort());
  });

  it('describes the door of the webhooks, which is no route and takes no key (EN-04)', () => {
    const paths = DOCUMENT.paths as Readonly<Record<string, { post: Operation & { security: unknown } }>>;
    const post = paths[WEBHOOK]?.post;
    expect(post?.security).toEqual([]);
    expect(Object.keys(post?.responses ?? {}).sort()).toEqual(['202', '400', '401', '404', '413', '422', '429', '503']);
  });

  it('names each operation once', () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(operations.map(({ path, method, operation }) => [`${method} ${path}`, method, operation] as const))(
    'describes every problem that may be the answer to %s',
    (_name, method, operation) => {
      const commands = method === 'get' ? [] : ['409', '413', '415'];
      for (const status of ['400', '401', '403', '404', '422', '429', '503', ...commands]) {
        expect(Object.keys(operation.responses[status]?.content ?? {})).toEqual(['application/problem+json']);
      }
    },
  );

  it('names the header Idempotency-Key where it is read', () => {
    for (const { path, method, operation } of operations) {
      const route = ROUTES.find((it) => it.method === method && it.path.replace(/:(\w+)/g, '{$1}') === path);
      const named = operation.parameters?.some(({ name }) => name === 'Idempotency-Key') ?? false;
      expect(named).toBe(route?.idempotent);
    }
  });

  it('has no amount as a number: nothing that is called so is one', () => {
    const text = JSON.stringify(DOCUMENT);
    for (const [, name] of text.matchAll(
      /"(amount|price|net|credit|charge|total|open|dueNow|setupFee)":\{"type":"(?:number|integer)"/g,
    )) {
      expect.fail(`${name} is a number`);
    }
  });
});
