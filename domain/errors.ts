import { AGREEMENT_ERRORS } from './errors/agreement.errors.js';
import { CALCULATION_ERRORS } from './errors/calculation.errors.js';
import { CATALOG_ERRORS } from './errors/catalog.errors.js';
import type { ErrorCodeEntry, ErrorKind } from './errors/entry.js';
import { ORGANIZATION_ERRORS } from './errors/organization.errors.js';
import { PACKAGE_ORDER_ERRORS } from './errors/package-order.errors.js';
import { PAYG_BOOKING_ERRORS } from './errors/payg-booking.errors.js';
import { PAYMENT_ERRORS } from './errors/payment.errors.js';
import { PLAN_CHANGE_ERRORS } from './errors/plan-change.errors.js';
import { SUBSCRIPTION_ERRORS } from './errors/subscription.errors.js';
import { WEBHOOK_ERRORS } from './errors/webhook.errors.js';

/** The closed set of codes. A code is never reused for another meaning, and never renamed; no two areas have the same. */
export const ERROR_CODES = {
  ...SUBSCRIPTION_ERRORS,
  ...PLAN_CHANGE_ERRORS,
  ...CATALOG_ERRORS,
  ...ORGANIZATION_ERRORS,
  ...CALCULATION_ERRORS,
  ...PAYMENT_ERRORS,
  ...PAYG_BOOKING_ERRORS,
  ...PACKAGE_ORDER_ERRORS,
  ...AGREEMENT_ERRORS,
  ...WEBHOOK_ERRORS,
} as const satisfies Record<string, ErrorCodeEntry>;

export type DomainErrorCode = keyof typeof ERROR_CODES;

export interface DomainErrorContext {
  /** The field that is wrong, as a path with points: `lines.0.price`. */
  readonly path?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Refuses a request, with a code that programs can act on and a message that says to people what is wrong. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: DomainErrorCode;
  readonly kind: ErrorKind;
  readonly path: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: DomainErrorCode, message: string, context: DomainErrorContext = {}) {
    super(message);
    this.code = code;
    this.kind = ERROR_CODES[code].kind;
    this.path = context.path;
    this.details = context.details;
  }
}

/** Tells a refusal of the domain from a fault of the program. */
export function isDomainError(error: unknown): error is DomainError {
  return error instanceof DomainError;
}
