import type { Request, RequestHandler, Response } from 'express';
import { businessNow } from '../domain/timeline/clock.js';
import { type ApiKey, findApiKeyBySecret } from '../prisma/stores/api-keys.store.js';
import { findOrganization } from '../prisma/stores/organizations.store.js';
import { ApiError } from './api-error.js';
import type { Context, OrganizationNow } from './context.js';
import type { RouteDeps } from './deps.js';
import type { Role } from './roles.js';

/** What a secret looks like; anything else is refused without asking the database. */
const SECRET = /^co_[a-z]+_[A-Za-z0-9_-]{43}$/;

const CHALLENGE = 'Bearer realm="changeover"';

/** Makes the check that stands before each route: whose key is it (401), and may its role make this call (403). */
export function authenticator(deps: RouteDeps): (roles: readonly Role[]) => RequestHandler {
  const cache = deps.keyCache;
  return (roles) => async (request, response, next) => {
    const secret = bearerOf(request);
    if (!SECRET.test(secret)) throw unknownKey();
    const key = cache.get(secret) ?? cache.keep(secret, await findApiKeyBySecret(deps.prisma, secret));
    if (!key) throw unknownKey();
    if (!roles.includes(key.role)) throw roleNotAllowed(key.role, roles);
    response.locals.context = contextFor(key, deps);
    next();
  };
}

/** Reads the context that the authenticator left for this request. */
export function contextOf(response: Response): Context {
  const context: Context | undefined = response.locals.context;
  if (!context) throw new Error('The request was not authenticated before it was handled.');
  return context;
}

function bearerOf(request: Request): string {
  const match = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '');
  if (match?.[1]) return match[1];
  throw refused('missing-api-key', 'Send "Authorization: Bearer <key>" with a key of your organization.');
}

function unknownKey(): ApiError {
  return refused('invalid-api-key', 'This API key is not known, or it was revoked. Ask an admin for a new one.');
}

function refused(code: 'missing-api-key' | 'invalid-api-key', message: string): ApiError {
  const challenge = code === 'invalid-api-key' ? `${CHALLENGE}, error="invalid_token"` : CHALLENGE;
  return new ApiError(code, message, { headers: { 'www-authenticate': challenge } });
}

function roleNotAllowed(role: Role, allowed: readonly Role[]): ApiError {
  return new ApiError('role-not-allowed', `A key of the role ${role} may not do this; allowed: ${allowed.join(', ')}.`);
}

function contextFor(key: ApiKey, deps: RouteDeps): Context {
  const { id: keyId, role, organizationId, accountId } = key;
  const by = `${role}:${key.name}`;
  if (organizationId === null) return { role: 'platform', organizationId, keyId, by, accountId: null };
  if (role === 'platform') throw new Error(`The API key ${keyId} does not fit its organization.`);
  return { role, organizationId, keyId, by, accountId, organization: () => organizationNow(deps, organizationId) };
}

async function organizationNow({ prisma, clock }: RouteDeps, id: string): Promise<OrganizationNow> {
  const organization = await findOrganization(prisma, id);
  if (!organization) throw new Error(`There is no organization ${id}.`);
  return { now: businessNow(clock, organization), settings: organization.settings };
}
