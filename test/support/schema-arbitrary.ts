import fc from 'fast-check';

/** What of JSON Schema the description of the API is written in. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/** Gives values for a field that its schema says too little about, such as an id; undefined where the schema is enough. */
export type ValuesFor = (name: string) => fc.Arbitrary<unknown> | undefined;

interface Source {
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  readonly valuesFor: ValuesFor;
}

/** Makes values that a schema of the description allows; fields that may be left out are there half of the time. */
export function valuesOf(schema: JsonSchema, source: Source, name = ''): fc.Arbitrary<unknown> {
  const known = source.valuesFor(name);
  if (known) return known;
  const chosen = schema.$ref ? source.schemas[schema.$ref.split('/').at(-1) ?? ''] : schema;
  if (!chosen) throw new Error(`the description has no ${schema.$ref}`);
  if (chosen !== schema) return valuesOf(chosen, source, name);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((it) => valuesOf(it, source, name)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['object']);
  return fc.oneof(...types.map((type) => ofType(type, schema, source, name)));
}

function ofType(type: string, schema: JsonSchema, source: Source, name: string): fc.Arbitrary<unknown> {
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 40, (schema.minimum ?? 0) + 40) });
    case 'string':
      return textOf(schema);
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}, source, name), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, Math.max(3, schema.minItems ?? 0)),
      });
    default:
      return objectOf(schema, source);
  }
}

function objectOf({ properties = {}, required = [] }: JsonSchema, source: Source): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).map(([name, it]) => [name, valuesOf(it, source, name)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: [...required] });
}

function textOf({ format, pattern, minLength = 0, maxLength = 30 }: JsonSchema): fc.Arbitrary<string> {
  const formatted = format ? FORMATS[format] : undefined;
  if (formatted) return formatted;
  if (pattern) return fc.stringMatching(new RegExp(pattern));
  return fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 30) });
}

/** Near the business time of the tests: a day of 1900 would be a century of renewals. */
const days = fc.integer({ min: -40, max: 120 }).map((it) => new Date(Date.UTC(2026, 10, 11 + it)).toISOString());

const FORMATS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  date: days.map((it) => it.slice(0, 10)),
  'date-time': days,
  email: fc.constantFrom('ada@example.com', 'b.o+1@example.org'),
  // Nothing of it is ever called.
  uri: fc.constantFrom('https://hooks.example.invalid/a', 'http://127.0.0.1:9/b'),
  ip: fc.constantFrom('10.1.2.3', '2001:db8::1'),
};
