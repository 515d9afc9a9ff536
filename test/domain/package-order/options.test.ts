import { describe, expect, it } from 'vitest';
import { aChange } from '../../support/builders.js';
import { begin, FIVE } from '../../support/orders.js';

describe('a downgrade (PO-16)', () => {
  it('is decided by the price per day: 10.00 a month to 100.00 a year is one', () => {
    expect(begin().quote('hundred')).toMatchObject({
      direction: 'downgrade',
      pricePerDay: { current: '0.328767', next: '0.273973' },
    });
    expect(begin().quote('twenty').direction).toBe('upgrade');
  });

  it('at the end of the term waits for it, is invoiced then, and the client can undo it until then', () => {
    const story = begin({ downgradeTiming: 'end-of-term' });
    const undone = story.order('five');
    story.revise(undone, 'undo', 'client');
    expect(story.effects.some((it) => it.type === 'journal-posted' || it.type === 'invoice-issued')).toBe(false);
    const id = story.order('five');
    story.advanceTo('2026-12-01');
    expect([story.stateOf(undone), story.stateOf(id)]).toEqual(['cancelled', 'applied']);
    expect(story.subscription()).toMatchObject({
      planId: 'five',
      periodStart: '2026-12-01',
      paidThrough: '2026-12-31',
    });
    expect(story.documents()).toMatchObject([{ issuedOn: '2026-12-01', total: '5.00', kind: 'invoice' }]);
  });

  it('at the end of the term waits for an admin where automatic processing is off (PO-10)', () => {
    const story = begin({ downgradeTiming: 'end-of-term', automaticProcessing: false });
    const id = story.order('five');
    story.advanceTo('2026-12-03');
    expect([story.stateOf(id), story.subscription().paidThrough]).toEqual(['awaiting-processing', '2026-11-30']);
    story.revise(id, 'process');
    expect(story.subscription()).toMatchObject({
      planId: 'five',
      periodStart: '2026-12-03',
      paidThrough: '2027-01-02',
    });
  });
});

describe('a term that an upgrade keeps (PO-17)', () => {
  it('stays with its due date, and renews at the new price', () => {
    const story = begin({ upgradeTerm: 'keep' });
    story.order('twenty');
    story.pay('p', '5.00');
    expect(story.subscription()).toMatchObject({
      planId: 'twenty',
      periodStart: '2026-11-01',
      paidThrough: '2026-11-30',
    });
    story.advanceTo('2026-12-01');
    expect(story.documents().at(-1)).toMatchObject({ issuedOn: '2026-12-01', total: '20.00' });
  });
});

describe('other changes of the service (EN-15)', () => {
  it('that are dated stay, and need attention where an order is open at their time', () => {
    const story = begin({}, '2026-11-16').edit((state) => ({
      ...state,
      changes: [aChange({ plan: FIVE, effectiveDate: '2026-11-20' })],
    }));
    const id = story.order('twenty');
    story.advanceTo('2026-11-20');
    expect(story.state.changes.find((it) => it.id === 'change')).toMatchObject({
      state: 'needs-attention',
      attention: { code: 'change-already-open', message: expect.stringContaining(id) },
    });
    story.advanceTo('2026-11-22').pay('p', '15.00');
    expect(story.stateOf(id)).toBe('applied');
    expect(story.state.changes.find((it) => it.id === 'change')?.attention?.code).toBe('overtaken');
  });

  it('end with it: the subscription that ends cancels its order, and gives back what was paid (MP-27)', () => {
    const story = begin();
    const id = story.order('twenty');
    story.pay('p', '3.00').edit((state) => ({
      ...state,
      subscriptions: state.subscriptions.map((it) => ({ ...it, cancelledOn: '2026-11-18' })),
    }));
    story.advanceTo('2026-11-18');
    expect([story.stateOf(id), story.state.credit, story.standings()]).toEqual(['cancelled', '3.00', ['void']]);
  });
});
