import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Effect } from '../../domain/subscription/effects.js';
import { isUniqueViolation } from '../../prisma/database-error.js';
import { loadAccountState } from '../../prisma/stores/account-state.store.js';
import { findChange, listChanges } from '../../prisma/stores/changes.store.js';
import { aDatabase, type TestDatabase } from '../support/database.js';
import {
  aChangePlan,
  aStoredChange,
  aStoredSubscription,
  type NewMasterPlanChange,
  NOW,
  persist,
  ratesOf,
  type Stored,
} from '../support/stored.js';

let database: TestDatabase;
let stored: Stored;
beforeAll(async () => {
  database = await aDatabase();
});
beforeEach(async () => {
  stored = await aStoredSubscription(database.prisma);
});
afterAll(() => database.drop());

const change = (changed: Partial<NewMasterPlanChange> = {}) => aStoredChange(database.prisma, stored, changed);
const play = (...effects: Effect[]) => persist(database.prisma, stored, effects);
const found = (id: string) => findChange(database.prisma, stored.organizationId, id);
const slotOf = async (id: string) => {
  const where = { organizationId_id: { organizationId: stored.organizationId, id } };
  return (await database.prisma.change.findUniqueOrThrow({ where })).openSlot;
};
const dated = (changeId: string, effectiveDate: string | null): Effect => {
  return { type: 'change-dated', changeId, effectiveDate, dueAt: effectiveDate && `${effectiveDate}T00:00:00.000Z` };
};
const moved = (changeId: string, state: 'waiting' | 'applied' | 'cancelled'): Effect => {
  return {
    type: 'change-moved',
    changeId,
    state,
    at: NOW,
    attention: null,
    plan: state === 'applied' ? aChangePlan(stored) : null,
  };
};
const attention: Effect & { type: 'change-moved' } = {
  type: 'change-moved',
  changeId: '',
  state: 'needs-attention',
  at: NOW,
  attention: { code: 'plan-inactive', message: 'The plan gold is not active any more.' },
  plan: null,
};

describe('an accepted change', () => {
  it('is found as it was accepted', async () => {
    const { organizationId: _, agreementId: __, ...accepted } = await change();
    expect(await found(accepted.id)).toEqual({
      ...accepted,
      appliedPlan: null,
      attention: null,
      closedAt: null,
      revision: 1,
    });
  });

  it('is not inserted twice', async () => {
    const { id } = await change();
    await expect(change({ id, effectiveDate: '2027-01-01' })).rejects.toSatisfy((error) => isUniqueViolation(error));
  });

  it('is refused where another open one has its date, which is named, and where another one is undated (MP-09)', async () => {
    await change({ effectiveDate: '2026-12-01' });
    await change({ effectiveDate: null });
    await expect(change({ effectiveDate: '2026-12-01' })).rejects.toMatchObject({
      code: 'change-already-open',
      kind: 'conflict',
      message: expect.stringContaining('2026-12-01'),
    });
    await expect(change({ effectiveDate: null })).rejects.toMatchObject({
      message: expect.stringContaining('undated'),
    });
    await change({ effectiveDate: '2026-12-02' });
  });

  it('may have the date of one that is closed, and of one on another subscription', async () => {
    const first = await change();
    await play(moved(first.id, 'cancelled'));
    await change();
    stored = await aStoredSubscription(database.prisma);
    await change();
  });
});

