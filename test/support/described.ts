import { z } from 'zod';
import type { OpenApiDocument } from '../../api/openapi.js';
import type { Reply } from './api.js';
import type { JsonSchema } from './schema-arbitrary.js';

interface Content {
  readonly schema?: JsonSchema;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

/** A call as the OpenAPI document describes it. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: JsonSchema | null;
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>;
}

interface RawOperation extends Omit<Operation, 'method' | 'path' | 'body' | 'parameters'> {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
}

/** Lists the calls of a description. */
export function operationsOf(document: OpenApiDocument): readonly Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Readonly<Record<string, RawOperation>>).map(([method, raw]) => ({
      method: method.toUpperCase(),
      path,
      parameters: raw.parameters ?? [],
      body: raw.requestBody?.content['application/json']?.schema ?? null,
      responses: raw.responses,
    })),
  );
}

export function schemasOf(document: OpenApiDocument): Readonly<Record<string, JsonSchema>> {
  return (document.components?.schemas ?? {}) as Readonly<Record<string, JsonSchema>>;
}

/**
 * Holds answers against the description as somebody would who has nothing but it: its JSON Schemas, and not those in our code that they
 * were made from. Gives what is wrong with an answer, or null.
 */
export function answerChecker(document: OpenApiDocument): (operation: Operation, reply: Reply) => string | null {
  const definitions = pointed(schemasOf(document));
  const compiled = new Map<JsonSchema, z.ZodType>();
  const compile = (schema: JsonSchema) => {
    const known = compiled.get(schema);
    if (known) return known;
    const root = { $schema: DIALECT, ...(pointed(schema) as object), $defs: definitions };
    const made = z.fromJSONSchema(root as Parameters<typeof z.fromJSONSchema>[0]);
    compiled.set(schema, made);
    return made;
  };
  return ({ responses }, { status, headers, body }) => {
    if (status >= 500 && status !== AWAY) return `is a fault of ours: ${status}`;
    const content = responses[status]?.content;
    if (!content) return `has the status ${status}, which is not described`;
    const type = headers.get('content-type')?.split(';')[0] ?? '';
    const schema = content[type]?.schema;
    if (!schema) return `is ${type}, not ${Object.keys(content).join(' or ')}`;
    if (!type.endsWith('json')) return null;
    const result = compile(schema).safeParse(body);
    return result.success ? null : z.prettifyError(result.error);
  };
}

/** The database or the workflow service is away for a moment, which a busy machine can bring about, and the description says so. */
const AWAY = 503;

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** Lets references point to where a schema by itself keeps what it refers to. */
function pointed(value: unknown): unknown {
  const text = JSON.stringify(value).replaceAll('"#/components/schemas/', '"#/$defs/');
  return JSON.parse(text);
}
