import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNegative, sumAmounts } from '../../../domain/money/amount.js';
import { difference, Till } from '../../support/till.js';

const cents = (n: number) => `${Math.floor(n / 100)}.${String(n % 100).padStart(2, '0')}`;
const amount = fc.integer({ min: 1, max: 10_000 }).map(cents);
const paymentId = fc.constantFrom('p1', 'p2', 'p3', 'p4');

type Step = (till: Till) => Till;

const payment: fc.Arbitrary<Step> = fc
  .record({
    id: paymentId,
    amount,
    currency: fc.constantFrom('USD', 'USD', 'USD', 'EUR'),
    named: fc.constantFrom(null, 'inv:a', 'inv:b'),
  })
  .map(
    ({ id, amount, currency, named }) =>
      (till) =>
        till.pay(id, amount, { currency, names: { invoiceId: named } }),
  );

const refund: fc.Arbitrary<Step> = fc
  .record({
    of: paymentId,
    id: fc.constantFrom('r1', 'r2', 'r3', 'r4'),
    amount,
    kind: fc.constantFrom('refund' as const, 'dispute' as const),
  })
  .map(
    ({ of, id, amount, kind }) =>
      (till) =>
        till.refund(of, id, amount, kind),
  );

const startedId = fc.constantFrom('s1', 's2', 's3');

const startedRefund: fc.Arbitrary<Step> = fc.record({ of: paymentId, id: startedId, amount }).map(
  ({ of, id, amount }) =>
    (till) =>
      till.startRefund(of, id, amount),
);

const refundMade: fc.Arbitrary<Step> = fc
  .record({
    id: startedId,
    by: fc.constantFrom('answer' as const, 'webhook' as const, 'webhook-without-our-id' as const),
  })
  .map(
    ({ id, by }) =>
      (till) =>
        till.refundMade(id, by),
  );

const invoice: fc.Arbitrary<Step> = fc
  .record({ amount, day: fc.integer({ min: 1, max: 28 }) })
  .map(({ amount, day }) => (till) => {
    const id = ['a', 'b', 'c', 'd', 'e', 'f'][till.effects.filter((it) => it.type === 'invoice-issued').length];
    return id === undefined ? till : till.invoice(id, amount, `2026-11-${String(day).padStart(2, '0')}`);
  });

function holds(till: Till): void {
  const received = [...till.payments.values()].map((it) => it.amount);
  const { toInvoices, credited, refunded } = till.whereItWent();
  expect(difference(received, [toInvoices, credited, refunded])).toBe('0.00');
  expect(difference([till.balance('cash'), refunded], received)).toBe('0.00');
  expect(isNegative(till.state.credit)).toBe(false);
  expect(difference([till.balance('account-credit')], [])).toBe(difference([], [till.state.credit]));
  const open = till.state.openInvoices.map((it) => it.open);
  expect(till.balance('receivable')).toBe(sumAmounts(open, 'USD'));
  for (const it of till.effects) {
    if (it.type !== 'journal-posted') continue;
    expect(
      difference(
        it.journal.postings.map((posting) => posting.amount),
        [],
      ),
    ).toBe('0.00');
  }
}

/** Each refund that the provider made is counted once, whoever told of it first, and a payment gives back no more than it is. */
function countsEachRefundOnce(till: Till): void {
  const ids = till.refunds.flatMap((it) => (it.externalId === null ? [] : [it.externalId]));
  expect(ids).toEqual([...new Set(ids)]);
  for (const it of till.refunds) {
    if (it.state !== 'made') expect(it.taken).toBeNull();
    if (it.state === 'made' && till.payments.has(it.paymentId)) expect(it.taken).not.toBeNull();
  }
  for (const [id, { amount }] of till.payments) {
    const taken = till.refunds.flatMap((it) => (it.paymentId === id && it.taken !== null ? [it.taken] : []));
    expect(isNegative(difference([amount], taken))).toBe(false);
  }
}

describe('any sequence of payments, refunds, disputes and invoices (EN-02, EN-13, EN-14)', () => {
  it('has money in = allocated + credited + refunded + unallocated, and account credit never below zero', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(fc.oneof(payment, refund, invoice), { maxLength: 14 }), (isAuto, steps) => {
        const till = new Till({ useCreditAutomatically: isAuto });
        for (const step of steps) step(till);
        holds(till);
      }),
      { numRuns: 2_000 },
    );
  });

  it('with refunds that we start, answered and reported in any order and number, counts each once', () => {
    const step = fc.oneof(payment, refund, invoice, startedRefund, startedRefund, refundMade, refundMade);
    fc.assert(
      fc.property(fc.boolean(), fc.array(step, { maxLength: 20 }), (isAuto, steps) => {
        const till = new Till({ useCreditAutomatically: isAuto });
        for (const it of steps) it(till);
        holds(till);
        countsEachRefundOnce(till);
      }),
      { numRuns: 2_000 },
    );
  });

  it('ends with the same money in whatever order the events come (F7)', () => {
    const steps = fc.array(fc.oneof(payment, refund), { minLength: 2, maxLength: 6 });
    const facts = steps.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(
      fc.property(amount, amount, facts, (first, second, [told, shuffled]) => {
        const live = (steps: readonly Step[]) => {
          const till = new Till().invoice('a', first).invoice('b', second);
          for (const step of steps) step(till);
          return ['cash', 'receivable', 'account-credit'].map((it) => till.balance(it));
        };
        // The same id with another amount would be another fact: the first one that comes is it, so each is told once here.
        fc.pre(areDistinct(told));
        expect(live(shuffled)).toEqual(live(told));
      }),
      { numRuns: 500 },
    );
  });
});

function areDistinct(steps: readonly Step[]): boolean {
  const ids: string[] = [];
  const probe = {
    pay: (id: string) => ids.push(id),
    refund: (_of: string, id: string) => ids.push(id),
  } as unknown as Till;
  for (const step of steps) step(probe);
  return new Set(ids).size === ids.length;
}
