import { describe, expect, it } from 'vitest';
import { anAccountState, anOpenInvoice, aPlan, aSubscription } from '../../support/builders.js';
import { OrderStory } from '../../support/order-story.js';
import { begin, PLANS, TEN, TWENTY } from '../../support/orders.js';

const events = (story: OrderStory, id: string) => story.history(id).map((it) => it.event);

describe('the time to pay (PO-11)', () => {
  it('is to the end of the local day, and a payment made before it counts that arrives within the grace', () => {
    const story = begin({ timeZone: 'Europe/Berlin' });
    const id = story.order('twenty');
    expect(story.open(id)?.data).toMatchObject({
      expiresOn: '2026-11-23',
      expiresAt: '2026-11-23T23:00:00.000Z',
      settlesAt: '2026-11-23T23:02:00.000Z',
    });
    story.advanceTo('2026-11-23T23:01:59.000Z').pay('p', '15.00', { paidAt: '2026-11-23T22:59:59.999Z' });
    expect(story.stateOf(id)).toBe('applied');
  });

  it('is over for a payment made at its very end, which is account credit', () => {
    const story = begin();
    const id = story.order('twenty');
    story
      .advanceTo('2026-11-24T00:00:30.000Z')
      .pay('p', '15.00', { paidAt: '2026-11-24T00:00:00.000Z', invoiceId: `inv:${id}` });
    expect([story.stateOf(id), story.state.credit]).toEqual(['awaiting-payment', '15.00']);
    story.advanceTo('2026-11-24T00:02:00.000Z');
    expect([story.stateOf(id), story.state.credit, story.standings()]).toEqual(['expired', '15.00', ['void']]);
  });

  it('is what counts, not when the payment is told of, up to the grace', () => {
    const story = begin();
    const id = story.order('twenty');
    story.advanceTo('2026-11-24T00:02:00.001Z').pay('p', '15.00', { paidAt: '2026-11-20T00:00:00.000Z' });
    expect([story.stateOf(id), story.state.credit]).toEqual(['expired', '15.00']);
  });

  it('ends with the term where the term is kept (PO-17)', () => {
    const story = begin({ upgradeTerm: 'keep' }, '2026-11-28');
    const id = story.order('twenty');
    expect(story.open(id)?.data.expiresOn).toBe('2026-11-30');
    story.advanceTo('2026-12-01T00:02:00.000Z');
    expect(story.stateOf(id)).toBe('expired');
    expect(story.subscription()).toMatchObject({ planId: 'ten', paidThrough: '2026-12-31' });
  });
});

describe('money for an order (PO-09)', () => {
  it('is kept in parts and counted, and is held until the order is applied (PO-13)', () => {
    const story = begin();
    const id = story.order('twenty');
    story.pay('a', '4.00').pay('b', '6.00', { subscriptionId: 'sub' });
    expect(story.open(id)?.data.paid).toBe('10.00');
    expect([story.balance('order-deposit'), story.balance('revenue'), story.balance('receivable')]).toEqual([
      '10.00',
      '0.00',
      '0.00',
    ]);
    story.pay('c', '8.00', { invoiceId: `inv:${id}` });
    expect([story.stateOf(id), story.state.credit, story.balance('revenue')]).toEqual(['applied', '3.00', '15.00']);
    expect(events(story, id)).toEqual(['accepted', 'part-paid', 'part-paid', 'paid', 'applied']);
  });

  it('is taken from account credit by itself, also from what comes later, but not where credit is used by choice', () => {
    const story = begin().edit((state) => ({ ...state, credit: '6.00' }));
    const id = story.order('twenty');
    expect([story.open(id)?.data.paid, story.state.credit]).toEqual(['6.00', '0.00']);
    expect(events(story, id)).toEqual(['accepted']);
    story.edit((state) => ({ ...state, credit: '20.00' })).pay('p', '1.00');
    expect([story.stateOf(id), story.state.credit]).toEqual(['applied', '12.00']);
    const byChoice = begin({ useCreditAutomatically: false }).edit((state) => ({ ...state, credit: '60.00' }));
    expect(byChoice.stateOf(byChoice.order('twenty'))).toBe('awaiting-payment');
  });

  it('never takes more credit than there is, for however many orders', () => {
    const state = anAccountState({
      plans: PLANS,
      credit: '0.00',
      subscriptions: [aSubscription({ plan: TEN }), aSubscription({ id: 'other', plan: TEN })],
    });
    const story = new OrderStory(state, '2026-11-16');
    const [first, second] = [story.order('twenty'), story.order('twenty', {}, 'other')];
    story.edit((it) => ({ ...it, credit: '20.00' })).pay('p', '1.00', { subscriptionId: 'other' });
    expect([story.stateOf(first), story.open(second)?.data.paid, story.state.credit]).toEqual([
      'applied',
      '6.00',
      '0.00',
    ]);
  });

  it('that goes back makes a paid order wait for payment again (EN-14)', () => {
    const story = begin({ automaticProcessing: false });
    const id = story.order('twenty');
    story.pay('p', '15.00');
    expect(story.stateOf(id)).toBe('awaiting-processing');
    story.refund('p', 'r');
    expect([story.stateOf(id), story.open(id)?.data.paid]).toEqual(['awaiting-payment', '0.00']);
    expect([story.balance('order-deposit'), story.balance('cash'), story.balance('receivable')]).toEqual([
      '0.00',
      '0.00',
      '0.00',
    ]);
    expect(events(story, id).at(-1)).toBe('payment-taken-back');
    story.advanceTo('2026-11-25');
    expect(story.stateOf(id)).toBe('expired');
  });

  it('becomes account credit where the order is cancelled, each part of its own payment (PO-11)', () => {
    const story = begin().edit((state) => ({ ...state, credit: '2.00' }));
    const id = story.order('twenty');
    story.pay('p', '5.00').revise(id, 'cancel', 'client');
    expect([story.stateOf(id), story.state.credit, story.balance('order-deposit')]).toEqual([
      'cancelled',
      '7.00',
      '0.00',
    ]);
    const parts = story.effects.flatMap((it) => (it.type === 'payment-allocated' ? [it.allocation] : []));
    expect(parts.map((it) => `${it.kind} ${it.amount}`)).toEqual([
      'invoice 5.00',
      'invoice -5.00',
      'account-credit 5.00',
    ]);
  });
});

