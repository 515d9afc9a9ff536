import { describe, expect, it } from 'vitest';
import type { PlanStatus } from '../../../domain/catalog/plan.js';
import { quoteHash } from '../../../domain/quote-hash.js';
import type { AccountState } from '../../../domain/subscription/state.js';
import { anAccountState, aPlan, aRequest, aSubscription, YEAR } from '../../support/builders.js';
import { refusal } from '../../support/refusal.js';
import { aStory, type Story } from '../../support/story.js';

const PLANS = [
  aPlan({ code: 'silver', price: '30.00', groupIds: ['g'] }),
  aPlan({ code: 'gold', price: '60.00', groupIds: ['g'] }),
  aPlan({ code: 'bronze', price: '15.00', groupIds: ['g'] }),
  aPlan({ code: 'yearly', price: '365.00', interval: YEAR, groupIds: ['g'] }),
];
const on = (effectiveDate: string | null, plan = 'gold') => aRequest({ plan, scope: 'on-date', effectiveDate });
const begin = () => aStory(anAccountState({ plans: PLANS, subscriptions: [aSubscription({ plan: PLANS[0] ?? '' })] }));

function withPlan(code: string, edit: Partial<AccountState['catalog'][string]>) {
  return (state: AccountState): AccountState => {
    const plan = state.catalog[code];
    if (!plan) throw new Error(`no plan ${code}`);
    return { ...state, catalog: { ...state.catalog, [code]: { ...plan, ...edit } } };
  };
}
const setStatus = (code: string, status: PlanStatus) => withPlan(code, { status });
const setCurrency =
  (currency: string) =>
  (state: AccountState): AccountState => ({ ...state, account: { ...state.account, currency } });
const cancelled = (state: AccountState): AccountState => ({
  ...state,
  subscriptions: state.subscriptions.map((it) => ({ ...it, status: 'cancelled' })),
});

/** A change to gold for 2026-11-21 that could not be applied, because gold was no longer active by then. */
function failed(until = '2026-11-21'): { story: Story; id: string } {
  const story = begin();
  const id = story.accept(on('2026-11-21'));
  story.edit(setStatus('gold', 'inactive')).advanceTo(until);
  return { story, id };
}

describe('at the effective moment every rule is checked again (MP-08)', () => {
  it.each([
    ['the plan is not active any more', setStatus('gold', 'inactive'), 'plan-inactive'],
    ['the plan has left the group', withPlan('gold', { groupIds: ['other'] }), 'plan-not-in-group'],
    ['the current plan has entered another group', withPlan('silver', { groupIds: ['other'] }), 'plan-not-in-group'],
    ['the plan is gone', (it: AccountState) => ({ ...it, catalog: { silver: it.catalog.silver } }), 'plan-not-found'],
    ['the subscription is cancelled', cancelled, 'subscription-cancelled'],
    ['the account has another currency', setCurrency('EUR'), 'currency-without-rate'],
  ] as [string, (state: AccountState) => AccountState, string][])('where %s it needs attention', (_why, edit, code) => {
    const story = begin();
    const id = story.accept(on('2026-11-21'));
    const before = story.edit(edit).subscription();
    story.advanceTo('2026-11-21');
    expect(story.change(id)).toMatchObject({ state: 'needs-attention', attention: { code } });
    expect(story.history(id).at(-1)).toMatchObject({
      event: 'needs-attention',
      text: story.change(id)?.attention?.message,
    });
    expect(story.subscription()).toEqual(before);
    expect([story.journals(), story.documents()]).toEqual([[], []]);
  });

  it('an immediate change that was refused in the meantime needs attention as well', () => {
    const story = begin();
    const id = story.accept(on('2026-11-21'));
    story.edit(setStatus('gold', 'inactive'));
    expect(() => story.revise(id, { command: 'complete-now' })).toThrow(refusal('plan-inactive', 'planId'));
    expect(story.change(id)).toMatchObject({ state: 'waiting' });
  });

  it('a rule that is broken and mended before the moment does no harm', () => {
    const story = begin();
    const id = story.accept(on('2026-11-21'));
    story.edit(setStatus('gold', 'inactive')).advanceTo('2026-11-15').edit(setStatus('gold', 'active'));
    expect(story.advanceTo('2026-11-21').applied(id)).toMatchObject({ net: '10.00' });
  });
});

