import { describe, expect, it } from 'vitest';
import type { DomainErrorCode } from '../../../domain/errors.js';
import { explainOrder } from '../../../domain/package-order/explanation.js';
import type { Client } from '../../../domain/package-order/offer.js';
import { offersFor } from '../../../domain/package-order/offer.js';
import { settingsSchema } from '../../../domain/settings.js';
import type { AccountState, Subscription } from '../../../domain/subscription/state.js';
import { aChange, anAccountState, anOpenInvoice, aPlan, aSubscription } from '../../support/builders.js';
import { aClient, type Ordering, OrderStory } from '../../support/order-story.js';
import { refusal } from '../../support/refusal.js';

const NOW = '2026-11-16T12:00:00.000Z';
const PLANS = [
  aPlan({ code: 'ten', price: '10.00' }),
  aPlan({ code: 'twenty', price: '20.00', setupFee: '4.99' }),
  aPlan({ code: 'gone', price: '15.00', status: 'inactive' }),
];
/** What it is suspended for: of a term before (PS-06). */
const SUSPENDING = { ...settingsSchema.parse({}), version: 1, suspension: true };
const OVERDUE = anOpenInvoice({ issuedOn: '2026-01-01' });
const UNPAID = anOpenInvoice({ id: 'november', issuedOn: '2026-11-01', open: '10.00' });
const OLDER = anOpenInvoice({ id: 'october', issuedOn: '2026-10-01', open: '10.00' });

function aState(changed: Partial<AccountState> = {}, subscription: Partial<Subscription> = {}): AccountState {
  const paid = aSubscription({ plan: PLANS[0] ?? 'ten' });
  return anAccountState({ plans: PLANS, subscriptions: [{ ...paid, ...subscription }], ...changed });
}

interface Refused {
  readonly name: string;
  readonly state: AccountState;
  readonly client?: Partial<Client>;
  readonly reason: string;
  /** How the client's order is refused, and the admin's: null where it is not. */
  readonly code: DomainErrorCode;
  readonly adminCode: DomainErrorCode | null;
}

const ordered = (state: AccountState): AccountState => {
  const story = new OrderStory(state, NOW);
  story.order('twenty');
  return story.state;
};

const REFUSED: readonly Refused[] = [
  {
    name: 'its group has no permission (PO-07)',
    state: aState(),
    client: { mayChangePackages: false },
    reason: 'no-permission',
    code: 'upgrade-not-permitted',
    adminCode: null,
  },
  {
    name: 'no path leads from its package (PO-01)',
    state: aState(),
    client: { offered: [] },
    reason: 'no-path',
    code: 'no-upgrade-path',
    adminCode: 'no-upgrade-path',
  },
  {
    name: 'the service is suspended (PO-08)',
    state: aState({ openInvoices: [OVERDUE], settings: SUSPENDING }, { status: 'suspended' }),
    reason: 'service-not-active',
    code: 'subscription-not-active',
    adminCode: 'subscription-not-active',
  },
  {
    name: 'the service is about to end',
    state: aState({}, { cancelledOn: '2026-11-20' }),
    reason: 'service-not-active',
    code: 'subscription-not-active',
    adminCode: 'subscription-not-active',
  },
  {
    name: 'the service is invoiced at the end of its periods',
    state: aState({}, { invoicing: 'backward', charges: [] }),
    reason: 'not-paid-ahead',
    code: 'subscription-not-paid-ahead',
    adminCode: 'subscription-not-paid-ahead',
  },
  {
    name: 'an order is open already (PO-12)',
    state: ordered(aState()),
    reason: 'order-open',
    code: 'order-open',
    adminCode: 'order-open',
  },
  {
    name: 'a change that was due needs attention (EN-15)',
    state: aState({ changes: [aChange({ effectiveDate: '2026-11-12', state: 'needs-attention' })] }),
    reason: 'change-open',
    code: 'change-already-open',
    adminCode: 'change-already-open',
  },
  {
    name: 'the current term is not paid (PO-15)',
    state: aState({ openInvoices: [UNPAID] }),
    reason: 'term-unpaid',
    code: 'term-unpaid',
    adminCode: null,
  },
];

describe('a service is offered nothing where', () => {
  it.each(REFUSED)('$name', ({ state, client = {}, reason, code, adminCode }) => {
    const subscription = state.subscriptions[0] ?? aSubscription();
    const { reasons, adminMayOrder } = offersFor(state, subscription, aClient(state, client), NOW);
    expect(reasons.map((it) => it.code)).toEqual([reason]);
    expect(adminMayOrder).toBe(adminCode === null);
    const order = (ordering: Ordering) => () => new OrderStory(state, NOW).order('twenty', { client, ...ordering });
    expect(order({})).toThrow(refusal(code));
    if (adminCode === null) expect(order({ asAdmin: true })).not.toThrow();
    else expect(order({ asAdmin: true })).toThrow(refusal(adminCode));
  });

  it('but an unpaid invoice of an earlier term is no reason (PO-15)', () => {
    const state = aState({ openInvoices: [OLDER] });
    expect(offersFor(state, state.subscriptions[0] ?? aSubscription(), aClient(state), NOW).reasons).toEqual([]);
  });
});