describe('the renewal of the old term (PO-14)', () => {
  it('is held while an order is open, and never happens where the order is applied', () => {
    const story = begin({ automaticProcessing: false });
    const id = story.order('twenty');
    story.pay('p', '15.00').advanceTo('2026-12-10');
    expect([story.stateOf(id), story.subscription().paidThrough]).toEqual(['awaiting-processing', '2026-11-30']);
    story.revise(id, 'process');
    expect(story.subscription()).toMatchObject({
      planId: 'twenty',
      periodStart: '2026-12-10',
      paidThrough: '2027-01-09',
      anchorDay: 10,
    });
    expect(story.documents().map((it) => it.issuedOn)).toEqual(['2026-11-16']);
    story.advanceTo('2027-01-10');
    expect(story.documents().at(-1)).toMatchObject({ issuedOn: '2027-01-10', total: '20.00' });
  });

  it('is invoiced from its own date where the order comes to nothing', () => {
    const story = begin({ automaticProcessing: false });
    const id = story.order('twenty');
    story.pay('p', '15.00').advanceTo('2026-12-10').revise(id, 'cancel');
    expect(story.documents().at(-1)).toMatchObject({ issuedOn: '2026-12-01', total: '10.00' });
    expect([story.subscription().paidThrough, story.state.credit]).toEqual(['2026-12-31', '5.00']);
  });
});

describe('a service that is suspended meanwhile, and not billed (PO-14, PS-06)', () => {
  it('begins no period of its own as it is resumed: the order that is open holds it', () => {
    const settings = { suspension: true, suspendAfterDays: 40, invoiceWhileSuspended: false };
    const story = begin({ ...settings, automaticProcessing: false }).edit((state) => ({
      ...state,
      openInvoices: [anOpenInvoice({ id: 'october', issuedOn: '2026-10-15', open: '10.00' })],
    }));
    const id = story.order('twenty');
    story.pay('p', '15.00', { invoiceId: `inv:${id}` }).advanceTo('2026-12-10');
    expect(story.subscription().status).toBe('suspended');
    story.pay('q', '10.00', { invoiceId: 'october' });
    expect([story.subscription().status, story.documents().length]).toEqual(['active', 1]);
    story.revise(id, 'process');
    expect(story.subscription()).toMatchObject({ periodStart: '2026-12-10', paidThrough: '2027-01-09' });
    expect(story.state.openInvoices).toEqual([]);
  });
});

describe('a paid order (PO-10)', () => {
  it('is refused to be processed where the term that it keeps is over, and can be cancelled (PO-17)', () => {
    const story = begin({ automaticProcessing: false, upgradeTerm: 'keep' });
    const id = story.order('twenty');
    story.pay('p', '5.00').advanceTo('2026-12-02');
    expect(() => story.revise(id, 'process')).toThrow(expect.objectContaining({ code: 'order-term-over' }));
    story.revise(id, 'cancel');
    expect([story.stateOf(id), story.subscription().paidThrough, story.state.credit]).toEqual([
      'cancelled',
      '2026-12-31',
      '0.00',
    ]);
  });

  it('is applied with the credit as it was quoted, however late (PO-11, PO-13)', () => {
    const story = begin({ automaticProcessing: false });
    const id = story.order('twenty');
    story.pay('p', '15.00').advanceTo('2026-11-25').revise(id, 'process');
    const credited = story.effects.flatMap((it) => (it.type === 'charge-credited' ? [it] : []));
    expect(credited).toMatchObject([{ from: '2026-11-25', to: '2026-12-01', amount: '5.00' }]);
    expect(story.subscription()).toMatchObject({ periodStart: '2026-11-25', paidThrough: '2026-12-24' });
  });

  it('keeps its price when prices and settings change (PO-11)', () => {
    const story = begin();
    const id = story.order('twenty');
    const dearer = aPlan({ code: 'twenty', price: '90.00' });
    const pinned = TWENTY.schedules[0]?.versions[0];
    const schedules = dearer.schedules.map((it) => ({
      ...it,
      versions: pinned
        ? [pinned, { ...pinned, id: 'new', tiers: [{ fromUnit: 1, toUnit: null, price: '90.00' }] }]
        : [],
    }));
    story.edit((state) => ({
      ...state,
      catalog: { ...state.catalog, twenty: { ...dearer, status: 'inactive', schedules } },
      settings: { ...state.settings, provideProratedCredit: false },
    }));
    story.pay('p', '15.00');
    expect([story.stateOf(id), story.balance('revenue')]).toEqual(['applied', '15.00']);
  });
});
