import type { Instant } from '../domain/calendar/instant.js';
import type { PricingSettings } from '../domain/settings.js';
import { notFound } from './found.js';
import type { OrganizationRole, Role } from './roles.js';

/** Who is calling on behalf of an organization. */
export interface OrganizationContext {
  readonly role: OrganizationRole;
  readonly organizationId: string;
  readonly keyId: string;
  /** How the history names the caller: `admin:Ada's key`. */
  readonly by: string;
  /** Only for the role client: the one account that it may see. */
  readonly accountId: string | null;
  /** Reads the organization as it is now: few calls need it, and those that lock an account read it there. */
  readonly organization: () => Promise<OrganizationNow>;
}

export interface OrganizationNow {
  /** The organization's business time: the clock plus the offset of a test organization (EN-12). */
  readonly now: Instant;
  readonly settings: PricingSettings;
}

/** A platform key belongs to no organization (EN-09). */
export interface PlatformContext {
  readonly role: 'platform';
  readonly organizationId: null;
  readonly keyId: string;
  readonly by: string;
  readonly accountId: null;
}

export type Context = OrganizationContext | PlatformContext;

/** The context that a handler gets, by the roles that its route lets through. */
export type ContextOf<R extends Role> =
  | (Extract<R, OrganizationRole> extends never ? never : OrganizationContext)
  | (Extract<R, 'platform'> extends never ? never : PlatformContext);

/**
 * Answers the account that a list has to stay within: for a client its own, else what was asked for. A client that asks for another
 * one gets 404 (EN-09).
 */
export function visibleAccount(context: OrganizationContext, asked: string | undefined): string | undefined {
  if (asked !== undefined) refuseForeignAccount(context, asked);
  return context.accountId ?? asked;
}

/** Refuses with 404 what belongs to an account that the caller may not see: a client sees its own only, everyone else all. */
export function refuseForeignAccount(context: OrganizationContext, accountId: string): void {
  if (!maySeeAccount(context, accountId)) throw notFound('account', accountId);
}

/** Tells whether the caller may see this account. */
export function maySeeAccount(context: OrganizationContext, accountId: string): boolean {
  return context.role !== 'client' || context.accountId === accountId;
}

/** Tells whether the setup fee of a package is hidden from who asks: from clients, where that is set (PO-06). */
export async function hidesSetupFeesFrom({ role, organization }: OrganizationContext): Promise<boolean> {
  return role === 'client' && (await organization()).settings.hideSetupFees;
}
