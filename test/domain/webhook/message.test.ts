import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../../domain/subscription/effects.js';
import { messageOf, wants } from '../../../domain/webhook/message.js';
import { retryAfter } from '../../../domain/webhook/schedule.js';

const ENTRY: HistoryEntry = {
  id: 'his_1',
  subscriptionId: 'sub_1',
  changeId: null,
  at: '2026-11-08T00:00:00.000Z',
  event: 'suspended',
  by: 'system',
  text: 'INV-000007 is unpaid after 7 days: the service is suspended.',
  amounts: { open: '20.00' },
};

const typeOf = (changed: Partial<HistoryEntry>) => messageOf('acc_1', { ...ENTRY, ...changed }).type;

describe('what is told to the outside (PS-16)', () => {
  it('is each entry of the history, known again by its id', () => {
    const { id, at: timestamp, by: _, ...told } = ENTRY;
    const { id: messageId, ...message } = messageOf('acc_1', ENTRY);
    const { subscriptionId, changeId, event, text, amounts } = told;
    const data = { accountId: 'acc_1', subscriptionId, changeId, event, text, amounts };
    expect([messageId, message]).toEqual([id, { type: 'subscription.suspended', timestamp, data }]);
  });

  it.each([
    ['suspended', null, 'subscription.suspended'],
    ['resumed', null, 'subscription.resumed'],
    ['paused', null, 'subscription.paused'],
    ['reactivated', 'chg_1', 'subscription.reactivated'],
    ['applied', 'chg_1', 'plan-change.applied'],
  ])('%s, of the change %s, is %s', (event, changeId, type) => {
    expect(typeOf({ event, changeId })).toBe(type);
  });

  it('is of the account where it is of no service', () => {
    expect(typeOf({ event: 'payment-received', subscriptionId: null })).toBe('account.payment-received');
  });

  it.each([
    [[], true],
    [['subscription.suspended'], true],
    [['subscription.*'], true],
    [['subscription.paused', 'plan-change.*'], false],
    [['subscription'], false],
  ])('goes to an endpoint that asks for %j: %s', (events, expected) => {
    expect(wants(events, 'subscription.suspended')).toBe(expected);
  });
});

describe('a delivery that failed (PS-16)', () => {
  it('is tried again as Standard Webhooks has it: after 5 s, 5 and 30 min, 2, 5, 10, 14, 20 and 24 h, then given up', () => {
    const minutes = Array.from({ length: 10 }, (_, index) => retryAfter(index + 1)).map((it) => it && it / 60_000);
    expect(minutes).toEqual([5 / 60, 5, 30, 120, 300, 600, 840, 1200, 1440, null]);
  });

  it('is left alone for as long as the receiver asks, a day at most, and never for less than the schedule says', () => {
    expect([retryAfter(1, 60_000), retryAfter(2, 60_000), retryAfter(1, 9e9), retryAfter(10, 60_000)]).toEqual([
      60_000,
      300_000,
      86_400_000,
      null,
    ]);
  });
});
