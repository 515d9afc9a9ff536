import { describe, expect, it } from 'vitest';
import type { StateOptions } from '../../support/builders.js';
import {
  aChange,
  anAccountState,
  anOpenInvoice,
  anyUnits,
  aPlan,
  aRequest,
  aSchedule,
  aSubscription,
} from '../../support/builders.js';
import { refusal } from '../../support/refusal.js';
import { aStory } from '../../support/story.js';

const SILVER = aPlan({ code: 'silver' });
const EURO = aPlan({ code: 'euro', price: '54.00', currency: 'EUR' });
const BOTH = aPlan({ code: 'both', price: '55.00', currency: 'EUR', also: { USD: '60.00' } });
const TRIAL = aPlan({ code: 'trial', price: '0.00', also: { EUR: '0.00', JPY: '0' } });
const LIMITED = aPlan({
  code: 'limited',
  schedules: [aSchedule('limited', 'EUR', [{ fromUnit: 1, toUnit: 5, price: '9.00' }])],
});
const PLANS = [SILVER, EURO, BOTH, TRIAL, LIMITED];

/** An account that has never had a transaction: a free trial for November. */
function fresh(options: Omit<StateOptions, 'plans'> = {}) {
  return aStory(anAccountState({ plans: PLANS, subscriptions: [aSubscription({ plan: TRIAL })], ...options }));
}

const forced = (plan: string) => aRequest({ plan, forceCurrencyChange: true });

describe('the currency of a change (MP-16)', () => {
  it('is the account’s, also where the plan’s default is another', () => {
    expect(fresh().quote(aRequest({ plan: 'both' }))).toMatchObject({ currency: 'USD', charge: '40.00' });
  });

  it('is refused without the flag where the plan has no rate in it', () => {
    expect(() => fresh().quote(aRequest({ plan: 'euro' }))).toThrow(refusal('currency-without-rate', 'planId'));
  });

  it.each([
    ['euro', '36.00'],
    ['both', '36.67'],
  ])('changes with the flag to the default one of the plan %s, in the same step', (plan, charge) => {
    const story = fresh();
    const id = story.accept(forced(plan));
    expect(story.applied(id)).toMatchObject({ currency: 'EUR', credit: '0.00', charge, net: charge });
    expect(story.state.account.currency).toBe('EUR');
    expect(story.state.openInvoices).toMatchObject([{ currency: 'EUR', open: charge }]);
    expect(story.journals().every((it) => it.postings.every((line) => line.currency === 'EUR'))).toBe(true);
    story.advanceTo('2026-12-01');
    expect(story.documents().at(-1)).toMatchObject({ currency: 'EUR' });
  });

  it('writes every amount with the decimals of the new one', () => {
    const yen = aPlan({ code: 'yen', price: '1000', currency: 'JPY' });
    const story = aStory(anAccountState({ plans: [TRIAL, yen], subscriptions: [aSubscription({ plan: TRIAL })] }));
    story.accept(forced('yen'));
    expect(story.documents()[0]?.lines.map((it) => it.amount)).toEqual(['0', '667']);
  });

  it('stays with the flag where the plan’s default one is the account’s', () => {
    expect(fresh().quote(forced('limited'))).toMatchObject({ currency: 'USD' });
  });

  it('can be no other than that of the rate schedule that is chosen', () => {
    const ask = { ...forced('both'), rateScheduleId: 'both-USD' };
    expect(() => fresh().quote(ask)).toThrow(refusal('rate-schedule-currency', 'rateScheduleId'));
  });

  it('counts rates that were made for the account', () => {
    const own = aSchedule('euro', 'USD', [anyUnits('50.00')], { id: 'own', isDefault: false, accountId: 'acc' });
    const plans = [SILVER, { ...EURO, schedules: [...EURO.schedules, own] }];
    const story = aStory(anAccountState({ plans }));
    expect(story.quote(aRequest({ plan: 'euro', rateScheduleId: 'own' }))).toMatchObject({ currency: 'USD' });
    expect(() => story.quote(aRequest({ plan: 'euro' }))).toThrow(refusal('currency-without-rate', 'rateScheduleId'));
  });
});

