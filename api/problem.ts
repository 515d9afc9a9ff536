import type { ErrorRequestHandler, Request, Response } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { ErrorKind } from '../domain/errors/entry.js';
import { DomainError, ERROR_CODES } from '../domain/errors.js';
import { asStoreUnavailable, StoreUnavailable } from '../prisma/store-unavailable.js';
import { API_ERROR_CODES, ApiError, type ApiErrorCode, type FieldError } from './api-error.js';
import { bodyError } from './body-error.js';
import { OrchestratorUnavailable } from './orchestrator.js';

/** An error as it travels: RFC 9457 problem details, with a stable code and the fields that are wrong (EN-10). */
export const problemSchema = z
  .strictObject({
    type: z.string().meta({ description: 'Address of the page about this code', example: '/errors/invalid-request' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What is wrong, and what to do about it, for people' }),
    code: z.string().meta({ description: 'Stable code, for programs', example: 'invalid-request' }),
    errors: z
      .array(z.strictObject({ path: z.string(), message: z.string() }))
      .meta({ description: 'The fields that are wrong; empty where it is not about a field' }),
    details: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'What a program may need to act on the code' }),
    instance: z.string().meta({ description: 'Id of this request, as in the log and the X-Request-Id header' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' });

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly details?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const STATUS_OF_KIND: Readonly<Record<ErrorKind, number>> = {
  invalid: 422,
  forbidden: 403,
  conflict: 409,
  'not-found': 404,
};

const RETRY_LATER = { 'retry-after': '2' };

/** Gives the HTTP status that a code of the domain is answered with. */
export function statusOfKind(kind: ErrorKind): number {
  return STATUS_OF_KIND[kind];
}

/** Turns every error into one problem answer; what nobody foresaw is logged whole and told to nobody. */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const problem = problemOf(error);
    if (problem.status >= 500) logger.error({ err: error, requestId: request.id }, problem.title);
    if (response.headersSent) return next(error);
    sendProblem(request, response, problem);
  };
}

function problemOf(error: unknown): Problem {
  if (error instanceof DomainError) return domainProblem(error);
  if (error instanceof ApiError) return apiProblem(error);
  // A read outside of a transaction has not been through it yet.
  if (asStoreUnavailable(error) instanceof StoreUnavailable) {
    return apiProblem(
      unavailable(
        'store-unavailable',
        'The database did not answer. Send the request again, with the same Idempotency-Key.',
      ),
    );
  }
  if (error instanceof OrchestratorUnavailable) {
    return apiProblem(
      unavailable(
        'workflow-service-unavailable',
        'The workflow service did not answer. Send the request again, with the same Idempotency-Key.',
      ),
    );
  }
  return apiProblem(
    bodyError(error) ??
      new ApiError('internal-error', 'Something went wrong on our side. It is in our log under this id.'),
  );
}

function unavailable(code: ApiErrorCode, message: string): ApiError {
  return new ApiError(code, message, { headers: RETRY_LATER });
}

function domainProblem(error: DomainError): Problem {
  return {
    status: STATUS_OF_KIND[error.kind],
    code: error.code,
    title: ERROR_CODES[error.code].title,
    detail: error.message,
    ...(error.path === undefined ? {} : { errors: [{ path: bracketed(error.path), message: error.message }] }),
    ...(error.details === undefined ? {} : { details: error.details }),
    ...(error.code === 'request-in-progress' ? { headers: RETRY_LATER } : {}),
  };
}

function apiProblem(error: ApiError): Problem {
  const { status, title } = API_ERROR_CODES[error.code];
  return {
    status,
    code: error.code,
    title,
    detail: error.message,
    headers: error.headers,
    ...(error.errors.length === 0 ? {} : { errors: error.errors }),
  };
}

/** The domain writes `lines.0.price`, the API `lines[0].price`. */
function bracketed(path: string): string {
  return path.replace(/\.(\d+)(?=\.|$)/g, '[$1]');
}

function sendProblem(request: Request, response: Response, { headers, ...problem }: Problem): void {
  const { code, title, status, detail, errors = [], ...more } = problem;
  response
    .status(status)
    .set(headers ?? {})
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `/errors/${code}`,
        title,
        status,
        detail,
        code,
        errors,
        ...more,
        instance: `urn:uuid:${request.id}`,
      }),
    );
}