describe('a change is computed as of its effective date, however late it runs (MP-26)', () => {
  it('after an outage that lasted over the renewal', () => {
    const story = begin();
    const id = story.accept(on('2026-11-21'));
    story.advanceTo('2027-02-03T07:00:00.000Z');
    expect(story.applied(id)).toMatchObject({ effectiveDate: '2026-11-21', credit: '10.00', charge: '20.00' });
    expect(story.bills()).toEqual([
      '2026-11-21 invoice 10.00 USD',
      '2026-12-01 invoice 60.00 USD',
      '2027-01-01 invoice 60.00 USD',
      '2027-02-01 invoice 60.00 USD',
    ]);
  });

  it('by a retry: the renewal is held until then, and the held days are billed at the new plan', () => {
    const { story, id } = failed('2027-01-05');
    expect(story.bills()).toEqual([]);
    expect(story.subscription()).toMatchObject({ planId: 'silver', paidThrough: '2026-11-30' });
    story.edit(setStatus('gold', 'active')).revise(id, { command: 'retry' });
    expect(story.applied(id)).toMatchObject({ effectiveDate: '2026-11-21', credit: '10.00', charge: '20.00' });
    expect(story.bills()).toEqual([
      '2026-11-21 invoice 10.00 USD',
      '2026-12-01 invoice 60.00 USD',
      '2027-01-01 invoice 60.00 USD',
    ]);
  });

  it('by a retry that fails again: nothing is posted, and the renewal stays held', () => {
    const { story, id } = failed('2027-01-05');
    story.revise(id, { command: 'retry' });
    expect(story.change(id)).toMatchObject({
      state: 'needs-attention',
      revision: 2,
      attention: { code: 'plan-inactive' },
    });
    expect(story.bills()).toEqual([]);
    const entries = story.history(id).map((it) => it.id);
    expect(new Set(entries).size).toBe(entries.length);
  });

  it('by a retry of an end-of-period change: the new plan from the day after the paid-through date', () => {
    const story = begin();
    const id = story.accept(aRequest({ scope: 'end-of-period' }));
    story.edit(setStatus('gold', 'inactive')).advanceTo('2026-12-20');
    expect(story.change(id)).toMatchObject({ state: 'needs-attention' });
    story.edit(setStatus('gold', 'active')).revise(id, { command: 'retry' });
    expect(story.applied(id)).toMatchObject({ effectiveDate: '2026-12-01', lines: [] });
    expect(story.bills()).toEqual(['2026-12-01 invoice 60.00 USD']);
  });
});