describe('a forced currency change (MP-16)', () => {
  const refused = refusal('currency-change-refused', 'forceCurrencyChange');

  it('is refused where the account has ever had a transaction of more than zero', () => {
    expect(() => fresh({ account: { hasFinancialHistory: true } }).quote(forced('euro'))).toThrow(refused);
  });

  it('is refused for a subscription that was taken over as paid, and for one that was billed', () => {
    const takenOver = aStory(anAccountState({ plans: PLANS, subscriptions: [aSubscription()] }));
    expect(() => takenOver.quote(forced('euro'))).toThrow(refused);
    const unpaid = aSubscription({ plan: SILVER, paidThrough: '2026-10-31' });
    const billed = aStory(anAccountState({ plans: PLANS, subscriptions: [unpaid] }), '2026-11-11');
    expect(billed.bills()).toEqual(['2026-11-01 invoice 30.00 USD']);
    expect(() => billed.quote(forced('euro'))).toThrow(refused);
  });

  it('is allowed after months of invoices of nothing', () => {
    const story = fresh().advanceTo('2027-03-11');
    expect(story.bills()).toHaveLength(4);
    expect(story.quote(forced('euro'))).toMatchObject({ currency: 'EUR', prorationEnd: '2027-03-31' });
  });

  it('is refused while an invoice is open', () => {
    expect(() => fresh({ openInvoices: [anOpenInvoice()] }).quote(forced('euro'))).toThrow(refused);
  });

  it.each([
    ['the same subscription', 'sub'],
    ['another subscription', 'other'],
  ])('is refused while a change of %s is open at a price in the old currency', (_of, subscriptionId) => {
    const subscriptions = [aSubscription({ plan: TRIAL }), aSubscription({ plan: TRIAL, id: 'other' })];
    const pending = aChange({ plan: SILVER, subscriptionId });
    const story = fresh({ subscriptions, changes: [pending] });
    expect(() => story.quote(forced('euro'))).toThrow(refused);
    expect(() => story.accept(forced('euro'))).toThrow(refused);
  });

  it('is refused where another subscription has no rate in the new one, for so many units', () => {
    const withOther = (plan: typeof TRIAL, units = 1) => {
      const other = { ...aSubscription({ plan, units, id: 'other' }), charges: [] };
      return fresh({ subscriptions: [aSubscription({ plan: TRIAL }), other] });
    };
    expect(() => withOther(SILVER).quote(forced('euro'))).toThrow(refused);
    expect(() => withOther(LIMITED, 6).quote(forced('euro'))).toThrow(refused);
    expect(withOther(LIMITED, 5).quote(forced('euro'))).toMatchObject({ currency: 'EUR' });
  });

  it('moves the other subscriptions to the default rates of the new one', () => {
    const loyal = aSchedule('twice', 'EUR', [anyUnits('0.00')], { id: 'loyal', isDefault: false });
    const twice = aPlan({
      code: 'twice',
      price: '0.00',
      schedules: [loyal, aSchedule('twice', 'EUR', [anyUnits('8.00')])],
    });
    const subscriptions = [aSubscription({ plan: TRIAL }), aSubscription({ plan: twice, id: 'other' })];
    const story = aStory(anAccountState({ plans: [...PLANS, twice], subscriptions }));
    story.accept(forced('euro'));
    expect(story.subscription('other')).toMatchObject({ rateScheduleId: 'twice-EUR', priceVersionId: 'twice-EUR-v1' });
    expect(story.advanceTo('2026-12-01').bills().slice(1)).toEqual([
      '2026-12-01 invoice 8.00 EUR',
      '2026-12-01 invoice 54.00 EUR',
    ]);
  });

  it('is checked again at the effective date: what was billed by then refuses it', () => {
    const story = fresh();
    const id = story.accept({ ...forced('euro'), scope: 'on-date', effectiveDate: '2026-11-21' });
    story.edit((state) => ({ ...state, account: { ...state.account, hasFinancialHistory: true } }));
    story.advanceTo('2026-11-21');
    expect(story.change(id)).toMatchObject({
      state: 'needs-attention',
      attention: { code: 'currency-change-refused' },
    });
    expect(story.state.account.currency).toBe('USD');
  });

  it('does not stand in its own way', () => {
    const story = fresh();
    const id = story.accept({ ...forced('euro'), scope: 'on-date', effectiveDate: '2026-11-21' });
    expect(story.advanceTo('2026-11-21').applied(id)).toMatchObject({ currency: 'EUR', charge: '18.00' });
  });

  it('is counted in by the quote of a later change, which is then priced in the new currency', () => {
    const story = fresh();
    story.accept({ ...forced('euro'), scope: 'on-date', effectiveDate: '2026-11-21' });
    const later = aRequest({ plan: 'both', scope: 'on-date', effectiveDate: '2026-11-26' });
    expect(story.quote(later)).toMatchObject({ currency: 'EUR', credit: '9.00', charge: '9.17' });
    const id = story.accept(later);
    expect(story.advanceTo('2026-11-26').applied(id)).toMatchObject({ currency: 'EUR', net: '0.17' });
  });

  it('leaves nothing priced in the old currency: such a change needs attention at its date (MP-08)', () => {
    const euro = { ...anAccountState({ plans: PLANS, subscriptions: [aSubscription({ plan: TRIAL })] }) };
    const pending = aChange({ plan: BOTH, pinnedPriceVersionId: 'both-USD-v1', rateScheduleId: 'both-USD' });
    const account = { ...euro.account, currency: 'EUR' };
    const story = aStory({ ...euro, account, changes: [pending] }, '2026-11-21');
    expect(story.change('change')).toMatchObject({ attention: { code: 'rate-schedule-currency' } });
  });
});
