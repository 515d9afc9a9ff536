import { ApplicationFailure } from '@temporalio/common';
import { isDomainError } from '../domain/errors.js';

/**
 * Translates a refusal of the domain into a failure that no retry can mend and that the caller sees with its code; everything else goes
 * on as it is and is retried.
 */
export async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isDomainError(error)) throw error;
    throw ApplicationFailure.create({
      type: error.code,
      message: error.message,
      nonRetryable: true,
      details: [{ path: error.path ?? null, details: error.details ?? null }],
    });
  }
}
