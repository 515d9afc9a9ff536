import type { ErrorCodeEntry } from './entry.js';

/** Refusals about an organization: its accounts, keys, settings, clock and lists. */
export const ORGANIZATION_ERRORS = {
  'account-not-found': {
    kind: 'not-found',
    title: 'Account not found',
    description: 'The account does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/accounts lists them.',
  },
  'api-key-not-found': {
    kind: 'not-found',
    title: 'API key not found',
    description: 'The API key does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/api-keys lists them.',
  },
  'client-group-name-taken': {
    kind: 'conflict',
    title: 'Client group name taken',
    description: 'There is a client group with this name already.',
    whatToDo: 'Choose another name.',
  },
  'client-group-not-found': {
    kind: 'not-found',
    title: 'Client group not found',
    description: 'The client group does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/client-groups lists them.',
  },
  'clock-not-movable': {
    kind: 'conflict',
    title: 'The clock cannot be moved so',
    description: 'Only the clock of a test organization can be moved, and only forward (EN-12).',
    whatToDo: 'Use a test organization, and a later time.',
  },
  'idempotency-key-reused': {
    kind: 'invalid',
    title: 'Idempotency key used for another request',
    description: 'The Idempotency-Key was sent before with another method, path or body.',
    whatToDo: 'Use a new key for a new request.',
  },
  'import-file': {
    kind: 'invalid',
    title: 'Not a file that can be imported',
    description: 'The file has no header line, or no column that an import needs (AG-23).',
    whatToDo: 'Send CSV in UTF-8 with the columns of docs/imports.md.',
  },
  'import-not-found': {
    kind: 'not-found',
    title: 'Import not found',
    description: 'The import does not exist in this organization.',
    whatToDo: 'Check the id; GET /v1/imports lists them.',
  },
  'invalid-cursor': {
    kind: 'invalid',
    title: 'Not a cursor of this list',
    description: 'The cursor was not given out by the list that it was sent to.',
    whatToDo: 'Send nextCursor of the page before as it was, or leave the cursor out.',
  },
  'invalid-settings': {
    kind: 'invalid',
    title: 'Settings not valid',
    description: 'A setting is unknown or has a value that it cannot have.',
    whatToDo: 'Correct the field that is named.',
  },
  'organization-not-found': {
    kind: 'not-found',
    title: 'Organization not found',
    description: 'There is no organization with this id.',
    whatToDo: 'Check the id.',
  },
  'request-in-progress': {
    kind: 'conflict',
    title: 'The first request is under way',
    description: 'A request with the same Idempotency-Key has not been answered yet.',
    whatToDo: 'Send the same request again in a few seconds.',
  },
  'setting-refuses': {
    kind: 'forbidden',
    title: 'A setting does not allow it',
    description:
      'A setting of the organization, or of the subscription, that the message names does not allow it (PS-14).',
    whatToDo: 'Turn the setting on, or call the provider.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;
