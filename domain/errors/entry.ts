/** What went wrong, in four kinds: a bad request, not allowed, against the state, not there. */
export type ErrorKind = 'invalid' | 'forbidden' | 'conflict' | 'not-found';

export interface ErrorCodeEntry {
  readonly kind: ErrorKind;
  readonly title: string;
  /** When this happens, for the reader of the documentation. */
  readonly description: string;
  /** What the caller can do about it. */
  readonly whatToDo: string;
}
