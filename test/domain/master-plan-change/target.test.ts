import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../domain/catalog/plan.js';
import type { MasterPlanChangeRequest } from '../../../domain/master-plan-change/request.schema.js';
import { masterPlanChangeRequestSchema } from '../../../domain/master-plan-change/request.schema.js';
import {
  anAccountState,
  anyUnits,
  aPlan,
  aRequest,
  aSchedule,
  aSubscription,
  withNewPrice,
} from '../../support/builders.js';
import { refusal } from '../../support/refusal.js';
import { aStory } from '../../support/story.js';

type Ask = Partial<MasterPlanChangeRequest> & { plan?: string };

const TIERS = [
  { fromUnit: 1, toUnit: 10, price: '10.00' },
  { fromUnit: 11, toUnit: 50, price: '8.00' },
];

const own = (planCode: string, accountId: string) =>
  aSchedule(planCode, 'USD', [anyUnits('12.00')], { id: `${planCode}-of-${accountId}`, isDefault: false, accountId });

const PLANS = [
  aPlan({ code: 'a', groupIds: ['red'] }),
  aPlan({ code: 'ab', groupIds: ['red', 'blue'], price: '60.00' }),
  aPlan({ code: 'b', groupIds: ['blue'] }),
  aPlan({ code: 'free-1', price: '20.00' }),
  aPlan({ code: 'free-2', price: '40.00' }),
  aPlan({ code: 'old', status: 'inactive', groupIds: ['red'] }),
  aPlan({ code: 'extra', kind: 'supplemental', groupIds: ['red'] }),
  aPlan({
    code: 'tiered',
    tiers: TIERS,
    schedules: [
      aSchedule('tiered', 'USD', [anyUnits('9.00')], { id: 'tiered-loyal', isDefault: false }),
      aSchedule('tiered', 'EUR', [anyUnits('9.00')], { id: 'tiered-euro' }),
      own('tiered', 'acc'),
      own('tiered', 'other'),
    ],
  }),
  withDefaultLast(
    aPlan({
      code: 'turned',
      price: '7.00',
      schedules: [
        aSchedule('turned', 'USD', [anyUnits('9.00')], { id: 'turned-loyal', isDefault: false }),
        own('turned', 'acc'),
      ],
    }),
  ),
];

function withDefaultLast(plan: Plan): Plan {
  return { ...plan, schedules: [...plan.schedules].sort((a, b) => Number(a.isDefault) - Number(b.isDefault)) };
}

function storyOn(plan: string, units = 1) {
  const subscription = aSubscription({ plan: PLANS.find((it) => it.id === plan) ?? '', units });
  return aStory(anAccountState({ plans: PLANS, subscriptions: [subscription] }));
}

const quoted = (from: string, ask: Ask, units = 1) => storyOn(from, units).quote(aRequest(ask));

