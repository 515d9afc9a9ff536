import { describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '../../../domain/calendar/civil-date.js';
import type { RecurringCharge } from '../../../domain/subscription/state.js';
import { balancesOf, journalsOf, unitsOf } from '../../support/books.js';
import { anAccountState, aPlan, aSubscription, WEEK, YEAR } from '../../support/builders.js';
import { OrderStory } from '../../support/order-story.js';

const PLANS = [
  aPlan({ code: 'ten', price: '9.99' }),
  aPlan({ code: 'twenty', price: '24.99', setupFee: '4.99' }),
  aPlan({ code: 'year', price: '100.00', interval: YEAR }),
  aPlan({ code: 'week', price: '7.00', interval: WEEK }),
];
const TURNS = ['twenty', 'year', 'week', 'ten'] as const;

/** Orders another package every 71 days and pays all that is open, for ten years. */
function liveTenYears(): OrderStory {
  const subscriptions = [
    aSubscription({ plan: PLANS[0] ?? 'ten', periodStart: '2026-01-01', paidThrough: '2026-01-31' }),
  ];
  const story = new OrderStory(anAccountState({ plans: PLANS, subscriptions }), '2026-01-05');
  for (let turn = 0, day = '2026-01-05'; day < '2036-01-05'; turn += 1, day = addDays(day, 71)) {
    story.advanceTo(`${day}T09:00:00.000Z`);
    const owed = story.state.openInvoices.reduce((sum, it) => sum + Number(it.open), 0);
    if (owed > 0) story.pay(`bills ${turn}`, owed.toFixed(2));
    const id = story.order(TURNS[turn % TURNS.length] ?? 'ten');
    const due = story.open(id)?.data.quote.dueToday;
    if (due !== undefined) story.pay(`order ${turn}`, due, { invoiceId: `inv:${id}` });
    expect(story.stateOf(id)).toBe('applied');
  }
  return story;
}

describe('ten years of one service with orders', () => {
  const story = liveTenYears();
  const charges = new Map<string, RecurringCharge>();
  for (const it of story.effects) {
    if (it.type === 'charged') charges.set(it.charge.id, it.charge);
    if (it.type !== 'charge-credited') continue;
    const charge = charges.get(it.chargeId);
    if (charge) charges.set(charge.id, { ...charge, liveTo: it.from });
  }

  it('charge each day once, and leave none out (PO-13, PO-14)', () => {
    const lived = [...charges.values()].filter((it) => it.from < it.liveTo).sort((a, b) => (a.from < b.from ? -1 : 1));
    const days = lived.reduce((sum, it) => sum + daysBetween(it.from, it.liveTo), 0);
    for (const [index, it] of lived.entries()) if (index > 0) expect(it.from).toBe(lived[index - 1]?.liveTo);
    const { paidThrough } = story.subscription();
    expect(days).toBe(daysBetween('2026-01-05', addDays(paidThrough, 1)));
  });

  it('earn what was paid and is not credit, and owe nothing (PO-05, PO-09, PO-13)', () => {
    const balances = balancesOf(journalsOf(story.effects));
    expect([balances['order-deposit'] ?? 0n, balances.receivable ?? 0n]).toEqual([0n, 0n]);
    expect(-(balances.revenue ?? 0n)).toBe((balances.cash ?? 0n) - unitsOf(story.state.credit, 'USD'));
    expect(story.history('o51').map((it) => it.event)).toEqual(['accepted', 'applied']);
  });
});