describe('what a service is offered (PO-01, PO-08)', () => {
  it('is what paths lead to, each with its quote; what cannot be had is told apart, with the reason', () => {
    const state = aState();
    const client = aClient(state, { offered: ['twenty', 'gone'] });
    const { offers, notOffered, reasons } = offersFor(state, state.subscriptions[0] ?? aSubscription(), client, NOW);
    expect(offers).toMatchObject([
      { planId: 'twenty', quote: { dueToday: '19.99', setupFee: '4.99', credit: '5.00' } },
    ]);
    expect(notOffered).toMatchObject([{ planId: 'gone', text: expect.stringContaining('not active') }]);
    expect(reasons).toEqual([]);
  });

  it('is refused where no path leads to it, though others do', () => {
    const order = () => new OrderStory(aState(), NOW).order('twenty', { client: { offered: ['gone'] } });
    expect(order).toThrow(refusal('no-upgrade-path', 'planId'));
  });

  it('is ordered by the quote that was seen, and refused with the difference where that no longer holds (PO-11)', () => {
    const story = new OrderStory(aState(), NOW);
    expect(() => story.order('twenty', { quoteHash: 'q1.e30' })).toThrow(refusal('quote-changed', 'quoteHash'));
  });
});

describe('the order of an unpaid term, by an admin (PO-15)', () => {
  it('is paid after the order where both are due on one day: the credit pays it as the order is applied', () => {
    const state = aState({ openInvoices: [{ ...UNPAID, issuedOn: '2026-11-16', dueOn: '2026-11-16' }] });
    const story = new OrderStory(state, NOW);
    const id = story.order('twenty', { asAdmin: true });
    const { dueToday } = story.open(id)?.data.quote ?? { dueToday: '0.00' };
    expect(dueToday).not.toBe('0.00');
    story.pay('p', dueToday);
    expect(story.stateOf(id)).toBe('applied');
  });

  it('reduces its invoice first, and only the rest of the credit counts', () => {
    const half = { ...UNPAID, open: '2.00' };
    const story = new OrderStory(aState({ openInvoices: [half, OLDER] }), NOW);
    expect(story.quote('twenty')).toMatchObject({ credit: '5.00', toTermInvoice: '2.00', dueToday: '21.99' });
    const id = story.order('twenty', { asAdmin: true });
    expect(story.state.openInvoices.map((it) => it.open)).toEqual(['2.00', '10.00']);
    story.pay('p', '21.99', { invoiceId: `inv:${id}` });
    expect(story.stateOf(id)).toBe('applied');
    expect(story.state.openInvoices.map((it) => it.id)).toEqual(['october']);
    expect(story.documents().map((it) => `${it.kind} ${it.total}`)).toEqual(['invoice 21.99', 'credit-note 2.00']);
  });

  it('leaves what was quoted for an invoice that has been paid since as account credit', () => {
    const story = new OrderStory(aState({ openInvoices: [UNPAID], credit: '0.00' }), NOW);
    const id = story.order('twenty', { asAdmin: true });
    story.pay('a', '10.00', { invoiceId: 'november' }).pay('b', '24.99', { invoiceId: `inv:${id}` });
    expect([story.stateOf(id), story.state.credit]).toEqual(['applied', '5.00']);
  });
});

describe('the answers of the support desk (PO-18)', () => {
  const explain = (story: OrderStory, id: string, client: Partial<Client> = {}) => {
    const order = story.open(id);
    if (!order) throw new Error(`${id} is not open`);
    return explainOrder(story.state, order, aClient(story.state, client), story.now);
  };

  it('tell why a client sees no upgrade, by the rules that refuse its order', () => {
    const story = new OrderStory(aState(), NOW);
    const id = story.order('twenty');
    const { noUpgrade } = explain(story, id, { mayChangePackages: false });
    expect(noUpgrade.reasons.map((it) => it.code)).toEqual(['no-permission', 'order-open']);
    expect(noUpgrade.text).toContain('no permission');
  });

  it('tell why the total is higher than the price: a setup fee that clients are not shown (PO-06)', () => {
    const settings = { ...aState().settings, hideSetupFees: true };
    const story = new OrderStory(aState({ settings }), NOW);
    const { totalHigher } = explain(story, story.order('twenty'));
    expect(totalHigher).toMatchObject({ applies: true, wayOut: expect.stringContaining('hideSetupFees') });
    expect(totalHigher.text).toContain('4.99 USD');
    const shown = new OrderStory(aState(), NOW);
    expect(explain(shown, shown.order('twenty')).totalHigher.applies).toBe(false);
  });

  it('tell why an order is not processed: not paid, or automatic processing is off (PO-10)', () => {
    const settings = { ...aState().settings, automaticProcessing: false };
    const story = new OrderStory(aState({ settings }), NOW);
    const id = story.order('twenty');
    expect(explain(story, id).notProcessed.text).toBe(
      '0.00 of 19.99 USD is paid; it waits for the rest to the end of 2026-11-23.',
    );
    story.pay('p', '19.99');
    expect(explain(story, id).notProcessed.text).toContain('automaticProcessing');
  });
});
