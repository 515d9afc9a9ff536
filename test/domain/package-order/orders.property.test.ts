import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDomainError } from '../../../domain/errors.js';
import { sumAmounts } from '../../../domain/money/amount.js';
import { balancesOf, journalsOf, sumsByCurrency, unitsOf } from '../../support/books.js';
import { anAccountState, aPlan, aSubscription, WEEK, YEAR } from '../../support/builders.js';
import { OrderStory } from '../../support/order-story.js';

const PLANS = [
  aPlan({ code: 'ten', price: '9.99' }),
  aPlan({ code: 'twenty', price: '24.99', setupFee: '4.99' }),
  aPlan({ code: 'five', price: '5.01', setupFee: '1.00' }),
  aPlan({ code: 'year', price: '100.00', interval: YEAR }),
  aPlan({ code: 'week', price: '7.00', interval: WEEK }),
];

const STEPS = fc.oneof(
  fc.record({
    kind: fc.constant('order' as const),
    plan: fc.constantFrom('ten', 'twenty', 'five', 'year', 'week'),
    asAdmin: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('pay' as const), cents: fc.integer({ min: 1, max: 4000 }) }),
  fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 400 }) }),
  fc.record({ kind: fc.constantFrom('cancel' as const, 'process' as const, 'undo' as const, 'refund' as const) }),
);

const SETTINGS = fc.record({
  chargeSetupPrices: fc.boolean(),
  provideProratedCredit: fc.boolean(),
  addCreditBalance: fc.boolean(),
  automaticProcessing: fc.boolean(),
  useCreditAutomatically: fc.boolean(),
  downgradeTiming: fc.constantFrom('now' as const, 'end-of-term' as const),
  upgradeTerm: fc.constantFrom('new' as const, 'keep' as const),
  orderExpiryDays: fc.integer({ min: 0, max: 9 }),
});

type Step = typeof STEPS extends fc.Arbitrary<infer T> ? T : never;

function take(story: OrderStory, step: Step, index: number): void {
  const open = story.state.changes[0]?.id ?? '';
  switch (step.kind) {
    case 'order':
      story.order(step.plan, { asAdmin: step.asAdmin });
      return;
    case 'pay':
      story.pay(`p${index}`, (step.cents / 100).toFixed(2));
      return;
    case 'wait':
      story.advanceTo(new Date(Date.parse(story.now) + step.hours * 3_600_000).toISOString());
      return;
    case 'refund': {
      const held = story.state.orderInvoices.flatMap((it) => it.paid).find((it) => it.source !== 'account-credit');
      if (held && held.source !== 'account-credit') story.refund(held.source.paymentId, `r${index}`);
      return;
    }
    default:
      if (open !== '') story.revise(open, step.kind);
  }
}

/** What holds after every step, whatever was done. */
function check(story: OrderStory): void {
  const { state } = story;
  const journals = journalsOf(story.effects);
  for (const it of journals) expect(sumsByCurrency(it).every((sum) => sum === 0n)).toBe(true);
  const balances = balancesOf(journals);
  const paid = sumAmounts(
    state.orderInvoices.flatMap((it) => it.paid.map((part) => part.amount)),
    'USD',
  );
  expect(-(balances['order-deposit'] ?? 0n)).toBe(unitsOf(paid, 'USD'));
  expect(-(balances['account-credit'] ?? 0n)).toBe(unitsOf(state.credit, 'USD'));
  expect(unitsOf(state.credit, 'USD')).toBeGreaterThanOrEqual(0n);
  expect(balances.receivable ?? 0n).toBe(
    unitsOf(
      sumAmounts(
        state.openInvoices.map((it) => it.open),
        'USD',
      ),
      'USD',
    ),
  );
  expect(state.orderInvoices.length).toBeLessThanOrEqual(state.changes.length);
  expect(state.changes.length).toBeLessThanOrEqual(1);
  for (const { charges, paidThrough } of state.subscriptions) {
    const live = charges.filter((it) => it.from < it.liveTo);
    for (const [index, it] of live.entries())
      if (index > 0) expect(it.from >= (live[index - 1]?.liveTo ?? '')).toBe(true);
    const last = live.at(-1);
    if (last) expect(last.liveTo > paidThrough).toBe(true);
    for (const it of charges) expect(Number(it.credited)).toBeLessThanOrEqual(Number(it.amount));
  }
}

describe('whatever is done with orders', () => {
  it('the books balance, what is held is what was paid, no day is charged twice, no credit is below zero (PO-09 to PO-14)', () => {
    fc.assert(
      fc.property(SETTINGS, fc.array(STEPS, { minLength: 4, maxLength: 14 }), (settings, steps) => {
        const plan = PLANS[0] ?? 'ten';
        const state = anAccountState({ plans: PLANS, settings, subscriptions: [aSubscription({ plan })] });
        const story = new OrderStory(state, '2026-11-09');
        for (const [index, step] of steps.entries()) {
          try {
            take(story, step, index);
          } catch (error) {
            if (!isDomainError(error)) throw error;
          }
          check(story);
        }
      }),
      { numRuns: 300 },
    );
  });
});
