import { describe, expect, it } from 'vitest';
import { upcomingInvoices } from '../../../domain/timeline/upcoming.js';
import { anAccountState, aRequest, aSubscription } from '../../support/builders.js';
import { refusal } from '../../support/refusal.js';
import { aStory } from '../../support/story.js';

function upcoming(story: ReturnType<typeof aStory>, until: string, id = 'sub') {
  return upcomingInvoices(story.state, id, until, story.now);
}

describe('the invoices to come', () => {
  it('are those that will be issued: renewals and dated changes, in their order', () => {
    const story = aStory(anAccountState({ credit: '40.00' }));
    story.accept(aRequest({ scope: 'on-date', effectiveDate: '2026-12-17' }));
    story.accept(aRequest({ plan: 'weekly', proration: 'none', scope: 'on-date', effectiveDate: '2027-01-21' }));
    const told = upcoming(story, '2027-02-15');
    expect(told.map((it) => [it.date, it.kind, it.total, it.fromAccountCredit])).toEqual([
      ['2026-12-01', 'invoice', '30.00', '30.00'],
      ['2026-12-17', 'invoice', '14.51', '10.00'],
      ['2027-01-01', 'invoice', '60.00', '0.00'],
      ['2027-02-01', 'invoice', '7.00', '0.00'],
      ['2027-02-08', 'invoice', '7.00', '0.00'],
      ['2027-02-15', 'invoice', '7.00', '0.00'],
    ]);
    const issued = story.advanceTo('2027-02-15').documents();
    expect(told.map(({ date, total, lines }) => ({ date, total, lines }))).toEqual(
      issued.map(({ issuedOn, total, lines }) => ({ date: issuedOn, total, lines })),
    );
  });

  it('include the very day, and nothing of another subscription', () => {
    const subscriptions = [aSubscription(), aSubscription({ id: 'other' })];
    const story = aStory(anAccountState({ subscriptions }));
    expect(upcoming(story, '2026-11-30')).toEqual([]);
    expect(upcoming(story, '2026-12-01', 'other')).toHaveLength(1);
  });

  it('go ten years ahead at most', () => {
    const story = aStory(anAccountState());
    expect(upcoming(story, '2036-11-11')).toHaveLength(120);
    expect(() => upcoming(story, '2036-11-12')).toThrow(refusal('date-out-of-range', 'until'));
  });
});
