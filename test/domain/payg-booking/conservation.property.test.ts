import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDomainError } from '../../../domain/errors.js';
import { addAmounts, negateAmount, sumAmounts } from '../../../domain/money/amount.js';
import { openBookings, paidOf } from '../../../domain/payg-booking/booking.js';
import { notPostedYet } from '../../../domain/payg-time/earn.js';
import type { Effect } from '../../../domain/subscription/effects.js';
import { TimeOracle } from '../../oracle/payg.js';
import { ids } from '../../support/builders.js';
import { PaygStory } from '../../support/payg-story.js';

const cents = (n: number) => `${Math.floor(n / 100)}.${String(n % 100).padStart(2, '0')}`;

type Step = (story: PaygStory) => unknown;

const later =
  (ms: number): Step =>
  (story) =>
    story.advanceTo(new Date(Date.parse(story.now) + ms).toISOString());

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 3 * 86_400_000 }).map(later) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 4 * 3_600_000 }).map(later) },
  {
    weight: 5,
    arbitrary: fc
      .record({ amount: fc.integer({ min: 1, max: 15_000 }), ago: fc.integer({ min: 0, max: 5 * 3_600_000 }) })
      .map(
        ({ amount, ago }): Step =>
          (story) => {
            const paidAt = new Date(Date.parse(story.now) - ago).toISOString();
            return story.pay(cents(amount), { paidAt });
          },
      ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('radio', 'tv', 'fan').map(
      (plan): Step =>
        (story) =>
          story.book(plan),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.record({ nth: fc.nat(5), part: fc.boolean() }).map(
      ({ nth, part }): Step =>
        (story) => {
          const all = story.transactions('payment');
          const id = all[all.length - 1 - (nth % Math.max(1, all.length))]?.id;
          return id && story.useOnTime([id], part);
        },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Step>((story) => {
      const transactionId = story.service().conversion?.transactionId ?? 'none';
      return story.revise({ command: 'use-conversion-payment', transactionId });
    }),
  },
  { weight: 2, arbitrary: fc.constant<Step>((story) => story.revise({ command: 'collect' })) },
  { weight: 1, arbitrary: fc.constant<Step>((story) => story.revise({ command: 'cancel' })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Step>(
      (story) => story.cancelService(),
      (story) => story.cancelService(new Date(Date.parse(story.now) + 86_400_000).toISOString().slice(0, 10)),
      (story) => story.cancelService(null),
    ),
  },
);

/** Takes a step, or leaves everything as it is where a rule refuses it. */
function attempt(story: PaygStory, step: Step): void {
  try {
    step(story);
  } catch (error) {
    const isWithoutBooking = error instanceof Error && error.message === 'no booking is open';
    if (!isDomainError(error) && !isWithoutBooking) throw error;
  }
}

function holds(story: PaygStory): void {
  const journal = notPostedYet(story.state, story.now, ids);
  const earned: Effect[] = journal ? [{ type: 'journal-posted', journal }] : [];
  const used = negateAmount(addAmounts(story.balance('revenue'), revenueOf(earned), 'USD'), 'USD');
  const left = story.timeLeft();
  const [booking] = openBookings(story.state);
  const held = booking ? paidOf(booking) : '0.00';
  const linked = story.service().conversion?.payments.map((it) => it.amount) ?? [];
  const goodwill = story.balance('goodwill');
  // Money in, and what was given, is what was used, what is left, what is held and what is credit, to the cent.
  expect(sumAmounts([used, left, held, ...linked, story.state.credit], 'USD')).toBe(
    addAmounts(story.moneyIn(), goodwill, 'USD'),
  );
  expect(story.balance('down-payment')).toBe(negateAmount(held, 'USD'));
  expect(story.balance('conversion-held')).toBe(negateAmount(sumAmounts(linked, 'USD'), 'USD'));
  expect(addAmounts(story.balance('unearned-time'), revenueLess(earned), 'USD')).toBe(negateAmount(left, 'USD'));
  for (const it of story.effects) {
    if (it.type !== 'journal-posted') continue;
    expect(
      sumAmounts(
        it.journal.postings.map((posting) => posting.amount),
        'USD',
      ),
    ).toBe('0.00');
  }
  timeAddsUp(story);
}

/** The seconds of the transactions are the stretches during which it was or will be on. */
function timeAddsUp(story: PaygStory): void {
  const bought = story.transactions().reduce((sum, it) => sum + it.seconds, 0);
  const on = story.service().spans.reduce((sum, it) => sum + Date.parse(it.to) - Date.parse(it.from), 0);
  expect(on).toBe(bought * 1000);
  const money = story.transactions().map((it) => addAmounts(it.amount, negateAmount(it.goodwill, 'USD'), 'USD'));
  const [booking] = openBookings(story.state);
  const isRecorded = booking?.state === 'install-collect';
  const own = booking?.data.holdings.map((it) => addAmounts(it.amount, negateAmount(it.goodwill, 'USD'), 'USD')) ?? [];
  const waiting = isRecorded ? [] : own;
  const given = goodwillTwice(story);
  expect(sumAmounts([...money, ...waiting, given, story.state.credit], 'USD')).toBe(story.moneyIn());
}

/** Goodwill stands on the reversal that it was given with and, once the down payment is there, on that too. */
function goodwillTwice(story: PaygStory): string {
  const onReversals = story.transactions('reversal').filter((it) => it.ofId !== null);
  return sumAmounts(
    onReversals.map((it) => it.goodwill),
    'USD',
  );
}

function revenueOf(effects: readonly Effect[]): string {
  const postings = effects.flatMap((it) => (it.type === 'journal-posted' ? it.journal.postings : []));
  return sumAmounts(
    postings.filter((it) => it.ledgerAccount === 'revenue').map((it) => it.amount),
    'USD',
  );
}

function revenueLess(effects: readonly Effect[]): string {
  return negateAmount(revenueOf(effects), 'USD');
}

describe('any sequence of payments, bookings, waits, old payments, collecting, cancelling a booking or the subscription', () => {
  it('has money in = money used + money left + money held, to the cent, at every instant (EN-02, PB-16, MP-27)', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('full' as const, 'unused' as const),
        fc.array(steps, { maxLength: 25 }),
        (onTimeValuation, sequence) => {
          const payments = [
            { amount: '120.00', paidAt: '2026-09-01T00:00:00.000Z', reference: 'September' },
            { amount: '350.00', paidAt: '2026-10-01T00:00:00.000Z', reference: 'October' },
          ];
          const open = { onUntil: '2026-11-12T01:02:03.456Z', convertedFrom: { payments } };
          const story = new PaygStory('12:00', { settings: { onTimeValuation, useCreditAutomatically: true }, open });
          for (const step of sequence) {
            attempt(story, step);
            holds(story);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('time that is bought and used up', () => {
  it('is what an oracle in fractions says, to the second and the cent', () => {
    const rates = fc.integer({ min: 1, max: 5_000 }).map(cents);
    const payments = fc.array(
      fc.record({ amount: fc.integer({ min: 1, max: 20_000 }), wait: fc.integer({ min: 0, max: 500_000 }) }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(rates, payments, (dailyRate, all) => {
        const rate = { version: 1, dailyRate, downPayment: '0.00', from: '2020-01-01T00:00:00.000Z' };
        const lamp = {
          id: 'lamp',
          code: 'lamp',
          name: 'Lamp',
          status: 'active' as const,
          currency: 'USD',
          rates: [rate],
        };
        const story = new PaygStory('12:00', { products: [lamp], paths: [] });
        const oracle = new TimeOracle(dailyRate);
        for (const { amount, wait } of all) {
          story.pay(cents(amount));
          oracle.buy(BigInt(amount));
          later(wait * 1000)(story);
          oracle.pass(BigInt(wait));
          expect([BigInt(story.secondsLeft()), story.timeLeft()]).toEqual([oracle.secondsLeft(), oracle.valueLeft()]);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
