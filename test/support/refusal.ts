import { expect } from 'vitest';
import type { DomainErrorCode } from '../../domain/errors.js';

/** Matches a refusal of the domain with a code, and where one is given with the path of the field that is wrong. */
export function refusal(code: DomainErrorCode, path?: string): unknown {
  return expect.objectContaining({ name: 'DomainError', code, ...(path === undefined ? {} : { path }) });
}
