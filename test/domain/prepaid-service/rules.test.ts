import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneSpelling } from '../../../domain/subscription/network-address.js';
import { daysOfPeriod, prepaidInvoices } from '../../oracle/prepaid.js';
import { aChange, aRequest, PLANS } from '../../support/builders.js';
import { aPrepaidPlan, PrepaidStory } from '../../support/prepaid-story.js';
import { refusal } from '../../support/refusal.js';

const invoices = (story: PrepaidStory) => story.documents().map((it) => [it.issuedOn, it.total]);
const never = { settings: { suspension: false } };

describe('invoicing forward and backward (PS-01)', () => {
  it('is that of the organization, overridden per service', () => {
    const backward = { settings: { invoicing: 'backward', suspension: false } as const, paidThrough: '2026-11-30' };
    const [invoice] = new PrepaidStory(backward).advanceTo('2026-12-01').documents();
    expect(invoice).toMatchObject({ issuedOn: '2026-12-01', lines: [{ from: '2026-11-01', to: '2026-12-01' }] });
    const own = new PrepaidStory({ ...backward, invoicing: 'forward', paidThrough: '2026-10-31' });
    expect(invoices(own)).toEqual([['2026-11-01', '20.00']]);
  });

  it.each([
    ['2026-11-15', [['2026-11-16', '10.00']]],
    ['2026-11-30', [['2026-12-01', '20.00']]],
    [
      '2026-12-10',
      [
        ['2026-12-01', '20.00'],
        ['2026-12-11', '6.45'],
      ],
    ],
  ])(
    'backward, active to %s: the last days are billed as it is paused, and nothing after (PS-07)',
    (activeTo, wanted) => {
      const story = new PrepaidStory({ ...never, invoicing: 'backward', paidThrough: '2026-11-30', activeTo });
      expect(invoices(story.advanceTo('2027-03-01'))).toEqual(wanted);
      story.setActiveTo(null);
      expect(
        story
          .advanceTo('2027-04-01')
          .documents()
          .slice(wanted.length)
          .map((it) => [it.issuedOn, it.total]),
      ).toEqual([['2027-04-01', '20.00']]);
    },
  );
});

describe('billing periods (PS-02)', () => {
  it('that are not enabled are refused, also by a change of the plan', () => {
    expect(() => new PrepaidStory({ billingPeriodMonths: 2 })).toThrow(refusal('billing-period-not-enabled'));
    const other = aPrepaidPlan('other', { 1: '30.00' });
    const story = new PrepaidStory({ billingPeriodMonths: 3, plans: [aPrepaidPlan(), other, ...PLANS] });
    expect(() => story.accept(aRequest({ plan: 'other' }))).toThrow(refusal('billing-period-not-enabled'));
  });

  it('are kept by a change of the plan, and credited and charged by days: 54.00 -> 81.00 on 11-10', () => {
    const other = aPrepaidPlan('other', { 1: '30.00', 3: '81.00' });
    const story = new PrepaidStory({ billingPeriodMonths: 3, plans: [aPrepaidPlan(), other, ...PLANS] }).pay('54.00');
    story.advanceTo('2026-11-10').accept(aRequest({ plan: 'other' }));
    const rest = ['2026-11-10', '2027-01-31'] as const;
    const period = ['2026-11-01', '2027-01-31'] as const;
    expect(
      story
        .documents()
        .at(-1)
        ?.lines.map((it) => it.amount),
    ).toEqual([daysOfPeriod('54.00', period, rest), daysOfPeriod('81.00', period, rest)]);
    story.settings({ suspension: false });
    expect(invoices(story.advanceTo('2027-02-01')).at(-1)).toEqual(['2027-02-01', '81.00']);
  });
});