describe('a change that moves', () => {
  it('to applied keeps what was posted and gives up its place', async () => {
    const { id } = await change();
    await play(moved(id, 'applied'));
    expect(await found(id)).toMatchObject({
      state: 'applied',
      appliedPlan: aChangePlan(stored),
      closedAt: NOW,
      attention: null,
    });
    expect(await slotOf(id)).toBeNull();
  });

  it('to needs-attention says why, keeps its place, and is not due any more', async () => {
    const { id } = await change();
    await play({ ...attention, changeId: id });
    expect(await found(id)).toMatchObject({ state: 'needs-attention', attention: attention.attention, closedAt: null });
    expect(await slotOf(id)).toBe('2026-12-01');
    const state = await loadAccountState(database.prisma, stored);
    expect(state.changes).toMatchObject([{ id, attention: attention.attention, effectiveDate: '2026-12-01' }]);
  });

  it('does not move once it is closed, nor where it is not there', async () => {
    const { id } = await change();
    await play(moved(id, 'cancelled'));
    await expect(play(moved(id, 'applied'))).rejects.toThrow(`change ${id} is not open`);
    await expect(play(dated(id, '2027-01-01'))).rejects.toThrow('is not open');
    await expect(play(moved('nobody', 'applied'))).rejects.toThrow('is not open');
    expect(await found(id)).toMatchObject({ state: 'cancelled', effectiveDate: '2026-12-01' });
  });

  it('to another date takes the place there, and none where another one holds it (MP-03)', async () => {
    const first = await change({ effectiveDate: '2026-12-01' });
    const second = await change({ effectiveDate: '2027-01-01' });
    await play(dated(first.id, '2026-12-15'));
    expect(await slotOf(first.id)).toBe('2026-12-15');
    await play(dated(first.id, '2027-01-01'), { ...attention, changeId: first.id });
    expect(await slotOf(first.id)).toBeNull();
    expect(await found(first.id)).toMatchObject({ effectiveDate: '2027-01-01', state: 'needs-attention' });
    await play(dated(first.id, null));
    expect(await slotOf(first.id)).toBe('undated');
    expect(await slotOf(second.id)).toBe('2027-01-01');
  });

  it('takes the place that another one leaves in the same go', async () => {
    const first = await change({ effectiveDate: '2026-12-01' });
    const second = await change({ effectiveDate: '2027-01-01' });
    await play(moved(first.id, 'applied'), dated(second.id, '2026-12-01'));
    expect(await slotOf(second.id)).toBe('2026-12-01');
  });

  it('is revised whole, keeps its quote where it gets none, and counts its revisions (MP-06)', async () => {
    const accepted = await change();
    await play({ ...attention, changeId: accepted.id });
    const revised = {
      type: 'change-revised',
      changeId: accepted.id,
      state: 'waiting',
      request: { ...accepted.request, planId: stored.silver.id, units: 2 },
      effectiveDate: '2027-02-01',
      dueAt: '2027-02-01T00:00:00.000Z',
      rateScheduleId: ratesOf(stored.silver).rateScheduleId,
      pinnedPriceVersionId: ratesOf(stored.silver).priceVersionId,
      quote: null,
    } as const;
    await play(revised);
    const { type: _, changeId: __, quote: ___, ...fields } = revised;
    expect(await found(accepted.id)).toMatchObject({ ...fields, quote: accepted.quote, revision: 2, attention: null });
    const quote = aChangePlan(stored, { net: '1.00' });
    await play({ ...revised, quote, effectiveDate: null, dueAt: null });
    expect(await found(accepted.id)).toMatchObject({ quote, revision: 3, effectiveDate: null });
    expect(await slotOf(accepted.id)).toBe('undated');
  });

  it('is not revised to a date that another one holds', async () => {
    const { id, request, rateScheduleId, pinnedPriceVersionId } = await change({ effectiveDate: '2026-12-01' });
    await change({ effectiveDate: '2027-01-01' });
    const date = { effectiveDate: '2027-01-01', dueAt: '2027-01-01T00:00:00.000Z' };
    const revised = play({
      type: 'change-revised',
      changeId: id,
      state: 'waiting',
      request,
      ...date,
      rateScheduleId,
      pinnedPriceVersionId,
      quote: null,
    });
    await expect(revised).rejects.toMatchObject({
      code: 'change-already-open',
      message: expect.stringContaining('2027-01-01'),
    });
  });
});

describe('the list of changes (MP-06)', () => {
  const DATES = ['2026-12-03', null, '2026-12-01', '2026-12-02', '2027-01-01'];
  const list = async (filter: Parameters<typeof listChanges>[2] = {}) =>
    (await listChanges(database.prisma, stored.organizationId, filter)).data.map((it) => it.effectiveDate);
  beforeEach(async () => {
    for (const effectiveDate of DATES) await change({ effectiveDate });
  });

  it('is by effective date, undated ones last', async () => {
    expect(await list()).toEqual(['2026-12-01', '2026-12-02', '2026-12-03', '2027-01-01', null]);
  });

  it('is filtered by account, subscription, kind, state, dates and undated', async () => {
    const { accountId, subscriptionId } = stored;
    expect(await list({ accountId, subscriptionId, kind: 'master-plan-change', state: 'waiting' })).toHaveLength(5);
    expect(await list({ accountId: 'nobody' })).toEqual([]);
    expect(await list({ subscriptionId: 'nobody' })).toEqual([]);
    expect(await list({ state: 'applied' })).toEqual([]);
    expect(await list({ effectiveFrom: '2026-12-02', effectiveTo: '2026-12-03' })).toEqual([
      '2026-12-02',
      '2026-12-03',
    ]);
    expect(await list({ undated: true })).toEqual([null]);
    expect(await list({ undated: false })).not.toContain(null);
  });

  it.each([1, 2, 3, 4])('in pages of %i has every change once', async (limit) => {
    const seen: (string | null)[] = [];
    let cursor: string | undefined;
    do {
      const page = await listChanges(database.prisma, stored.organizationId, { limit, cursor });
      expect(page.data.length).toBeLessThanOrEqual(limit);
      seen.push(...page.data.map((it) => it.effectiveDate));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(['2026-12-01', '2026-12-02', '2026-12-03', '2027-01-01', null]);
  });

  it('goes on behind its cursor when changes before it are added', async () => {
    const page = await listChanges(database.prisma, stored.organizationId, { limit: 2 });
    await change({ effectiveDate: '2026-11-20' });
    expect(await list({ cursor: page.nextCursor ?? undefined })).toEqual(['2026-12-03', '2027-01-01', null]);
  });

  const foreign = [
    'x',
    '',
    Buffer.from('["2026-13-01","mpc"]').toString('base64url'),
    Buffer.from('["2026-12-01"]').toString('base64url'),
  ];
  it.each(foreign)('refuses the cursor "%s" that it did not give out', async (cursor) => {
    await expect(list({ cursor })).rejects.toMatchObject({ code: 'invalid-cursor', path: 'cursor' });
  });
});