describe('while a due change needs attention, the renewal is held (MP-26)', () => {
  it('and not the one before the change was due', () => {
    const story = begin();
    const id = story.accept(on('2026-12-21'));
    story.edit(setStatus('gold', 'inactive')).advanceTo('2027-01-15');
    expect(story.change(id)?.state).toBe('needs-attention');
    expect(story.bills()).toEqual(['2026-12-01 invoice 30.00 USD']);
  });

  it('and that of no other subscription', () => {
    const subscriptions = [
      aSubscription({ plan: PLANS[0] ?? '' }),
      aSubscription({ plan: PLANS[0] ?? '', id: 'other' }),
    ];
    const story = aStory(anAccountState({ plans: PLANS, subscriptions }));
    story.accept(on('2026-11-21'));
    story.edit(setStatus('gold', 'inactive')).advanceTo('2026-12-01');
    expect(story.documents().map((it) => it.subscriptionId)).toEqual(['other']);
  });

  it('cancelling releases it: the held days are billed at the old plan', () => {
    const { story, id } = failed('2027-01-05');
    story.revise(id, { command: 'cancel' });
    expect(story.bills()).toEqual(['2026-12-01 invoice 30.00 USD', '2027-01-01 invoice 30.00 USD']);
  });

  it('rescheduling releases it, and the quote counts the held days in', () => {
    const { story, id } = failed('2026-12-15');
    story.edit(setStatus('gold', 'active'));
    const revision = { command: 'reschedule', effectiveDate: '2026-12-22' } as const;
    const quote = story.quoteRevision(id, revision);
    expect(quote).toMatchObject({ credit: '9.68', charge: '19.35', prorationEnd: '2026-12-31' });
    story.revise(id, { ...revision, quoteHash: quoteHash(quote) });
    expect(story.bills()).toEqual(['2026-12-01 invoice 30.00 USD']);
    expect(story.advanceTo('2026-12-22').applied(id)).toEqual({ ...quote, estimate: false });
  });

  it('rescheduling without a date releases it too, also in the quote', () => {
    const { story, id } = failed('2026-12-15');
    story.edit(setStatus('gold', 'active'));
    const revision = { command: 'reschedule', effectiveDate: null } as const;
    expect(story.quoteRevision(id, revision)).toMatchObject({ effectiveDate: null, prorationEnd: '2026-12-31' });
    expect(story.revise(id, revision).bills()).toEqual(['2026-12-01 invoice 30.00 USD']);
  });

  it('completing now bills the held days first, then applies as of today', () => {
    const { story, id } = failed('2026-12-15');
    story.edit(setStatus('gold', 'active'));
    const quote = story.quoteRevision(id, { command: 'complete-now', proration: 'full' });
    expect(quote).toMatchObject({ effectiveDate: '2026-12-15', credit: '16.45', charge: '32.90' });
    story.revise(id, { command: 'complete-now', proration: 'full', quoteHash: quoteHash(quote) });
    expect(story.applied(id)).toEqual(quote);
    expect(story.bills()).toEqual(['2026-12-01 invoice 30.00 USD', '2026-12-15 invoice 16.45 USD']);
  });

  it('completing now on the day of the held renewal comes before it, as every change does (MP-07)', () => {
    const { story, id } = failed('2026-12-01T10:00:00.000Z');
    story.edit(setStatus('gold', 'active'));
    const quote = story.quoteRevision(id, { command: 'complete-now' });
    expect(quote).toMatchObject({ lines: [], nextBillDate: '2026-12-01', nextBillAmount: '60.00' });
    expect(story.revise(id, { command: 'complete-now', quoteHash: quoteHash(quote) }).bills()).toEqual([
      '2026-12-01 invoice 60.00 USD',
    ]);
  });

  it('nothing can change now, because the billing stands still; what is to come later can be accepted', () => {
    const { story } = failed('2026-11-25');
    expect(() => story.accept(aRequest({ plan: 'bronze' }))).toThrow(refusal('change-already-open'));
    expect(story.accept(on('2026-11-28', 'bronze'))).toBe('c2');
    expect(story.accept(aRequest({ plan: 'yearly', scope: 'end-of-period' }))).toBe('c3');
    expect(() => story.accept(on('2026-12-02', 'silver'))).toThrow(refusal('renewal-held'));
  });

  it('a change beyond the held renewal needs attention too, and goes on once the first is settled', () => {
    const story = begin();
    const first = story.accept(on('2026-11-21'));
    const second = story.accept(on('2026-12-11', 'bronze'));
    story.edit(setStatus('gold', 'inactive')).advanceTo('2026-12-20');
    expect(story.change(second)).toMatchObject({ state: 'needs-attention', attention: { code: 'renewal-held' } });
    story.edit(setStatus('gold', 'active')).revise(first, { command: 'retry' }).revise(second, { command: 'retry' });
    expect(story.applied(second)).toMatchObject({ effectiveDate: '2026-12-11', credit: '40.65', charge: '10.16' });
    expect(story.advanceTo('2027-01-01').bills()).toEqual([
      '2026-11-21 invoice 10.00 USD',
      '2026-12-01 invoice 60.00 USD',
      '2026-12-11 credit-note -30.49 USD',
      '2027-01-01 invoice 15.00 USD',
    ]);
  });
});

describe('a change that needs attention and is overtaken by a later one (MP-09, MP-26)', () => {
  function overtaken() {
    const story = begin();
    const first = story.accept(on('2026-11-15'));
    const second = story.accept(on('2026-11-20', 'bronze'));
    story.edit(setStatus('gold', 'inactive')).advanceTo('2026-11-25').edit(setStatus('gold', 'active'));
    return { story, first, second };
  }

  it('says so, and the later one is applied in its turn', () => {
    const { story, first, second } = overtaken();
    expect(story.applied(second)).toMatchObject({ effectiveDate: '2026-11-20', credit: '11.00', charge: '5.50' });
    expect(story.change(first)).toMatchObject({ state: 'needs-attention', attention: { code: 'overtaken' } });
    expect(story.change(first)?.attention?.message).toContain(second);
    expect(story.history(first).map((it) => it.event)).toEqual(['accepted', 'needs-attention', 'needs-attention']);
  });

  it('cannot be tried again as of its date, so that plans never follow each other backwards', () => {
    const { story, first } = overtaken();
    expect(() => story.revise(first, { command: 'retry' })).toThrow(refusal('change-state'));
    expect(story.subscription().planId).toBe('bronze');
  });

  it('can be completed now, rescheduled or cancelled', () => {
    expect(overtaken().story.revise('c1', { command: 'complete-now' }).applied('c1')).toMatchObject({
      effectiveDate: '2026-11-25',
      charge: '12.00',
    });
    expect(overtaken().story.revise('c1', { command: 'cancel' }).advanceTo('2026-12-01').bills().at(-1)).toBe(
      '2026-12-01 invoice 15.00 USD',
    );
    const { story } = overtaken();
    story.revise('c1', { command: 'reschedule', effectiveDate: '2026-11-28' }).advanceTo('2026-11-28');
    expect(story.applied('c1')).toMatchObject({ effectiveDate: '2026-11-28', credit: '1.50', charge: '6.00' });
  });
});
