import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../domain/settings.js';
import { anAccountState, anOpenInvoice, aPlan, aSubscription } from '../../support/builders.js';
import { OrderStory } from '../../support/order-story.js';

interface Example {
  readonly case: string;
  readonly from: string;
  readonly to: string;
  readonly on: string;
  readonly setup?: string;
  readonly settings?: Partial<Settings>;
  /** The term's invoice is open, and an admin orders. */
  readonly unpaid?: boolean;
  readonly credit: string;
  readonly due: string;
  readonly toCredit: string;
  readonly lost: string;
}

const NOTHING = { toCredit: '0.00', lost: '0.00' };

const EXAMPLES: readonly Example[] = [
  { case: '10 -> 20 on 11-01', from: '10', to: '20', on: '2026-11-01', credit: '10.00', due: '10.00', ...NOTHING },
  {
    case: '10 -> 5 on 11-01',
    from: '10',
    to: '5',
    on: '2026-11-01',
    credit: '10.00',
    due: '0.00',
    toCredit: '5.00',
    lost: '0.00',
  },
  {
    case: '10 -> 20 on 11-01, setup 15',
    from: '10',
    to: '20',
    on: '2026-11-01',
    setup: '15',
    credit: '10.00',
    due: '25.00',
    ...NOTHING,
  },
  {
    case: '10 -> 20 on 11-01, setup 15, chargeSetupPrices off',
    from: '10',
    to: '20',
    on: '2026-11-01',
    setup: '15',
    settings: { chargeSetupPrices: false },
    credit: '10.00',
    due: '10.00',
    ...NOTHING,
  },
  {
    case: '10 -> 20 on 11-16, provideProratedCredit off',
    from: '10',
    to: '20',
    on: '2026-11-16',
    settings: { provideProratedCredit: false },
    credit: '0.00',
    due: '20.00',
    ...NOTHING,
  },
  {
    case: '10 -> 5 on 11-01, addCreditBalance off',
    from: '10',
    to: '5',
    on: '2026-11-01',
    settings: { addCreditBalance: false },
    credit: '10.00',
    due: '0.00',
    toCredit: '0.00',
    lost: '5.00',
  },
  { case: '10 -> 20 on 11-16', from: '10', to: '20', on: '2026-11-16', credit: '5.00', due: '15.00', ...NOTHING },
  {
    case: '9.99 -> 24.99 on 11-20, setup 4.99',
    from: '9.99',
    to: '24.99',
    on: '2026-11-20',
    setup: '4.99',
    credit: '3.66',
    due: '26.32',
    ...NOTHING,
  },
  {
    case: '50 -> 5 on 11-16, setup 10',
    from: '50',
    to: '5',
    on: '2026-11-16',
    setup: '10',
    credit: '25.00',
    due: '0.00',
    toCredit: '10.00',
    lost: '0.00',
  },
  {
    case: '10 -> 20 on 11-16, upgradeTerm keep',
    from: '10',
    to: '20',
    on: '2026-11-16',
    settings: { upgradeTerm: 'keep' },
    credit: '5.00',
    due: '5.00',
    ...NOTHING,
  },
  {
    case: '10 -> 5 on 11-01, unpaid, by an admin',
    from: '10',
    to: '5',
    on: '2026-11-01',
    unpaid: true,
    credit: '10.00',
    due: '5.00',
    ...NOTHING,
  },
];

function begin({ from, to, on, setup, settings = {}, unpaid = false }: Example): OrderStory {
  const now = aPlan({ code: 'now', price: from });
  const next = aPlan({ code: 'next', price: to, ...(setup === undefined ? {} : { setupFee: setup }) });
  const paid = aSubscription({ plan: now });
  const invoice = anOpenInvoice({ id: 'november', issuedOn: '2026-11-01', open: `${from}.00` });
  const charges = paid.charges.map((it) => ({ ...it, invoiceId: invoice.id }));
  const subscription = unpaid ? { ...paid, charges } : paid;
  const openInvoices = unpaid ? [invoice] : [];
  return new OrderStory(
    anAccountState({ plans: [now, next], subscriptions: [subscription], settings, openInvoices }),
    on,
  );
}

describe('the worked examples of package orders', () => {
  it.each(EXAMPLES)('quote $case (PO-02, PO-03, PO-04, PO-05, PO-15, PO-17)', (example) => {
    const { credit, dueToday, toAccountCredit, forfeited } = begin(example).quote('next');
    expect({ credit, due: dueToday, toCredit: toAccountCredit, lost: forfeited }).toEqual({
      credit: example.credit,
      due: example.due,
      toCredit: example.toCredit,
      lost: example.lost,
    });
  });

  it.each(EXAMPLES)('and post $case as it was quoted, once it is paid (PO-11, PO-13)', (example) => {
    const story = begin(example);
    const id = story.order('next', { asAdmin: true });
    expect(story.subscription().planId).toBe(example.due === '0.00' ? 'next' : 'now');
    if (example.due !== '0.00') {
      expect([story.stateOf(id), story.balance('revenue')]).toEqual(['awaiting-payment', '0.00']);
      story.pay('p', example.due, { invoiceId: `inv:${id}` });
    }
    expect([story.stateOf(id), story.subscription().planId]).toEqual(['applied', 'next']);
    expect(story.state.credit).toBe(example.toCredit);
    expect(story.balance('forfeited-credit')).toBe(example.lost);
    expect(story.balance('order-deposit')).toBe('0.00');
    expect(story.balance('cash')).toBe(example.due);
    expect([story.state.openInvoices, story.state.orderInvoices]).toEqual([[], []]);
    const { periodStart, paidThrough } = story.subscription();
    const kept = example.settings?.upgradeTerm === 'keep';
    expect(periodStart).toBe(kept ? '2026-11-01' : example.on);
    expect(paidThrough).toBe(
      kept ? '2026-11-30' : { '01': '2026-11-30', '16': '2026-12-15', '20': '2026-12-19' }[example.on.slice(8)],
    );
  });

  it('never credit more than is left of what was charged (PO-02)', () => {
    const [example] = EXAMPLES;
    if (!example) throw new Error('no example');
    const story = begin(example).edit((state) => ({
      ...state,
      subscriptions: state.subscriptions.map((it) => ({
        ...it,
        charges: it.charges.map((charge) => ({ ...charge, credited: '8.00' })),
      })),
    }));
    expect(story.quote('next')).toMatchObject({ credit: '2.00', dueToday: '18.00' });
  });
});