describe('the plans that a change may move to (MP-01)', () => {
  it.each([
    ['a', 'ab', 'the two share a group'],
    ['ab', 'b', 'the two share one of several groups'],
    ['free-1', 'free-2', 'the current plan is in no group'],
    ['free-1', 'a', 'the current plan is in no group, whatever the groups of the new one'],
  ])('allows %s -> %s: %s', (from, to) => {
    expect(quoted(from, { plan: to }).result.planId).toBe(to);
  });

  it.each([
    ['a', 'b', 'plan-not-in-group'],
    ['a', 'free-1', 'plan-not-in-group'],
    ['a', 'old', 'plan-inactive'],
    ['a', 'extra', 'plan-kind'],
    ['free-1', 'old', 'plan-inactive'],
    ['free-1', 'extra', 'plan-kind'],
    ['a', 'nowhere', 'plan-not-found'],
  ] as const)('refuses %s -> %s: %s', (from, to, code) => {
    expect(() => quoted(from, { plan: to })).toThrow(refusal(code, 'planId'));
  });

  it('refuses a subscription that is not there', () => {
    const ask = aRequest({ plan: 'ab', subscriptionId: 'nobody' });
    expect(() => storyOn('a').quote(ask)).toThrow(refusal('subscription-not-found', 'subscriptionId'));
  });

  it('refuses the same plan with the same units and rates: nothing would change', () => {
    expect(() => quoted('tiered', { plan: 'tiered' })).toThrow(refusal('no-change', 'planId'));
    expect(() => quoted('tiered', { plan: 'tiered', rateScheduleId: 'tiered-USD' })).toThrow(refusal('no-change'));
  });

  it('takes the same plan with other units for a change like any other, in a group or not', () => {
    expect(quoted('a', { plan: 'a', units: 2 })).toMatchObject({ credit: '20.00', charge: '40.00', net: '20.00' });
    expect(quoted('free-1', { plan: 'free-1', units: 2 }).net).toBe('13.34');
  });

  it('takes the same plan with other rates for a change like any other', () => {
    const quote = quoted('tiered', { plan: 'tiered', rateScheduleId: 'tiered-loyal' });
    expect(quote).toMatchObject({ credit: '6.67', charge: '6.00', net: '-0.67' });
    expect(quote.result).toMatchObject({ rateScheduleId: 'tiered-loyal', priceVersionId: 'tiered-loyal-v1' });
  });

  it('takes the same plan at its new prices for a change, ahead of its renewal', () => {
    const silver = aPlan({ code: 'silver' });
    const plans = [withNewPrice(silver, '33.00', '2026-11-01')];
    const story = aStory(anAccountState({ plans, subscriptions: [aSubscription({ plan: silver })] }));
    const quote = story.quote(aRequest({ plan: 'silver' }));
    expect(quote).toMatchObject({ credit: '20.00', charge: '22.00', result: { priceVersionId: 'silver-USD-v2' } });
  });
});

describe('the number of units (MP-02)', () => {
  it.each([
    [1, '10.00', '10.00'],
    [10, '10.00', '100.00'],
    [11, '8.00', '88.00'],
    [50, '8.00', '400.00'],
  ])('%i units are priced by their tier: %s each, %s a month', (units, price, month) => {
    const quote = quoted('free-1', { plan: 'tiered', units });
    expect(quote.lines.find((it) => it.kind === 'charge')).toMatchObject({ price, quantity: units });
    expect(quote.nextBillAmount).toBe(month);
  });

  it('refuses more units than the last tier prices', () => {
    expect(() => quoted('free-1', { plan: 'tiered', units: 51 })).toThrow(refusal('units-not-priced', 'units'));
  });

  it.each([0, -1, 1.5, '2', 1_000_001, null, undefined])('refuses %j units in a request', (units) => {
    const parsed = masterPlanChangeRequestSchema.safeParse({ ...aRequest(), units });
    expect(parsed.error?.issues.map((it) => it.path.join('.'))).toEqual(['units']);
  });

  it.each([1, 1_000_000])('accepts %i units in a request', (units) => {
    expect(masterPlanChangeRequestSchema.safeParse({ ...aRequest(), units }).success).toBe(true);
  });
});

describe('the rate schedule of a change (MP-19)', () => {
  it('is the default one of the account’s currency where nobody chooses', () => {
    expect(quoted('free-1', { plan: 'tiered' }).result.rateScheduleId).toBe('tiered-USD');
    const { result, nextBillAmount } = quoted('free-1', { plan: 'turned' });
    expect([result.rateScheduleId, nextBillAmount]).toEqual(['turned-USD', '7.00']);
  });

  it('can be any of the plan’s in that currency, or one made for the account', () => {
    const chosen = (rateScheduleId: string) => quoted('free-1', { plan: 'tiered', rateScheduleId }).nextBillAmount;
    expect(chosen('tiered-loyal')).toBe('9.00');
    expect(chosen('tiered-of-acc')).toBe('12.00');
  });

  it.each([
    ['tiered-of-other', 'rate-schedule-not-found'],
    ['a-USD', 'rate-schedule-not-found'],
    ['tiered-euro', 'rate-schedule-currency'],
  ] as const)('cannot be %s: %s', (rateScheduleId, code) => {
    const ask = { plan: 'tiered', rateScheduleId };
    expect(() => quoted('free-1', ask)).toThrow(refusal(code, 'rateScheduleId'));
  });
});
