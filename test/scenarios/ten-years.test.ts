import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dateOf, dayNumber } from '../oracle/days.js';
import { aPlan, aSubscriptionOf } from '../support/catalog.js';
import { aSystem, type TestSystem } from '../support/system.js';

/** An invoice in short: its date, what it comes to (a credit note below zero), and its lines. */
type Short = readonly [date: string, net: string, lines: readonly string[]];

interface Line {
  readonly kind: string;
  readonly quantity: number;
  readonly from: string;
  readonly to: string;
  readonly amount: string;
}

interface Document {
  readonly kind: string;
  readonly issuedOn: string;
  readonly total: string;
  readonly lines: readonly Line[];
}

/** One account's books as they grow: `news` are the documents since it was asked last. */
class Books {
  private seen = 0;

  constructor(
    private readonly system: TestSystem,
    readonly accountId: string,
    readonly subscriptionId: string,
  ) {}

  async news(): Promise<Short[]> {
    const documents = (await this.read(`/v1/accounts/${this.accountId}/invoices?limit=200`)) as Document[];
    const fresh = documents.slice(this.seen);
    this.seen = documents.length;
    return fresh.map(({ kind, issuedOn, total, lines }) => [
      issuedOn,
      kind === 'invoice' ? total : `-${total}`,
      lines.map(short),
    ]);
  }

  async events(changeId: string): Promise<string[]> {
    const entries = (await this.read(`/v1/plan-changes/${changeId}/history`)) as { event: string }[];
    return entries.map(({ event }) => event);
  }

  async credit(): Promise<string> {
    return (await this.system.call('GET', `/v1/accounts/${this.accountId}/credit`)).body.amount;
  }

  async change(body: Record<string, unknown>): Promise<string> {
    const reply = await this.system.call('POST', '/v1/master-plan-changes', {
      body: { subscriptionId: this.subscriptionId, units: 1, ...body },
    });
    expect([201, 202]).toContain(reply.status);
    return reply.body.id;
  }

  private async read(path: string): Promise<unknown[]> {
    const all: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const sign = path.includes('?') ? '&' : '?';
      const page: { data: unknown[]; nextCursor: string | null } = (
        await this.system.call('GET', cursor === '' ? path : `${path}${sign}cursor=${cursor}`)
      ).body;
      all.push(...page.data);
      cursor = page.nextCursor;
    }
    return all;
  }
}

const short = ({ kind, quantity, from, to, amount }: Line) => `${kind} ${quantity} ${from}..${to} ${amount}`;

/** Renewals of so much, one after the other, on the dates given; the last date only ends the last period. */
function renewals(dates: readonly string[], amount: string, units = 1): Short[] {
  return dates.slice(0, -1).map((from, i) => [from, amount, [`charge ${units} ${from}..${dates[i + 1]} ${amount}`]]);
}

const every7 = (from: string, times: number) =>
  Array.from({ length: times + 1 }, (_, i) => dateOf(dayNumber(from) + 7 * i));

/** The last days of months, as bill day 31 falls on them, from a month on. */
function monthEnds(from: string, times: number): string[] {
  const [year = 0, month = 0] = from.split('-').map(Number);
  return Array.from({ length: times + 1 }, (_, i) => new Date(Date.UTC(year, month + i, 0)).toISOString().slice(0, 10));
}

