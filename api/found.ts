import { DomainError } from '../domain/errors.js';

/** What can be looked up by an id in a path; each has its code, `account-not-found`. */
export type Thing =
  | 'account'
  | 'agreement'
  | 'booking'
  | 'change'
  | 'checkout'
  | 'import'
  | 'client-group'
  | 'invoice'
  | 'order'
  | 'organization'
  | 'payment'
  | 'payment-endpoint'
  | 'plan'
  | 'rate-schedule'
  | 'subscription';

/**
 * Answers what was found, or refuses with 404: in the same words for an id that never was and for one of another organization or
 * account, so that nothing can be guessed (EN-09).
 */
export function found<T>(value: T | null | undefined, thing: Thing, id: string): T {
  if (value === null || value === undefined) throw notFound(thing, id);
  return value;
}

export function notFound(thing: Thing, id: string): DomainError {
  return new DomainError(`${thing}-not-found`, `There is no ${thing.replace('-', ' ')} ${id}; check the id.`);
}
