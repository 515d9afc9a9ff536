import { describe, expect, it } from 'vitest';
import { notPostedYet } from '../../../domain/payg-time/earn.js';
import { nextPaygEventAt } from '../../../domain/timeline/due-events.js';
import { ids } from '../../support/builders.js';
import { PaygStory } from '../../support/payg-story.js';

const nextAt = (story: PaygStory) => nextPaygEventAt(story.state, story.service());

/** The journals of used time: when each holds, and how much. */
const posted = (story: PaygStory) =>
  story.effects.flatMap((it) =>
    it.type === 'journal-posted' && it.journal.kind === 'time-used'
      ? [[it.journal.effectiveAt, it.journal.postings[0]?.amount]]
      : [],
  );

describe('time that is used (EN-02)', () => {
  it('is posted as earned as a month begins and as it ends, though nobody touches it', () => {
    const story = new PaygStory('2026-11-25T00:00:00.000Z').pay('100.00');
    expect(nextAt(story)).toBe('2026-12-01T00:00:00.000Z');
    story.advanceTo('2026-12-20T12:00:00.000Z');
    expect(posted(story)).toEqual([
      ['2026-12-01T00:00:00.000Z', '60.00'],
      ['2026-12-05T00:00:00.000Z', '40.00'],
    ]);
    expect([story.balance('unearned-time'), story.balance('revenue')]).toEqual(['0.00', '-100.00']);
    expect(nextAt(story)).toBeNull();
  });

  it('is posted by the months of the organization’s zone (EN-16)', () => {
    const story = new PaygStory('2026-11-25T00:00:00.000Z', { settings: { timeZone: 'Africa/Nairobi' } }).pay('100.00');
    expect(nextAt(story)).toBe('2026-11-30T21:00:00.000Z');
    // It is December there already.
    const later = new PaygStory('2026-11-30T22:00:00.000Z', { settings: { timeZone: 'Africa/Nairobi' } }).pay('500.00');
    expect(nextAt(later)).toBe('2026-12-31T21:00:00.000Z');
  });

  it('is posted once, in whichever steps it is lived', () => {
    const end = '2027-03-03T03:03:03.333Z';
    const inOne = new PaygStory('2026-11-25T00:00:00.000Z').pay('777.77').advanceTo(end);
    const inMany = new PaygStory('2026-11-25T00:00:00.000Z').pay('777.77');
    for (const day of ['2026-12-01', '2026-12-31', '2027-01-01', '2027-02-11'])
      inMany.advanceTo(`${day}T00:00:00.000Z`);
    inMany.advanceTo(end);
    expect(posted(inMany)).toEqual(posted(inOne));
    expect(inOne.balance('revenue')).toBe('-777.77');
  });

  it('is told at every instant between as what is not posted yet, with which the ledger says what is left', () => {
    const story = new PaygStory('2026-11-25T00:00:00.000Z').pay('100.00').advanceTo('2026-12-02T12:00:00.000Z');
    const pending = notPostedYet(story.state, story.now, ids);
    expect(pending?.postings).toMatchObject([
      { ledgerAccount: 'unearned-time', amount: '15.00' },
      { ledgerAccount: 'revenue', amount: '-15.00' },
    ]);
    expect([story.balance('unearned-time'), story.timeLeft()]).toEqual(['-40.00', '25.00']);
    expect(notPostedYet(new PaygStory('12:00').state, story.now, ids)).toBeNull();
  });

  it('is due at no time where there is none, and with the end where the subscription is to end before (MP-27)', () => {
    const story = new PaygStory('2026-11-25T00:00:00.000Z');
    expect(nextAt(story)).toBeNull();
    story.pay('100.00').cancelService('2026-11-28');
    expect(nextAt(story)).toBe('2026-11-28T00:00:00.000Z');
    story.cancelService();
    expect(nextAt(story)).toBeNull();
  });
});
