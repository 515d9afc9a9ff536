import { DomainError } from '../errors.js';

/** What decides whether a fee is applied: two flags of the fee, two of the agreement as it stands (AG-16). */
export interface FeeSituation {
  readonly recurring: boolean;
  readonly paidInPast: boolean;
  readonly open: boolean;
  readonly autoRenewToOpen: boolean;
}

/** The table of AG-16, row by row: recurring, paid in past, open, auto renew to open -> apply. */
const APPLY: readonly (readonly [boolean, boolean, boolean, boolean, boolean])[] = [
  [true, true, true, false, true],
  [true, true, false, false, false],
  [true, true, false, true, true],
  [true, false, true, false, true],
  [true, false, false, false, true],
  [true, false, false, true, true],
  [false, true, true, false, false],
  [false, true, false, false, false],
  [false, true, false, true, false],
  [false, false, false, false, true],
  [false, false, false, true, true],
  [false, false, true, false, true],
];

/** Tells whether a fee is applied. Refuses `agreement-invalid` for an open agreement that would renew to open, which cannot be. */
export function applyFlag({ recurring, paidInPast, open, autoRenewToOpen }: FeeSituation): boolean {
  const row = APPLY.find(
    (it) => it[0] === recurring && it[1] === paidInPast && it[2] === open && it[3] === autoRenewToOpen,
  );
  if (row) return row[4];
  throw new DomainError('agreement-invalid', 'An open agreement cannot renew to open as well.', { path: 'renewal' });
}
