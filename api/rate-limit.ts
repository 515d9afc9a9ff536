import type { ErrorRequestHandler, RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { API_ERROR_CODES, ApiError } from './api-error.js';
import { contextOf } from './auth.js';
import type { RateLimits } from './deps.js';

const MINUTE = 60_000;

/** Limits what one key may ask, whatever address it comes from. */
export function keyLimiter({ requestsPerKeyAndMinute }: RateLimits): RequestHandler {
  return rateLimit({
    windowMs: MINUTE,
    limit: requestsPerKeyAndMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (_request, response) => contextOf(response).keyId,
    handler: refuse,
  });
}

/**
 * Limits how often one connection's address may come without a valid key: then 429 instead of 401. Valid keys are never held up by
 * it, since many callers may share the address of a proxy.
 */
export function refusalLimiter({ refusalsPerAddressAndMinute }: RateLimits): ErrorRequestHandler {
  const count = rateLimit({
    windowMs: MINUTE,
    limit: refusalsPerAddressAndMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: { xForwardedForHeader: false },
    handler: refuse,
  });
  return (error: unknown, request, response, next) => {
    if (!(error instanceof ApiError) || API_ERROR_CODES[error.code].status !== 401) return next(error);
    count(request, response, (limited?: unknown) => next(limited ?? error));
  };
}

const refuse: RequestHandler = (_request, _response, next) => {
  next(
    new ApiError('too-many-requests', 'The limit of requests per minute is used up. Wait for the time in Retry-After.'),
  );
};
