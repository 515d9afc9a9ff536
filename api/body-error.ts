import { ApiError } from './api-error.js';

/**
 * Translates what express and its body reader throw about a request that cannot be read; undefined for anything else. They mark
 * their errors by a status in the 400s.
 */
export function bodyError(error: unknown): ApiError | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  const status = error.status;
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  if (status === 413)
    return new ApiError('request-too-large', 'The body is larger than 256 kB. Send less in one request.');
  if (status === 415) {
    return new ApiError(
      'unsupported-media-type',
      'The body is in a character set or encoding that is not read here. Send UTF-8.',
    );
  }
  return new ApiError(
    'malformed-request',
    'The request cannot be read: send one JSON object in UTF-8 and percent-encode the address.',
  );
}
