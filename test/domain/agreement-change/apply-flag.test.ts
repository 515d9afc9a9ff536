import { describe, expect, it } from 'vitest';
import { applyFlag } from '../../../domain/agreement-change/apply-flag.js';
import { refusal } from '../../support/refusal.js';

/** The table of the rules, as it is printed: recurring, paid in past, open, auto renew to open, apply. */
const ROWS = `
  yes yes yes no  yes
  yes yes no  no  no
  yes yes no  yes yes
  yes no  yes no  yes
  yes no  no  no  yes
  yes no  no  yes yes
  no  yes yes no  no
  no  yes no  no  no
  no  yes no  yes no
  no  no  no  no  yes
  no  no  no  yes yes
  no  no  yes no  yes`;

const rows = ROWS.trim()
  .split('\n')
  .map((row) => row.trim().split(/\s+/));

describe('the apply flag of a fee (AG-16)', () => {
  it.each(rows)('recurring %s, paid in past %s, open %s, auto renew to open %s: %s', (...row) => {
    const [recurring = false, paidInPast = false, open = false, autoRenewToOpen = false, apply] = row.map(
      (it) => it === 'yes',
    );
    expect(applyFlag({ recurring, paidInPast, open, autoRenewToOpen })).toBe(apply);
    // The shortest formula that gives the same twelve answers.
    expect(apply).toBe(!paidInPast || (recurring && (open || autoRenewToOpen)));
  });

  it('has all twelve rows', () => {
    expect(new Set(rows.map((it) => it.slice(0, 4).join())).size).toBe(12);
  });

  it.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('refuses open with auto renew to open: recurring %s, paid in past %s', (recurring, paidInPast) => {
    expect(() => applyFlag({ recurring, paidInPast, open: true, autoRenewToOpen: true })).toThrow(
      refusal('agreement-invalid'),
    );
  });
});
