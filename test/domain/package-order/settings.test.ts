import { describe, expect, it } from 'vitest';
import type { OrderQuote } from '../../../domain/package-order/order.js';
import type { Settings } from '../../../domain/settings.js';
import { type OracleMoney, type OracleOrder, oracleOrder } from '../../oracle/package-order.js';
import { balancesOf, journalsOf, sumsByCurrency } from '../../support/books.js';
import { anAccountState, anOpenInvoice, aPlan, aSubscription } from '../../support/builders.js';
import { OrderStory } from '../../support/order-story.js';

type Combination = Pick<
  Settings,
  'chargeSetupPrices' | 'provideProratedCredit' | 'addCreditBalance' | 'downgradeTiming' | 'upgradeTerm'
>;

const BOTH = [true, false] as const;

/** Every combination of the settings that change an amount. */
const COMBINATIONS: readonly Combination[] = BOTH.flatMap((chargeSetupPrices) =>
  BOTH.flatMap((provideProratedCredit) =>
    BOTH.flatMap((addCreditBalance) =>
      (['now', 'end-of-term'] as const).flatMap((downgradeTiming) =>
        (['new', 'keep'] as const).map((upgradeTerm) => ({
          chargeSetupPrices,
          provideProratedCredit,
          addCreditBalance,
          downgradeTiming,
          upgradeTerm,
        })),
      ),
    ),
  ),
);

type Move = Pick<OracleOrder, 'from' | 'to' | 'setupFee' | 'on' | 'unpaid' | 'term'>;

const NOVEMBER = ['2026-11-01', '2026-11-30'] as const;
const MOVES: readonly Move[] = [
  { from: '9.99', to: '24.99', setupFee: '4.99', on: '2026-11-20', unpaid: '0.00', term: NOVEMBER },
  { from: '50.00', to: '5.00', setupFee: '10.00', on: '2026-11-16', unpaid: '0.00', term: NOVEMBER },
  { from: '19.95', to: '4.95', setupFee: '2.50', on: '2026-11-07', unpaid: '7.10', term: NOVEMBER },
  { from: '10.00', to: '20.00', setupFee: '0.00', on: '2026-11-30', unpaid: '10.00', term: NOVEMBER },
  {
    from: '29.90',
    to: '29.90',
    setupFee: '1.00',
    on: '2026-02-11',
    unpaid: '0.00',
    term: ['2026-02-01', '2026-02-28'],
  },
];

const CASES = COMBINATIONS.flatMap((settings) =>
  MOVES.map((move) => ({ name: `${nameOf(settings)}: ${move.from} -> ${move.to}`, settings, move })),
);

function nameOf(it: Combination): string {
  const off = (name: keyof Combination) => (it[name] ? [] : [`${name} off`]);
  return [
    ...off('chargeSetupPrices'),
    ...off('provideProratedCredit'),
    ...off('addCreditBalance'),
    it.downgradeTiming,
    it.upgradeTerm,
  ].join(', ');
}

function begin(settings: Combination, { from, to, setupFee, on, unpaid, term }: Move): OrderStory {
  const [periodStart, paidThrough] = term;
  const now = aPlan({ code: 'now', price: from });
  const next = aPlan({ code: 'next', price: to, setupFee });
  const paid = aSubscription({ plan: now, periodStart, paidThrough });
  const isOpen = unpaid !== '0.00';
  const invoice = anOpenInvoice({ id: 'term', issuedOn: periodStart, open: unpaid });
  const charges = paid.charges.map((it) => ({ ...it, ...(isOpen ? { invoiceId: 'term' } : {}) }));
  const openInvoices = isOpen ? [invoice] : [];
  const plans = [now, next];
  return new OrderStory(anAccountState({ plans, subscriptions: [{ ...paid, charges }], openInvoices, settings }), on);
}

/** Everything that an order posts balances, and comes to what was quoted. */
function checkBooks(story: OrderStory, quoted: OracleMoney): void {
  const journals = journalsOf(story.effects);
  for (const it of journals) expect(sumsByCurrency(it).every((sum) => sum === 0n)).toBe(true);
  const balances = balancesOf(journals);
  const cents = (amount: string) => BigInt(amount.replace('.', ''));
  expect(balances['order-deposit'] ?? 0n).toBe(0n);
  expect(balances.cash ?? 0n).toBe(cents(quoted.dueToday) + cents(quoted.dueAtTermEnd));
  expect(-(balances['forfeited-credit'] ?? 0n)).toBe(cents(quoted.forfeited));
  expect(story.state.credit).toBe(quoted.toAccountCredit);
}

describe('every combination of the settings that change an amount (PO-02 to PO-05, PO-15 to PO-17)', () => {
  it.each(CASES)('$name', ({ settings, move }) => {
    const quoted = oracleOrder({ ...move, ...settings });
    const story = begin(settings, move);
    expect(story.quote('next')).toMatchObject({ ...quoted });
    const id = story.order('next', { asAdmin: true });
    if (quoted.dueToday !== '0.00') story.pay('p', quoted.dueToday, { invoiceId: `inv:${id}` });
    if (story.stateOf(id) === 'scheduled') {
      story.advanceTo(move.term[1] === '2026-02-28' ? '2026-03-01' : '2026-12-01');
      if (story.state.openInvoices.length > 0) story.pay('later', quoted.dueAtTermEnd, { invoiceId: `inv:${id}` });
    }
    expect([story.stateOf(id), story.subscription().planId]).toEqual(['applied', 'next']);
    const term = story.state.openInvoices.find((it) => it.id === 'term');
    const left = (Number(move.unpaid) - Number(quoted.toTermInvoice)).toFixed(2);
    expect(term?.open ?? '0.00').toBe(left);
    checkBooks(story, quoted);
  });
});

describe('the other settings of orders (PO-06, PO-09 to PO-11)', () => {
  it.each([
    { hideSetupFees: true },
    { automaticProcessing: false },
    { orderExpiryDays: 0 },
    { useCreditAutomatically: false },
    { settlementGrace: 'PT1H' },
  ])('%j changes no amount of a quote', (other) => {
    for (const { settings, move } of CASES) {
      const amounts = ({ dueToday, credit, toAccountCredit, forfeited, setupFee, dueAtTermEnd }: OrderQuote) => [
        dueToday,
        credit,
        toAccountCredit,
        forfeited,
        setupFee,
        dueAtTermEnd,
      ];
      const changed = begin({ ...settings, ...other }, move).quote('next');
      expect(amounts(changed)).toEqual(amounts(begin(settings, move).quote('next')));
    }
  });
});
