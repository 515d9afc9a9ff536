import { describe, expect, it } from 'vitest';
import { changeDetails, changeSummary, type ToldMasterPlanChange } from '../../../domain/master-plan-change/details.js';
import { withoutReason, withReason } from '../../../domain/master-plan-change/explain.js';
import { aChange, anAccountState } from '../../support/builders.js';

const state = anAccountState();
const { name } = state.catalog[aChange().request.planId] ?? { name: '' };
const told = (change: Partial<ToldMasterPlanChange>): ToldMasterPlanChange => ({
  ...aChange({ state: 'waiting' }),
  ...change,
});

describe('what an operator is told of a change (EN-06, EN-07)', () => {
  it('is in one line what there is to wait for', () => {
    expect(changeSummary(state, told({}))).toBe(`Change to 1 x ${name} on 21 Nov 2026`);
    expect(changeSummary(state, told({ effectiveDate: null }))).toBe(`Change to 1 x ${name} without a date yet`);
  });

  it('is what it waits for, what was quoted, when its timer ends, and what can be done', () => {
    expect(changeDetails(state, told({}), 'quoted: net 20.00 USD.')).toBe(
      [
        `**Waiting for 21 Nov 2026**, when the subscription \`sub\` changes to 1 x ${name}.`,
        '',
        '- quoted: net 20.00 USD.',
        '- The timer ends at 2026-11-21T00:00:00.000Z. Then every rule is checked and every amount computed again.',
        '',
        'An admin can reschedule it, complete it now or cancel it.',
      ].join('\n'),
    );
  });

  it.each([
    [{ state: 'accepted' }, '**Its turn is now**', 'An admin can cancel it.'],
    [
      { effectiveDate: null, dueAt: null },
      '**Waiting for a date**',
      'An admin can reschedule it, complete it now or cancel it.',
    ],
    [
      { state: 'needs-attention', attention: { code: 'plan-inactive', message: 'The plan is gone.' } },
      '**Needs attention**',
      'An admin can retry it, once the cause is mended, reschedule it, complete it now or cancel it.',
    ],
    [{ state: 'applied' }, '**Applied** on 21 Nov 2026', 'The plan has changed.'],
    [{ state: 'cancelled' }, '**Cancelled**', 'The plan has changed.'],
  ] as const)('begins with its state and ends with what can be done: %o', (change, begin, end) => {
    const details = changeDetails(state, told(change), 'The plan has changed.');
    expect(details.startsWith(begin)).toBe(true);
    expect(details.endsWith(end)).toBe(true);
    if ('attention' in change) expect(details).toContain('Why: The plan is gone.');
  });

  it('leaves out the words in which somebody gave a reason', () => {
    const text = withReason('The change was cancelled.', 'Ada called. Reason: she moves');
    expect(text).toBe('The change was cancelled. Reason: Ada called. Reason: she moves');
    expect(withoutReason(text)).toBe('The change was cancelled.');
    expect(withoutReason(withReason('No reason was given.', undefined))).toBe('No reason was given.');
  });
});
