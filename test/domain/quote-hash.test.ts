import { describe, expect, it } from 'vitest';
import { checkQuoteHash, quoteHash } from '../../domain/quote-hash.js';
import { anAccountState, aPlan, aRequest, aSubscription, withNewPrice, YEAR } from '../support/builders.js';
import { refusal } from '../support/refusal.js';
import { aStory } from '../support/story.js';

const PLANS = [
  aPlan({ code: 'silver', price: '30.00' }),
  aPlan({ code: 'gold', price: '60.00' }),
  aPlan({ code: 'yearly', price: '365.00', interval: YEAR }),
];
const begin = () => aStory(anAccountState({ plans: PLANS, subscriptions: [aSubscription({ plan: PLANS[0] ?? '' })] }));
const withGoldAt = (price: string) => (state: ReturnType<typeof anAccountState>) => {
  const gold = state.catalog.gold;
  if (!gold) throw new Error('no gold');
  return { ...state, catalog: { ...state.catalog, gold: withNewPrice(gold, price, '2026-11-11') } };
};

describe('the hash of a quote (MP-23)', () => {
  it('lets a change through as long as the quote holds', () => {
    const story = begin();
    const hash = quoteHash(story.quote(aRequest()));
    expect(hash).toMatch(/^q1\.[A-Za-z0-9_-]+$/);
    expect(story.accept(aRequest({ quoteHash: hash }))).toBe('c1');
  });

  it.each([
    [
      'the price is edited',
      withGoldAt('90.00'),
      ['charge', 'net', 'dueNow', 'nextBillAmount', 'priceVersionId', 'lines'],
    ],
    [
      'account credit has come in',
      (state: ReturnType<typeof anAccountState>) => ({ ...state, credit: '5.00' }),
      ['dueNow', 'fromAccountCredit'],
    ],
  ])('refuses it where %s in between, and names each difference', (_why, edit, fields) => {
    const story = begin();
    const hash = quoteHash(story.quote(aRequest()));
    story.edit(edit);
    try {
      story.accept(aRequest({ quoteHash: hash }));
      expect.unreachable();
    } catch (error) {
      expect(error).toEqual(refusal('quote-changed', 'quoteHash'));
      const { differences } = (error as { details: { differences: { field: string }[] } }).details;
      expect(differences.map((it) => it.field)).toEqual(fields);
    }
    expect(story.state.changes).toEqual([]);
  });

  it('tells what an amount was and what it is', () => {
    const story = begin();
    const hash = quoteHash(story.quote(aRequest()));
    story.edit(withGoldAt('90.00'));
    expect(() => checkQuoteHash(hash, story.quote(aRequest()))).toThrow(
      expect.objectContaining({ message: expect.stringContaining('charge was "40.00" and is "60.00"') }),
    );
  });

  it('is another on another day, and for another proration, plan or number of units', () => {
    const story = begin();
    const hashes = [
      aRequest(),
      aRequest({ units: 2 }),
      aRequest({ plan: 'yearly' }),
      aRequest({ proration: 'none' }),
      aRequest({ prorationStart: '2026-11-12' }),
      aRequest({ scope: 'end-of-period' }),
      aRequest({ scope: 'on-date', effectiveDate: '2026-11-12' }),
      aRequest({ scope: 'on-date', effectiveDate: null }),
    ].map((request) => quoteHash(story.quote(request)));
    hashes.push(quoteHash(story.advanceTo('2026-11-13').quote(aRequest())));
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('does not cover wording', () => {
    const plan = begin().quote(aRequest());
    const reworded = { ...plan, lines: plan.lines.map((it) => ({ ...it, description: 'x', explanation: 'y' })) };
    expect(quoteHash(reworded)).toBe(quoteHash(plan));
    expect(quoteHash({ ...plan, estimate: true })).toBe(quoteHash(plan));
  });

  it('covers every amount, date and piece of the resulting state', () => {
    const plan = begin().quote(aRequest());
    const [line] = plan.lines;
    if (!line) throw new Error('no line');
    const result = plan.result;
    const altered = [
      { ...plan, credit: '1.00' },
      { ...plan, charge: '1.00' },
      { ...plan, net: '1.00' },
      { ...plan, currency: 'EUR' },
      { ...plan, effectiveDate: '2026-11-12' },
      { ...plan, prorationEnd: '2026-11-29' },
      { ...plan, nextBillDate: null },
      { ...plan, nextBillAmount: null },
      { ...plan, subscriptionId: 'other' },
      ...(['dueNow', 'fromAccountCredit', 'toOpenInvoices', 'toAccountCredit'] as const).map((field) => ({
        ...plan,
        settlement: { ...plan.settlement, [field]: '1.00' },
      })),
      ...[
        { planId: 'other' },
        { units: 9 },
        { priceVersionId: 'other' },
        { periodStart: '2026-11-02' },
        { paidThrough: '2026-11-02' },
        { lastBilled: '2026-11-02' },
        { unbilled: [] },
      ].map((set) => ({ ...plan, result: { ...result, ...set } })),
      ...[
        { kind: 'charge' as const },
        { planId: 'other' },
        { quantity: 9 },
        { from: '2026-11-02' },
        { to: '2026-11-02' },
        { amount: '1.00' },
      ].map((set) => ({ ...plan, lines: [{ ...line, ...set }, ...plan.lines.slice(1)] })),
    ].map(quoteHash);
    expect(new Set([quoteHash(plan), ...altered]).size).toBe(altered.length + 1);
  });

  it.each([
    '',
    'q1.',
    'nonsense',
    'q1.%%%',
    `q1.${btoa('null')}`,
    `q1.${btoa('"text"')}`,
    `q1.${btoa('7')}`,
    btoa('{}'),
    `q2.${btoa('{}')}`,
    `q1.${btoa('[]')}`,
  ])('refuses what no quote of ours made: %j', (hash) => {
    expect(() => begin().accept(aRequest({ quoteHash: hash }))).toThrow(refusal('invalid-quote-hash', 'quoteHash'));
  });

  it('is checked only where it was sent', () => {
    expect(() => checkQuoteHash(undefined, begin().quote(aRequest()))).not.toThrow();
  });

  it('reads the hash of a quote that lacks a field as a difference', () => {
    const hash = `q1.${btoa(JSON.stringify({ credit: '20.00', surprise: 1 }))}`;
    expect(() => begin().accept(aRequest({ quoteHash: hash }))).toThrow(refusal('quote-changed'));
  });
});
