import { describe, expect, it } from 'vitest';
import { masterPlanChangeRequestSchema } from '../../../domain/master-plan-change/request.schema.js';
import { anAccountState, aRequest, aSubscription } from '../../support/builders.js';
import { refusal } from '../../support/refusal.js';
import { aStory } from '../../support/story.js';

const NOON = '2026-11-11T12:00:00.000Z';

function pathsRefused(request: object): string[] {
  const parsed = masterPlanChangeRequestSchema.safeParse({ ...aRequest(), proration: undefined, ...request });
  return parsed.error?.issues.map((it) => it.path.join('.')) ?? [];
}

describe('a change with the scope end-of-period (MP-03)', () => {
  it('takes effect the day after the paid-through date, without proration, and the new plan bills a full interval', () => {
    const story = aStory(anAccountState(), NOON);
    const id = story.accept(aRequest({ scope: 'end-of-period' }));
    expect(story.change(id)).toMatchObject({ state: 'waiting', effectiveDate: '2026-12-01' });
    story.advanceTo('2026-11-30T23:59:59.999Z');
    expect(story.subscription().planId).toBe('silver');
    story.advanceTo('2026-12-01');
    expect(story.applied(id)).toMatchObject({ lines: [], withheld: null, net: '0.00', prorationEnd: '2026-11-30' });
    expect(story.subscription()).toMatchObject({ planId: 'gold', paidThrough: '2026-12-31' });
    expect(story.bills()).toEqual(['2026-12-01 invoice 60.00 USD']);
  });

  it.each(['proration', 'prorationStart', 'offsetMonths'])('refuses the field %s', (field) => {
    const values: Record<string, unknown> = { proration: 'full', prorationStart: '2026-11-11', offsetMonths: 1 };
    expect(pathsRefused({ scope: 'end-of-period', [field]: values[field] })).toEqual([field]);
    expect(pathsRefused({ scope: 'immediately', [field]: values[field] })).toEqual([]);
    expect(pathsRefused({ scope: 'on-date', effectiveDate: '2026-11-21', [field]: values[field] })).toEqual([]);
  });

  it('refuses proration even where it asks for none or the default', () => {
    expect(pathsRefused({ scope: 'end-of-period', proration: 'none' })).toEqual(['proration']);
    expect(pathsRefused({ scope: 'end-of-period', proration: 'default' })).toEqual(['proration']);
  });

  it('quotes the price of the first bill', () => {
    const quote = aStory(anAccountState(), NOON).quote(aRequest({ scope: 'end-of-period' }));
    expect(quote).toMatchObject({ effectiveDate: '2026-12-01', estimate: true, credit: '0.00', charge: '0.00' });
    expect(quote).toMatchObject({ nextBillDate: '2026-12-01', nextBillAmount: '60.00' });
  });

  it('takes effect today on a paused subscription whose paid days are over', () => {
    const paused = aSubscription({ status: 'paused', periodStart: '2026-09-01', paidThrough: '2026-09-30' });
    const story = aStory(anAccountState({ subscriptions: [paused] }), NOON);
    expect(story.quote(aRequest({ scope: 'end-of-period' })).effectiveDate).toBe('2026-11-11');
  });
});

describe('a change with the scope immediately (MP-04)', () => {
  it.each([
    ['UTC', NOON, '2026-11-11'],
    ['Pacific/Kiritimati', NOON, '2026-11-12'],
    ['America/Los_Angeles', '2026-11-12T07:59:59.999Z', '2026-11-11'],
    ['America/Los_Angeles', '2026-11-12T08:00:00.000Z', '2026-11-12'],
  ])('takes effect today, which in %s at %s is %s', (timeZone, now, today) => {
    const story = aStory(anAccountState({ settings: { timeZone } }), now);
    const id = story.accept(aRequest());
    expect(story.applied(id)).toMatchObject({ effectiveDate: today, estimate: false });
  });

  it.each([{ effectiveDate: '2026-11-11' }, { effectiveDate: '2027-01-01' }])(
    'refuses a date, as end-of-period does: $effectiveDate',
    (date) => {
      expect(pathsRefused({ scope: 'immediately', ...date })).toEqual(['effectiveDate']);
      expect(pathsRefused({ scope: 'end-of-period', ...date })).toEqual(['effectiveDate']);
    },
  );
});

describe('a change with the scope on-date (MP-05)', () => {
  const on = (effectiveDate: string | null) => aRequest({ scope: 'on-date', effectiveDate });

  it('refuses yesterday, and takes today at once', () => {
    const story = aStory(anAccountState(), NOON);
    expect(() => story.quote(on('2026-11-10'))).toThrow(refusal('effective-date-in-past', 'effectiveDate'));
    const id = story.accept(on('2026-11-11'));
    expect(story.applied(id)).toMatchObject({ effectiveDate: '2026-11-11', estimate: false, net: '20.00' });
  });

  it('takes tomorrow, and waits for its first instant', () => {
    const story = aStory(anAccountState(), NOON);
    const id = story.accept(on('2026-11-12'));
    expect(story.advanceTo('2026-11-11T23:59:59.999Z').change(id)).toMatchObject({ state: 'waiting' });
    expect(story.advanceTo('2026-11-12').applied(id)).toMatchObject({ credit: '19.00', charge: '38.00' });
  });

  it('takes a date up to thirty years ahead, since its quote lives through every renewal up to it', () => {
    const story = aStory(anAccountState(), NOON);
    expect(story.quote(on('2056-11-11'))).toMatchObject({ estimate: true, credit: '20.00' });
    expect(() => story.quote(on('2056-11-12'))).toThrow(refusal('date-out-of-range', 'effectiveDate'));
    expect(() => story.quote(on('9999-12-31'))).toThrow(refusal('date-out-of-range', 'effectiveDate'));
  });

  it('waits for years without a date, until it gets one', () => {
    const story = aStory(anAccountState(), NOON);
    const id = story.accept(on(null));
    expect(story.change(id)).toMatchObject({ state: 'waiting', effectiveDate: null, dueAt: null });
    story.advanceTo('2031-11-11');
    expect(story.change(id)).toMatchObject({ state: 'waiting', effectiveDate: null });
    expect(story.subscription()).toMatchObject({ planId: 'silver', paidThrough: '2031-11-30' });
    story.revise(id, { command: 'reschedule', effectiveDate: '2031-11-21' }).advanceTo('2031-11-21');
    expect(story.applied(id)).toMatchObject({ effectiveDate: '2031-11-21', credit: '10.00', charge: '20.00' });
  });

  it('quotes without a date as if it were today, and says that it is an estimate', () => {
    const quote = aStory(anAccountState(), NOON).quote(on(null));
    expect(quote).toMatchObject({ effectiveDate: null, estimate: true, credit: '20.00', charge: '40.00' });
    const absent = aRequest({ scope: 'on-date' });
    expect(aStory(anAccountState(), NOON).quote(absent)).toEqual(quote);
  });

  it('checks what it can before it waits', () => {
    const story = aStory(anAccountState(), NOON);
    expect(() => story.accept({ ...on('2026-11-21'), planId: 'nowhere' })).toThrow(refusal('plan-not-found'));
    expect(() => story.accept({ ...on(null), planId: 'silver' })).toThrow(refusal('no-change'));
    expect(story.state.changes).toEqual([]);
  });
});