describe('months (PS-15)', () => {
  it('are calendar months from the start day, clamped to the month and returning', () => {
    const story = new PrepaidStory({
      ...never,
      on: '2027-01-31',
      periodStart: '2027-01-31',
      paidThrough: '2027-01-30',
    });
    expect(
      story
        .advanceTo('2027-05-31')
        .documents()
        .map((it) => it.issuedOn),
    ).toEqual(['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31']);
  });

  it('return also where the service is taken over in a clamped one', () => {
    const taken = { ...never, on: '2027-03-01', periodStart: '2027-02-28', paidThrough: '2027-03-30' };
    expect(
      new PrepaidStory(taken)
        .advanceTo('2027-05-01')
        .documents()
        .map((it) => it.issuedOn),
    ).toEqual(['2027-03-31', '2027-04-30']);
  });

  it('and days agree with the oracle for any start, period and last day', () => {
    const months = fc.constantFrom(1, 3);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1200 }),
        months,
        fc.option(fc.integer({ min: 0, max: 500 })),
        (day, count, last) => {
          const date = (days: number) => new Date(Date.UTC(2026, 0, 1 + days)).toISOString().slice(0, 10);
          const [start, activeTo] = [date(day), last === null ? null : date(day + last)];
          const price = count === 1 ? '20.00' : '54.00';
          const paidThrough = date(day - 1);
          const asked = { on: start, periodStart: start, paidThrough, billingPeriodMonths: count, activeTo };
          const story = new PrepaidStory({ ...never, ...asked }).advanceTo(date(day + 600));
          expect(invoices(story)).toEqual(prepaidInvoices({ start, months: count, price, activeTo }, date(day + 600)));
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('suspension (PS-06)', () => {
  it('is of the service whose invoice is unpaid, and of no other', () => {
    const story = new PrepaidStory().edit((state) => ({
      ...state,
      subscriptions: [...state.subscriptions, ...state.subscriptions.map((it) => ({ ...it, id: 'other' }))],
    }));
    story.advanceTo('2026-11-08');
    expect(story.state.subscriptions.map((it) => it.status)).toEqual(['suspended', 'active']);
  });

  it('ends when all that is overdue is paid, and not before; it goes on being billed', () => {
    const story = new PrepaidStory().advanceTo('2026-12-05').pay('20.00');
    expect(story.subscription().status).toBe('suspended');
    story.pay('20.00');
    expect(story.subscription().status).toBe('active');
    expect(invoices(story)).toHaveLength(2);
  });

  it('without invoices meanwhile, where the setting says so: a period begins on the day it is resumed', () => {
    const story = new PrepaidStory({ settings: { invoiceWhileSuspended: false } }).advanceTo('2026-12-21').pay('20.00');
    expect(invoices(story)).toEqual([
      ['2026-11-01', '20.00'],
      ['2026-12-21', '7.10'],
    ]);
    expect(daysOfPeriod('20.00', ['2026-12-01', '2026-12-31'], ['2026-12-21', '2026-12-31'])).toBe('7.10');
  });

  it('ends without a period of its own while a change that was due needs attention: that holds the renewal (MP-26)', () => {
    const story = new PrepaidStory({ settings: { invoiceWhileSuspended: false } });
    story.advanceTo('2026-11-25').edit((state) => ({
      ...state,
      changes: [aChange({ effectiveDate: '2026-11-20', state: 'needs-attention' })],
    }));
    story.advanceTo('2026-12-21').pay('20.00');
    expect([story.subscription().status, invoices(story)]).toEqual(['active', [['2026-11-01', '20.00']]]);
  });

  it.each([
    [{ suspension: false }, 'active'],
    [{ suspendAfterDays: 20 }, 'active'],
    [{ suspendAfterDays: 3 }, 'suspended'],
  ])('follows the settings %j on running services: %s on 11-10', (changed, status) => {
    const story = new PrepaidStory().advanceTo('2026-11-04').settings(changed).advanceTo('2026-11-10');
    expect(story.subscription().status).toBe(status);
  });

  it('ends where the feature is turned off, and happens again for an invoice that a refund opened', () => {
    const story = new PrepaidStory().advanceTo('2026-11-09').settings({ suspension: false });
    expect(story.subscription().status).toBe('active');
    story.settings({ suspension: true });
    expect(story.subscription().status).toBe('suspended');
    expect(new Set(story.effects.flatMap((it) => (it.type === 'history-written' ? [it.entry.id] : []))).size).toBe(
      story.effects.filter((it) => it.type === 'history-written').length,
    );
  });
});

describe('the last active day (PS-07)', () => {
  it('set before the invoice or after it comes to the same', () => {
    const before = new PrepaidStory({ on: '2026-10-20' }).setActiveTo('2026-11-15').advanceTo('2026-11-20');
    const after = new PrepaidStory().setActiveTo('2026-11-15').advanceTo('2026-11-20');
    const owed = (story: PrepaidStory) => story.owed().map((it) => it.split(' ')[1]);
    expect(owed(before)).toEqual(['10.00']);
    expect(owed(after)).toEqual(['10.00']);
    expect(after.bills()).toEqual(['2026-11-01 invoice 20.00 USD', '2026-11-01 credit-note -10.00 USD']);
  });

  it('reduces the invoice that it is of, also where an older one is open', () => {
    const story = new PrepaidStory(never).advanceTo('2026-12-10').setActiveTo('2026-12-15');
    expect(story.owed()).toEqual(['2026-11-01 20.00', '2026-12-01 9.68']);
  });

  it('moved later charges the days again, moved earlier credits them, removed goes on', () => {
    const story = new PrepaidStory().pay('20.00').advanceTo('2026-11-10').setActiveTo('2026-11-15');
    story.setActiveTo('2026-11-20');
    expect(story.bills().at(-1)).toBe('2026-11-10 invoice 3.33 USD');
    expect(story.state.credit).toBe('6.67');
    story.advanceTo('2026-11-12').setActiveTo(null);
    expect(story.bills().at(-1)).toBe('2026-11-12 invoice 6.67 USD');
    expect(story.state).toMatchObject({ credit: '0.00', openInvoices: [] });
    expect(invoices(story.advanceTo('2026-12-01')).at(-1)).toEqual(['2026-12-01', '20.00']);
    expect(story.sumOfPostings()).toBe(0);
  });

  it('moved while it is paused makes it active from that day, by days to the next anchor', () => {
    const story = new PrepaidStory({ ...never, activeTo: '2026-11-15' }).advanceTo('2026-11-21').setActiveTo(null);
    expect(story.standings()).toEqual(['2026-11-16 paused', '2026-11-21 resumed']);
    expect(invoices(story.advanceTo('2026-12-01'))).toEqual([
      ['2026-11-01', '10.00'],
      ['2026-11-21', '6.67'],
      ['2026-12-01', '20.00'],
    ]);
  });

  it('moved while it is paused begins no period while a change that was due needs attention (MP-26)', () => {
    const story = new PrepaidStory({ ...never, activeTo: '2026-11-15' }).advanceTo('2026-11-21').edit((state) => ({
      ...state,
      changes: [aChange({ effectiveDate: '2026-11-12', state: 'needs-attention' })],
    }));
    story.setActiveTo(null);
    expect([story.subscription().status, invoices(story)]).toEqual(['active', [['2026-11-01', '10.00']]]);
  });

  it('cannot be before today, and says nothing where it is so already', () => {
    const story = new PrepaidStory().pay('20.00').advanceTo('2026-11-10');
    expect(() => story.setActiveTo('2026-11-09')).toThrow(refusal('active-to-in-past'));
    const before = story.effects.length;
    expect(story.setActiveTo(null).effects).toHaveLength(before);
  });

  it('is kept by a plan change within a period that it cuts short: the days are counted by the whole period', () => {
    const other = aPrepaidPlan('other', { 1: '30.00' });
    const story = new PrepaidStory({ activeTo: '2026-11-20', plans: [aPrepaidPlan(), other, ...PLANS] }).pay('13.33');
    story.advanceTo('2026-11-11').accept(aRequest({ plan: 'other' }));
    const november = ['2026-11-01', '2026-11-30'] as const;
    expect(
      story
        .documents()
        .at(-1)
        ?.lines.map((it) => it.amount),
    ).toEqual([
      daysOfPeriod('20.00', november, ['2026-11-11', '2026-11-20']),
      daysOfPeriod('30.00', november, ['2026-11-11', '2026-11-20']),
    ]);
    story.setActiveTo(null);
    expect(story.documents().at(-1)?.total).toBe(daysOfPeriod('30.00', november, ['2026-11-21', '2026-11-30']));
  });
});

describe('credit (PS-04)', () => {
  it('is not used by itself where the setting says so, and pays all that it can where it does', () => {
    const off = { useCreditAutomatically: false, suspension: false };
    expect(new PrepaidStory({ credit: '25.00', settings: off }).owed()).toEqual(['2026-11-01 20.00']);
    const on = new PrepaidStory({ ...never, credit: '25.00' }).advanceTo('2026-12-01');
    expect(on.owed()).toEqual(['2026-12-01 15.00']);
  });
});

describe('a network address (PS-08)', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:0db8::0001', '2001:db8::1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::', '::'],
    ['::1', '::1'],
    ['fe80::1:0:0:2', 'fe80::1:0:0:2'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ])('%s is spelled %s', (given, spelled) => {
    expect(oneSpelling(given)).toBe(spelled);
  });
});
