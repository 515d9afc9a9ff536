/** The refusals that are the API's own; those of the domain are in `domain/errors.ts`. Both are in `docs/errors.md`. */
export const API_ERROR_CODES = {
  'malformed-request': {
    status: 400,
    title: 'The request cannot be read',
    description: 'The body is not valid JSON, not an object, or the address holds characters that cannot be decoded.',
    whatToDo: 'Send one JSON object in UTF-8, and percent-encode the address.',
  },
  'missing-api-key': {
    status: 401,
    title: 'No API key',
    description: 'The request has no Authorization header, or one of another kind than Bearer.',
    whatToDo: 'Send "Authorization: Bearer <key>" with a key of your organization.',
  },
  'invalid-api-key': {
    status: 401,
    title: 'API key not valid',
    description: 'The key is not known, or it was revoked.',
    whatToDo: 'Check that the key was copied whole; otherwise ask an admin for a new one.',
  },
  'invalid-signature': {
    status: 401,
    title: 'Signature not valid',
    description: 'The webhook is not signed with a secret of its endpoint, or its time is more than five minutes off.',
    whatToDo: 'Sign the body as it is sent, with the secret that holds, and set the clock.',
  },
  'role-not-allowed': {
    status: 403,
    title: 'Not allowed for this role',
    description: "The key's role may not make this call.",
    whatToDo: 'Use a key of one of the roles that the message names.',
  },
  'route-not-found': {
    status: 404,
    title: 'No such address',
    description: 'The API has no call at this path, or the path holds something that cannot be an id.',
    whatToDo: 'Look the path up in the documentation at /docs.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    description: 'The path exists, but not with this HTTP method.',
    whatToDo: 'Use one of the methods in the Allow header.',
  },
  'request-too-large': {
    status: 413,
    title: 'The body is too large',
    description: 'The body is larger than 256 kB.',
    whatToDo: 'Send less in one request.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Not JSON',
    description: 'The body was sent with a content type, character set or encoding that the API does not read.',
    whatToDo: 'Send JSON in UTF-8 with "Content-Type: application/json".',
  },
  'invalid-request': {
    status: 422,
    title: 'The request is not valid',
    description: 'A field is missing, unknown, of the wrong kind or out of its range; `errors` names each one.',
    whatToDo: 'Correct the fields that `errors` names.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    description: 'The limit of requests per minute is used up.',
    whatToDo: 'Wait for the time in Retry-After.',
  },
  'internal-error': {
    status: 500,
    title: 'A fault on our side',
    description:
      'Something went wrong that is not the fault of the request. It is in the log under the id in `instance`.',
    whatToDo: 'Try again, with the same Idempotency-Key where there was one, and report the id if it stays.',
  },
  'store-unavailable': {
    status: 503,
    title: 'The database is away',
    description: 'PostgreSQL did not answer, so that it is not known whether the request was carried out.',
    whatToDo: 'Wait for the time in Retry-After and send the request again, with the same Idempotency-Key.',
  },
  'workflow-service-unavailable': {
    status: 503,
    title: 'The workflow service is away',
    description: 'Temporal did not answer.',
    whatToDo: 'Wait for the time in Retry-After and send the request again, with the same Idempotency-Key.',
  },
} as const satisfies Record<string, ApiErrorEntry>;

export interface ApiErrorEntry {
  readonly status: number;
  readonly title: string;
  readonly description: string;
  readonly whatToDo: string;
}

export type ApiErrorCode = keyof typeof API_ERROR_CODES;

/** One field that is wrong: its path as a program would write it (`rateSchedules[0].tiers[1].price`), and what to do about it. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

export interface ApiErrorContext {
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Refuses a request before, or beside, what the domain has to say about it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  readonly errors: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ApiErrorCode, message: string, context: ApiErrorContext = {}) {
    super(message);
    this.code = code;
    this.errors = context.errors ?? [];
    this.headers = context.headers ?? {};
  }
}
