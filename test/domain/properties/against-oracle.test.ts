import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, maxDate, minDate } from '../../../domain/calendar/civil-date.js';
import { isDomainError } from '../../../domain/errors.js';
import { minorUnit } from '../../../domain/money/currency.js';
import { masterPlanChange, type OracleChange } from '../../oracle/master-plan-change.js';
import { anyCurrency, anyInterval, anyPriceUnits, anyTimeline, anyUnits, priceIn } from '../../support/arbitraries.js';
import { anAccountState, aPlan, aRequest, aSubscription } from '../../support/builders.js';
import { casesOf, LONG } from '../../support/cases.js';
import { aStory } from '../../support/story.js';

const CASES = casesOf(10_000);

const anyChange = fc
  .record({
    currency: anyCurrency,
    oldInterval: anyInterval,
    newInterval: anyInterval,
    isEqual: fc.boolean(),
    oldPrice: anyPriceUnits,
    newPrice: anyPriceUnits,
    oldUnits: anyUnits,
    newUnits: anyUnits,
    option: fc.constantFrom(
      'none' as const,
      'full' as const,
      'full' as const,
      'charge-only' as const,
      'credit-only' as const,
    ),
    offsetMonths: fc.option(fc.integer({ min: 1, max: 14 }), { freq: 4, nil: undefined }),
    into: fc.double({ min: 0, max: 1, noNaN: true }),
    startsAt: fc.option(fc.double({ min: -0.1, max: 1.1, noNaN: true }), { freq: 4, nil: undefined }),
  })
  .chain((made) => anyTimeline(made.oldInterval).map((timeline) => ({ ...made, timeline })))
  .map(({ timeline, into, startsAt, isEqual, ...made }) => {
    const { periodStart, paidThrough, lastBilled, billDay } = timeline;
    const next = addDays(paidThrough, 1);
    const length = (Date.parse(next) - Date.parse(periodStart)) / 86_400_000;
    const at = (share: number) => addDays(periodStart, Math.round(share * length));
    const change: OracleChange = {
      oldInterval: made.oldInterval,
      newInterval: isEqual ? made.oldInterval : made.newInterval,
      oldPrice: priceIn(made.currency, made.oldPrice),
      newPrice: priceIn(made.currency, made.newPrice),
      oldUnits: made.oldUnits,
      newUnits: made.newUnits,
      decimals: minorUnit(made.currency),
      billDay,
      periodStart,
      paidThrough,
      lastBilled,
      effectiveDate: minDate(maxDate(at(into), periodStart), next),
      option: made.option,
      ...(startsAt === undefined ? {} : { prorationStart: at(startsAt) }),
      ...(made.offsetMonths === undefined ? {} : { offsetMonths: made.offsetMonths }),
    };
    return { change, currency: made.currency };
  });

/** The same change by the engine: asked for on the last paid day at the latest, so that a renewal of the day comes after it. */
function byTheEngine(change: OracleChange, currency: string) {
  const { billDay, periodStart, paidThrough, lastBilled, effectiveDate } = change;
  const old = aPlan({ code: 'old', price: change.oldPrice, interval: change.oldInterval, currency });
  const next = aPlan({ code: 'new', price: change.newPrice, interval: change.newInterval, currency });
  const subscription = aSubscription({
    plan: old,
    units: change.oldUnits,
    currency,
    billDay,
    periodStart,
    paidThrough,
    lastBilled,
  });
  const state = anAccountState({ plans: [old, next], subscriptions: [subscription], account: { currency, billDay } });
  const story = aStory(state, minDate(effectiveDate, paidThrough));
  const request = aRequest({
    plan: 'new',
    units: change.newUnits,
    scope: 'on-date',
    effectiveDate,
    proration: change.option,
    ...(change.prorationStart === undefined ? {} : { prorationStart: change.prorationStart }),
    ...(change.offsetMonths === undefined ? {} : { offsetMonths: change.offsetMonths }),
  });
  return { story, request };
}

const REFUSALS = {
  'proration-start': 'proration-start-out-of-range',
  'offset-months': 'offset-months-refused',
} as const;

describe('the engine against integers that were worked out apart (MP-10 to MP-14, MP-22, MP-25)', () => {
  it(`agrees on amounts, dates and refusals in ${CASES} random changes`, LONG, () => {
    const seen = { refused: 0, posted: 0, withheld: 0 };
    fc.assert(
      fc.property(anyChange, ({ change, currency }) => {
        const expected = masterPlanChange(change);
        const { story, request } = byTheEngine(change, currency);
        if (expected.refusal) {
          seen.refused += 1;
          const code = REFUSALS[expected.refusal];
          expect(refusalOf(() => story.quote(request))).toBe(code);
          return;
        }
        const before = story.subscription();
        const id = story.accept(request);
        story.advanceTo(expected.nextBillDate);
        const applied = story.applied(id);
        if (!applied) throw new Error('the change was not applied');
        const { credit, charge, net, prorationEnd, nextBillDate } = applied;
        const { paidThrough, lastBilled, periodStart } = { ...before, ...applied.result };
        const told = { credit, charge, net, prorationEnd, nextBillDate, paidThrough, periodStart };
        const { posted, lastBilled: billed, ...rest } = expected;
        if (!isDeepStrictEqual(told, rest)) expect(told).toEqual(rest);
        if (applied.lines.length > 0) expect(lastBilled).toBe(billed);
        expect(applied.currency).toBe(currency);
        seen[posted ? 'posted' : 'withheld'] += 1;
        const bill = story.documents().at(-1);
        expect([bill?.issuedOn, bill?.total]).toEqual([nextBillDate, applied.nextBillAmount]);
      }),
      { numRuns: CASES },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(CASES / 50);
  });
});

function refusalOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (isDomainError(error)) return error.code;
    throw error;
  }
}
