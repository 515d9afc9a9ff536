import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '../../../domain/calendar/civil-date.js';
import type { Interval } from '../../../domain/calendar/interval.js';
import { anyCurrency, anyInterval, anyPriceUnits, anyTimeline, anyUnits, priceIn } from '../../support/arbitraries.js';
import { unitsOf } from '../../support/books.js';
import { anAccountState, aPlan, aRequest, aSubscription } from '../../support/builders.js';
import { casesOf, LONG } from '../../support/cases.js';
import { aStory, type Story } from '../../support/story.js';

const CASES = casesOf(500);

const anyCase = anyInterval.chain((interval) =>
  fc.record({
    interval: fc.constant(interval),
    timeline: anyTimeline(interval),
    currency: anyCurrency,
    prices: fc.tuple(anyPriceUnits, anyPriceUnits),
    units: fc.tuple(anyUnits, anyUnits),
    into: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
);

interface Case {
  readonly interval: Interval;
  readonly timeline: { billDay: number; periodStart: string; paidThrough: string; lastBilled: string };
  readonly currency: string;
  readonly prices: readonly [number, number];
  readonly units: readonly [number, number];
  readonly into: number;
}

/** A day of the paid period, on which the plan may be changed. */
function begin({ interval, timeline, currency, prices, units, into }: Case) {
  const { billDay, ...period } = timeline;
  const length = Math.max(0, daysBetween(period.periodStart, period.paidThrough));
  const day = addDays(period.periodStart, Math.round(into * length));
  const one = aPlan({ code: 'one', price: priceIn(currency, prices[0]), interval, currency });
  const two = aPlan({ code: 'two', price: priceIn(currency, prices[1]), interval, currency });
  const subscription = aSubscription({ plan: one, units: units[0], currency, billDay, ...period });
  const account = { currency, billDay };
  const state = anAccountState({ plans: [one, two], subscriptions: [subscription], account });
  return aStory({ ...state, credit: priceIn(currency, 0) }, day);
}

/** What is open less what is credited, in minor units. */
function owedBy({ state }: Story, currency: string): bigint {
  const open = state.openInvoices.reduce((sum, it) => sum + unitsOf(it.open, currency), 0n);
  return open - unitsOf(state.credit, currency);
}

describe('a change between plans of the same interval', () => {
  it(`to the same price nets to zero, in ${CASES} cases (MP-10)`, LONG, () => {
    fc.assert(
      fc.property(anyCase, (made) => {
        const prices: [number, number] = [made.prices[0], made.prices[0]];
        const units: [number, number] = [made.units[0], made.units[0]];
        const story = begin({ ...made, prices, units });
        const owed = owedBy(story, made.currency);
        const id = story.accept(aRequest({ plan: 'two', units: units[0] }));
        const applied = story.applied(id);
        expect(unitsOf(applied?.net ?? '1', made.currency)).toBe(0n);
        expect(applied?.credit).toBe(applied?.charge);
        expect(owedBy(story, made.currency)).toBe(owed);
      }),
      { numRuns: CASES },
    );
  });

  it(`and back in one period and day nets to zero, in ${CASES} cases (MP-10)`, LONG, () => {
    fc.assert(
      fc.property(anyCase, (made) => {
        const story = begin(made);
        const before = story.subscription();
        const owed = owedBy(story, made.currency);
        const there = story.applied(story.accept(aRequest({ plan: 'two', units: made.units[1] })));
        const back = story.applied(story.accept(aRequest({ plan: 'one', units: made.units[0] })));
        const net = unitsOf(there?.net ?? '1', made.currency) + unitsOf(back?.net ?? '1', made.currency);
        expect(net).toBe(0n);
        const { planId, units, paidThrough, periodStart } = story.subscription();
        expect({ planId, units, paidThrough, periodStart }).toEqual({
          planId: before.planId,
          units: before.units,
          paidThrough: before.paidThrough,
          periodStart: before.periodStart,
        });
        expect(owedBy(story, made.currency)).toBe(owed);
      }),
      { numRuns: CASES },
    );
  });

  it(`day after day never credits more than was charged, in ${CASES} cases (MP-10)`, LONG, () => {
    fc.assert(
      fc.property(anyCase, fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 6 }), (made, steps) => {
        const story = begin(made);
        let plan: 'one' | 'two' = 'two';
        for (const step of steps) {
          const next = addDays(story.now.slice(0, 10), step);
          if (next > story.subscription().paidThrough) break;
          story.advanceTo(next);
          story.accept(aRequest({ plan, units: made.units[plan === 'one' ? 0 : 1] }));
          plan = plan === 'one' ? 'two' : 'one';
        }
        const { currency } = made;
        const opening = begin(made)
          .subscription()
          .charges.map((it) => [it.id, unitsOf(it.amount, currency)] as const);
        const charged = new Map(opening);
        for (const it of story.effects) {
          if (it.type === 'charged') charged.set(it.charge.id, unitsOf(it.charge.amount, currency));
          if (it.type !== 'charge-credited') continue;
          const left = (charged.get(it.chargeId) ?? -1n) - unitsOf(it.amount, currency);
          charged.set(it.chargeId, left);
          expect(left >= 0n).toBe(true);
        }
      }),
      { numRuns: CASES },
    );
  });
});
