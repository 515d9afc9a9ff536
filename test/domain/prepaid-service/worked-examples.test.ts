import { describe, expect, it } from 'vitest';
import { daysOfPeriod, prepaidInvoices } from '../../oracle/prepaid.js';
import { PrepaidStory } from '../../support/prepaid-story.js';

const invoices = (story: PrepaidStory) => story.documents().map((it) => [it.issuedOn, it.total]);

describe('the worked examples of prepaid services: 20.00 a month, 54.00 for 3 months', () => {
  it('PS-03, PS-04: 60.00 on an invoice of 20.00 pays this month and the next two by themselves', () => {
    const story = new PrepaidStory().pay('60.00');
    expect(story.state).toMatchObject({ credit: '40.00', openInvoices: [] });
    story.advanceTo('2027-01-01');
    expect(story.state).toMatchObject({ credit: '0.00', openInvoices: [] });
    story.advanceTo('2027-02-01');
    expect(story.owed()).toEqual(['2027-02-01 20.00']);
    expect(story.bills()).toHaveLength(4);
    expect(story.sumOfPostings()).toBe(0);
  });

  it('PS-02, PS-05: a period of 3 months from 11-01 is invoiced every 3 months, without end', () => {
    const story = new PrepaidStory({ billingPeriodMonths: 3, settings: { suspension: false } }).advanceTo('2027-05-01');
    const wanted = [
      ['2026-11-01', '54.00'],
      ['2027-02-01', '54.00'],
      ['2027-05-01', '54.00'],
    ];
    expect(invoices(story)).toEqual(wanted);
    const service = { start: '2026-11-01', months: 3, price: '54.00', activeTo: null };
    expect(prepaidInvoices(service, '2027-05-01')).toEqual(wanted);
  });

  it('PS-06: an invoice of 11-01, due 11-01, unpaid: suspended on 11-08; paid on 11-10: active at once', () => {
    const story = new PrepaidStory().advanceTo('2026-11-07T23:59:59.999Z');
    expect(story.subscription().status).toBe('active');
    expect(story.advanceTo('2026-11-08').subscription().status).toBe('suspended');
    story.advanceTo('2026-11-10').pay('20.00');
    expect(story.subscription().status).toBe('active');
    expect(story.standings()).toEqual(['2026-11-08 suspended', '2026-11-10 resumed']);
  });

  it('PS-07: active to 11-30, monthly: no invoice on 12-01, paused on 12-01', () => {
    const story = new PrepaidStory({ activeTo: '2026-11-30' }).pay('20.00').advanceTo('2026-11-30T23:59:59.999Z');
    expect(story.subscription().status).toBe('active');
    story.advanceTo('2027-03-01');
    expect(invoices(story)).toEqual([['2026-11-01', '20.00']]);
    expect(story.standings()).toEqual(['2026-12-01 paused']);
  });

  it('PS-07: active to 11-15, the period not invoiced yet: invoice 10.00 for 15 of 30 days, paused on 11-16', () => {
    const story = new PrepaidStory({ activeTo: '2026-11-15' }).pay('10.00').advanceTo('2026-12-31');
    expect(invoices(story)).toEqual([['2026-11-01', '10.00']]);
    expect(story.documents()[0]?.lines[0]?.fraction).toEqual({ whole: 0, numerator: 15, denominator: 30 });
    expect(story.standings()).toEqual(['2026-11-16 paused']);
    expect(daysOfPeriod('20.00', ['2026-11-01', '2026-11-30'], ['2026-11-01', '2026-11-15'])).toBe('10.00');
  });

  it('PS-07: active to 11-15, set on 11-10, 20.00 paid: credit 10.00, paused on 11-16', () => {
    const story = new PrepaidStory().pay('20.00').advanceTo('2026-11-10').setActiveTo('2026-11-15');
    expect(story.state.credit).toBe('10.00');
    expect(story.bills().at(-1)).toBe('2026-11-10 credit-note -10.00 USD');
    expect(story.advanceTo('2026-12-31').standings()).toEqual(['2026-11-16 paused']);
    expect(story.bills()).toHaveLength(2);
    expect(story.sumOfPostings()).toBe(0);
  });
});
