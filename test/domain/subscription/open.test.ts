import { describe, expect, it } from 'vitest';
import { openSubscription } from '../../../domain/subscription/open.js';
import { type OpenSubscriptionRequest, openSubscriptionSchema } from '../../../domain/subscription/open.schema.js';
import { anAccountState, aPlan, ids, PLANS } from '../../support/builders.js';
import { refusal } from '../../support/refusal.js';
import { aStory } from '../../support/story.js';

const TODAY = '2026-11-11';
const OLD = aPlan({ code: 'old', status: 'inactive' });
const EXTRA = aPlan({ code: 'extra', kind: 'supplemental' });

function opened(request: Partial<OpenSubscriptionRequest> = {}) {
  const state = anAccountState({ plans: [...PLANS, OLD, EXTRA], subscriptions: [] });
  const whole: OpenSubscriptionRequest = {
    accountId: 'acc',
    planId: 'silver',
    units: 1,
    periodStart: '2026-11-01',
    paidThrough: '2026-11-30',
    invoicing: 'forward',
    ...request,
  };
  const opening = { subscriptionId: 'sub', today: TODAY, now: `${TODAY}T09:00:00.000Z` };
  return openSubscription(state, whole, opening, ids);
}

describe('a subscription that is taken over as it is paid', () => {
  it('has the charge that later changes credit, and opens its books with it', () => {
    const { subscription, effects } = opened({ units: 2 });
    expect(subscription).toMatchObject({ status: 'active', units: 2, periodUnit: 'month', lastBilled: '2026-11-01' });
    expect(effects[0]).toMatchObject({
      type: 'charged',
      invoiceId: null,
      charge: { units: 2, price: '30.00', from: '2026-11-01', to: '2026-12-01', liveTo: '2026-12-01', amount: '60.00' },
    });
    expect(effects[1]).toMatchObject({
      type: 'journal-posted',
      journal: {
        kind: 'opening',
        postings: [
          { ledgerAccount: 'opening-balance', amount: '60.00' },
          { ledgerAccount: 'revenue', amount: '-60.00' },
        ],
      },
    });
    expect(effects).toHaveLength(2);
  });

  it.each([
    ['a stub of a year', { planId: 'yearly', periodStart: '2026-11-11' }, '20.00'],
    ['more than one interval', { periodStart: '2026-10-15' }, '46.45'],
    ['one day', { periodStart: '2026-11-30' }, '1.00'],
  ])('%s is charged by its days', (_what, request, amount) => {
    expect(opened(request).effects[0]).toMatchObject({ charge: { amount } });
  });

  it.each([
    ['nothing is paid', { paidThrough: '2026-10-31' }],
    ['it is invoiced backward', { invoicing: 'backward' as const }],
  ])('has no charge and no books where %s', (_why, request) => {
    expect(opened(request).effects).toEqual([]);
  });

  it('counts as a non-zero transaction, except where the plan is free (MP-16)', () => {
    const free = aPlan({ code: 'free', price: '0.00' });
    const state = anAccountState({ plans: [free], subscriptions: [] });
    const request = openSubscriptionSchema.parse({
      accountId: 'acc',
      planId: 'free',
      periodStart: '2026-11-01',
      paidThrough: '2026-11-30',
    });
    const opening = { subscriptionId: 'sub', today: TODAY, now: `${TODAY}T09:00:00.000Z` };
    expect(openSubscription(state, request, opening, ids).effects.map((it) => it.type)).toEqual(['charged']);
    expect(opened().effects.map((it) => it.type)).toEqual(['charged', 'journal-posted']);
  });

  it('invoiced backward with nothing before it begins without an invoice', () => {
    const { subscription } = opened({ invoicing: 'backward', periodStart: '2026-11-11', paidThrough: '2026-11-10' });
    const story = aStory(anAccountState({ subscriptions: [subscription] }), '2026-12-01');
    expect(story.bills()).toEqual(['2026-12-01 invoice 20.00 USD']);
    expect(story.effects.filter((it) => it.type === 'history-written').map((it) => it.entry.text)[0]).toBe(
      'The first period begins; nothing is billed yet.',
    );
  });
});

describe('what is refused when a subscription is opened', () => {
  it.each([
    ['period-invalid', 'paidThrough', { paidThrough: '2026-10-30' }],
    ['period-invalid', 'paidThrough', { periodStart: '2016-11-10', paidThrough: '2016-11-10' }],
    ['period-invalid', 'lastBilled', { lastBilled: '2026-10-31' }],
    ['period-invalid', 'lastBilled', { lastBilled: '2026-12-01' }],
    ['plan-not-found', 'planId', { planId: 'nowhere' }],
    ['plan-inactive', 'planId', { planId: 'old' }],
    ['plan-kind', 'planId', { planId: 'extra' }],
    ['rate-schedule-not-found', 'rateScheduleId', { rateScheduleId: 'gold-USD' }],
  ] as const)('%s at %s: %j', (code, path, request) => {
    expect(() => opened(request)).toThrow(refusal(code, path));
  });

  it.each([
    { paidThrough: '2026-10-31' },
    { periodStart: '2016-11-11', paidThrough: '2016-11-11' },
    { lastBilled: '2026-11-01' },
    { lastBilled: '2026-11-30' },
    { paidThrough: '2026-10-31', lastBilled: '2026-11-01' },
  ])('and not %j', (request) => {
    expect(opened(request).subscription).toMatchObject({ id: 'sub' });
  });

  it('by its schema: units, dates and fields that it does not know', () => {
    const body = { accountId: 'acc', planId: 'silver', periodStart: '2026-11-01', paidThrough: '2026-11-30' };
    expect(openSubscriptionSchema.parse(body)).toMatchObject({ units: 1 });
    for (const wrong of [{ units: 0 }, { periodStart: '2026-02-30' }, { invoicing: 'sideways' }, { color: 'red' }]) {
      expect(openSubscriptionSchema.safeParse({ ...body, ...wrong }).success).toBe(false);
    }
  });
});
