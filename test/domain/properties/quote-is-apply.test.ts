import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../domain/calendar/civil-date.js';
import { isDomainError } from '../../../domain/errors.js';
import { quoteHash } from '../../../domain/quote-hash.js';
import { anyAccount, anyAsk, requestOf } from '../../support/arbitraries.js';
import { casesOf, LONG } from '../../support/cases.js';
import { aStory, type Story } from '../../support/story.js';

const CASES = casesOf(10_000);

const anyCase = fc.record({
  account: anyAccount,
  before: fc.array(anyAsk, { maxLength: 2 }),
  day: fc.integer({ min: 0, max: 40 }),
  asks: fc.array(anyAsk, { minLength: 8, maxLength: 8 }),
});

/** Accepts where nothing refuses it. */
function attempt(story: Story, ask: Parameters<typeof requestOf>[0]): void {
  try {
    story.accept(requestOf(ask, story.now.slice(0, 10)));
  } catch (error) {
    if (!isDomainError(error)) throw error;
  }
}

describe('a quote and what is applied (MP-23)', () => {
  it(`are deeply equal, and so are their hashes, in ${CASES} random pairs`, LONG, () => {
    const seen = { now: 0, later: 0 };
    fc.assert(
      fc.property(anyCase, ({ account, before, day, asks }) => {
        const today = addDays(account.start, day);
        const story = aStory(account.state, account.start);
        for (const ask of before) attempt(story, ask);
        story.advanceTo(`${today}T13:00:00.000Z`);
        for (const ask of asks) {
          const pair = quoteAndApply(story, requestOf(ask, story.now.slice(0, 10)));
          if (pair === null) continue;
          seen[pair.isLater ? 'later' : 'now'] += 1;
          const { quote, applied } = pair;
          if (!isDeepStrictEqual(applied, { ...quote, estimate: false }))
            expect(applied).toEqual({ ...quote, estimate: false });
          expect(applied && quoteHash(applied)).toBe(quoteHash(quote));
        }
      }),
      { numRuns: Math.ceil(CASES / 4) },
    );
    expect(seen.now + seen.later).toBeGreaterThan(CASES);
    expect(Math.min(seen.now, seen.later)).toBeGreaterThan(CASES / 10);
  });
});

/** Null where the domain refuses, or where no date is asked for and nothing is ever applied. */
function quoteAndApply(story: Story, request: ReturnType<typeof requestOf>) {
  try {
    const quote = story.quote(request);
    const { effectiveDate } = quote;
    const id = story.accept({ ...request, quoteHash: quoteHash(quote) });
    if (effectiveDate === null) return null;
    const isLater = quote.estimate;
    if (isLater) story.advanceTo(effectiveDate);
    return { quote, applied: story.applied(id), isLater };
  } catch (error) {
    if (isDomainError(error)) return null;
    throw error;
  }
}
