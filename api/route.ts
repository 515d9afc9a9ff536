import type { Readable } from 'node:stream';
import type { z } from 'zod';
import { checkedAnswer } from './check-answer.js';
import type { ContextOf } from './context.js';
import type { RouteDeps } from './deps.js';
import type { IdempotencyClaim } from './idempotency.js';
import { parseBody, parseParams, parseQuery } from './parse-request.js';
import type { Role } from './roles.js';

export type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';

export interface AnswerSpec {
  readonly description: string;
  readonly schema: z.ZodType;
  /** For a page; JSON where it is left out. */
  readonly contentType?: 'text/html';
}

export type AnswerSpecs = Readonly<Record<number, AnswerSpec>>;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type DeepReadonly<T> = T extends readonly (infer E)[]
  ? readonly DeepReadonly<E>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** One of the declared answers: the status decides which body the type checker accepts. */
export type AnswerOf<A extends AnswerSpecs> = {
  [S in keyof A & number]: {
    readonly status: S;
    readonly body: DeepReadonly<z.input<A[S]['schema']>>;
    readonly headers?: Readonly<Record<string, string>>;
  };
}[keyof A & number];

export interface RouteRequest<R extends Role, P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly context: ContextOf<R>;
  readonly deps: RouteDeps;
  /** Null where the caller sent no Idempotency-Key. */
  readonly claim: IdempotencyClaim | null;
  /** The body as it comes, for a route that takes a CSV file. */
  readonly stream: Readable;
}

interface RouteDescription<R extends Role> {
  readonly method: Method;
  /** With express parameters: `/v1/accounts/:id`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly roles: readonly R[];
  /** The body is a CSV file, read by the handler as it comes. */
  readonly csv?: true;
  /** Whether the Idempotency-Key header is read. */
  readonly idempotent: boolean;
}

export interface RouteDefinition<
  R extends Role,
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  A extends AnswerSpecs,
> extends RouteDescription<R> {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly answers: A;
  readonly handle: (request: RouteRequest<R, z.output<P>, z.output<Q>, z.output<B>>) => Promise<AnswerOf<NoInfer<A>>>;
}

/** What express hands over, before anything of it is believed. */
export interface RawRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly context: ContextOf<Role>;
  readonly deps: RouteDeps;
  readonly claim: IdempotencyClaim | null;
  readonly stream: Readable;
}

/** A route as data: the router serves it, the OpenAPI document describes it, the tests walk over it. */
export interface Route extends RouteDescription<Role> {
  readonly params: z.ZodObject | undefined;
  readonly query: z.ZodObject | undefined;
  readonly body: z.ZodType | undefined;
  readonly answers: AnswerSpecs;
  readonly run: (raw: RawRequest) => Promise<Answer>;
}

/** Declares one call of the API: its checks, its answers and its handler, typed by the schemas. */
export function defineRoute<
  const R extends Role,
  A extends AnswerSpecs,
  P extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Q extends z.ZodObject = z.ZodObject<Record<never, never>>,
  B extends z.ZodType = z.ZodUndefined,
>(definition: RouteDefinition<R, P, Q, B, A>): Route {
  const { params, query, body, answers, handle, ...description } = definition;
  return {
    ...description,
    params,
    query,
    body,
    answers,
    run: async (raw) => {
      const answer = await handle({
        params: parseParams(params, raw.params),
        query: parseQuery(query, raw.query),
        body: parseBody(body, raw.body),
        // The router lets only the declared roles through, and a role decides which context it has.
        context: raw.context as ContextOf<R>,
        deps: raw.deps,
        claim: raw.claim,
        stream: raw.stream,
      });
      return raw.deps.checkAnswers ? checkedAnswer(answers, answer) : answer;
    },
  };
}