describe('ten years of three accounts', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await aSystem({ now: '2026-11-11T12:00:00.000Z' });
  });
  afterAll(async () => {
    await system?.stop();
  });

  it('bills every day once, at the price that was promised (MP-03, MP-05, MP-07, MP-09, MP-11, MP-12, MP-26)', async () => {
    const year = { unit: 'month', count: 12 } as const;
    const week = { unit: 'week', count: 1 } as const;
    const m31 = await aPlan(system, { price: '31.00' });
    const m62 = await aPlan(system, { price: '62.00' });
    const y365 = await aPlan(system, { price: '365.00', interval: year });
    const y730 = await aPlan(system, { price: '730.00', interval: year });
    const w7 = await aPlan(system, { price: '7.00', interval: week });
    const open = async (options: Parameters<typeof aSubscriptionOf>[1]) => {
      const { accountId, subscriptionId } = await aSubscriptionOf(system, options);
      return new Books(system, accountId, subscriptionId);
    };
    const monthly = await open({ planId: m31, billDay: 31, periodStart: '2026-10-31', paidThrough: '2026-11-29' });
    const yearly = await open({ planId: y365, periodStart: '2026-01-01', paidThrough: '2026-12-31' });
    const weekly = await open({ planId: w7, periodStart: '2026-11-09', paidThrough: '2026-11-15' });

    // Year 1: a change across intervals moves the paid-through date, so that a later date is overtaken by an earlier one.
    const atEnd = await monthly.change({ planId: m62, units: 2, scope: 'end-of-period' });
    const onDate = await monthly.change({ planId: m31, units: 2, scope: 'on-date', effectiveDate: '2027-01-15' });
    const undated = await monthly.change({ planId: m62, scope: 'on-date' });
    await monthly.change({ planId: y365, scope: 'immediately', proration: 'full', offsetMonths: 2 });
    expect(await monthly.news()).toEqual([
      ['2026-11-11', '61.37', ['credit 1 2026-11-11..2026-11-30 19.63', 'charge 1 2026-11-11..2027-01-31 81.00']],
    ]);
    expect(await monthly.events(atEnd)).toEqual(['accepted', 'moved']);

    // One step of the clock over three due dates of one account and ten weeks of another.
    await system.advanceTo('2027-02-01');
    expect(await monthly.news()).toEqual([
      ['2027-01-15', '16.00', ['credit 1 2027-01-15..2027-01-31 16.00', 'charge 2 2027-01-15..2027-01-31 32.00']],
      ['2027-01-31', '124.00', ['charge 2 2027-01-31..2027-02-28 124.00']],
    ]);
    expect(await monthly.events(onDate)).toEqual(['accepted', 'applied']);
    expect(await monthly.events(atEnd)).toEqual(['accepted', 'moved', 'applied']);
    expect(await yearly.news()).toEqual([['2027-01-01', '365.00', ['charge 1 2027-01-01..2028-01-01 365.00']]]);
    expect(await weekly.news()).toEqual(renewals(every7('2026-11-16', 12), '7.00'));

    // The yearly one goes down to a month; what it gets back settles its open invoice.
    await system.advanceTo('2027-11-11');
    await yearly.change({ planId: m31, scope: 'immediately', proration: 'full' });
    expect(await yearly.news()).toEqual([
      ['2027-11-11', '-30.33', ['credit 1 2027-11-11..2028-01-01 51.00', 'charge 1 2027-11-11..2027-12-01 20.67']],
    ]);
    expect(await yearly.credit()).toBe('0.00');
    expect(await monthly.news()).toEqual(renewals(monthEnds('2027-02', 9), '124.00', 2));
    expect(await weekly.news()).toEqual(renewals(every7('2027-02-08', 40), '7.00'));

    // Another worker takes over, as in a deployment; a leap day; the undated change gets its date at last.
    await system.restartWorker();
    await system.advanceTo('2028-02-10');
    const dated = await system.call('POST', `/v1/plan-changes/${undated}/reschedule`, {
      body: { effectiveDate: '2028-02-10', proration: 'full' },
    });
    expect(dated.body).toMatchObject({ state: 'applied', effectiveDate: '2028-02-10' });
    expect(await monthly.news()).toEqual([
      ...renewals(monthEnds('2027-11', 3), '124.00', 2),
      ['2028-02-10', '-40.62', ['credit 2 2028-02-10..2028-02-29 81.24', 'charge 1 2028-02-10..2028-02-29 40.62']],
    ]);
    expect(await yearly.news()).toEqual(renewals(['2027-12-01', '2028-01-01', '2028-02-01', '2028-03-01'], '31.00'));
    expect(await weekly.news()).toEqual(renewals(every7('2027-11-15', 13), '7.00'));

    // The weekly one moves to a year, and later up within it; cancelled changes leave no trace.
    await system.advanceTo('2028-06-15');
    await weekly.change({ planId: y365, scope: 'immediately', proration: 'full' });
    expect((await weekly.news()).slice(-1)).toEqual([
      ['2028-06-15', '11.96', ['credit 1 2028-06-15..2028-06-19 4.00', 'charge 1 2028-06-15..2028-07-01 15.96']],
    ]);
    const never = await weekly.change({ planId: w7, scope: 'on-date', effectiveDate: '2030-01-01' });
    await system.call('POST', `/v1/plan-changes/${never}/cancel`, { body: {} });
    await system.advanceTo('2029-01-01');
    await weekly.change({ planId: y730, scope: 'immediately', proration: 'full' });
    expect(await weekly.news()).toEqual([
      ['2028-07-01', '365.00', ['charge 1 2028-07-01..2029-07-01 365.00']],
      ['2029-01-01', '181.00', ['credit 1 2029-01-01..2029-07-01 181.00', 'charge 1 2029-01-01..2029-07-01 362.00']],
    ]);
    expect(await monthly.news()).toEqual(renewals(monthEnds('2028-02', 11), '62.00'));

    // The rest of the ten years in one go.
    await system.advanceTo('2036-11-11');
    expect(await weekly.news()).toEqual(
      renewals(
        ['2029', '2030', '2031', '2032', '2033', '2034', '2035', '2036', '2037'].map((it) => `${it}-07-01`),
        '730.00',
      ),
    );
    expect(await monthly.news()).toEqual(renewals(monthEnds('2029-01', 94), '62.00'));
    expect((await yearly.news()).length).toBe(105);
    for (const it of [monthly, yearly, weekly]) expect(await it.credit()).toBe('0.00');
    expect(await system.verify()).toEqual([]);
  }, 180_000);
});
