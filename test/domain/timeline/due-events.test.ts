import { describe, expect, it } from 'vitest';
import type { SubscriptionStatus } from '../../../domain/subscription/state.js';
import { businessNow } from '../../../domain/timeline/clock.js';
import {
  type DueEvent,
  dueEvents,
  nextRenewalAt,
  nextServiceEventAt,
  upcomingEvents,
} from '../../../domain/timeline/due-events.js';
import { turnOfOpenChange, turnOfService, waitFrom } from '../../../domain/timeline/turn.js';
import { changeWorkflowId, serviceWorkflowId } from '../../../domain/timeline/workflow-ids.js';
import { aChange, anAccountState, aRequest, aSubscription } from '../../support/builders.js';
import { aStory } from '../../support/story.js';

const FAR = '2099-01-01T00:00:00.000Z';
const told = (it: DueEvent) =>
  `${it.at.slice(0, 10)} ${it.kind} ${it.kind === 'change' ? it.changeId : it.subscriptionId}`;

describe('what is due, in which order (MP-07)', () => {
  it('is the earlier instant first, whatever it is', () => {
    const state = anAccountState({
      subscriptions: [
        aSubscription(),
        aSubscription({ id: 'b', paidThrough: '2026-11-14', periodStart: '2026-10-15' }),
      ],
      changes: [
        aChange({ id: 'late', effectiveDate: '2026-12-15' }),
        aChange({ id: 'early', effectiveDate: '2026-11-12' }),
      ],
    });
    expect(dueEvents(state, FAR).map(told)).toEqual([
      '2026-11-12 change early',
      '2026-11-15 renewal b',
      '2026-12-01 renewal sub',
      '2026-12-15 change late',
    ]);
  });

  it('is on the same instant the end of a subscription, then changes, then renewals (MP-27)', () => {
    const state = anAccountState({
      subscriptions: [
        aSubscription({ id: 'a' }),
        aSubscription({ id: 'b' }),
        aSubscription({ id: 'c', cancelledOn: '2026-12-01' }),
      ],
      changes: [aChange({ id: 'z', effectiveDate: '2026-12-01' }), aChange({ id: 'y', effectiveDate: '2026-12-01' })],
    });
    expect(dueEvents(state, FAR).map(told)).toEqual([
      '2026-12-01 cancellation c',
      '2026-12-01 change y',
      '2026-12-01 change z',
      '2026-12-01 renewal a',
      '2026-12-01 renewal b',
    ]);
  });

  it('does not depend on the order of the rows', () => {
    const subscriptions = [aSubscription({ id: 'a' }), aSubscription({ id: 'b' })];
    const changes = [
      aChange({ id: 'x', effectiveDate: '2026-12-01' }),
      aChange({ id: 'y', effectiveDate: '2026-12-01' }),
    ];
    const one = dueEvents(anAccountState({ subscriptions, changes }), FAR);
    const other = anAccountState({ subscriptions: subscriptions.toReversed(), changes: changes.toReversed() });
    expect(dueEvents(other, FAR)).toEqual(one);
  });

  it('includes the very instant, and nothing after it', () => {
    const state = anAccountState({ changes: [aChange({ effectiveDate: '2026-11-21' })] });
    expect(dueEvents(state, '2026-11-20T23:59:59.999Z')).toEqual([]);
    expect(dueEvents(state, '2026-11-21T00:00:00.000Z').map(told)).toEqual(['2026-11-21 change change']);
  });

  it('leaves out what has no date and what needs attention', () => {
    const changes = [aChange({ effectiveDate: null }), aChange({ id: 'stuck', state: 'needs-attention' })];
    expect(upcomingEvents(anAccountState({ subscriptions: [], changes }))).toEqual([]);
  });
});

describe('no recurring charge is made at the old plan for a day on which a change was due (MP-07)', () => {
  it.each([
    ['end-of-period', aRequest({ scope: 'end-of-period' })],
    ['on the day of the renewal', aRequest({ scope: 'on-date', effectiveDate: '2026-12-01' })],
  ])('%s, however late both wake', (_which, request) => {
    const woken = (when: string) => {
      const story = aStory(anAccountState());
      story.accept(request);
      return story.advanceTo(when).documents();
    };
    expect(woken('2026-12-01').map((it) => it.lines.map((line) => line.planId))).toEqual([['gold']]);
    expect(woken('2027-02-15').map((it) => it.lines.map((line) => line.planId))).toEqual([
      ['gold'],
      ['gold'],
      ['gold'],
    ]);
  });

  it('a change of the day after comes after the renewal', () => {
    const story = aStory(anAccountState());
    story.accept(aRequest({ scope: 'on-date', effectiveDate: '2026-12-02' }));
    expect(story.advanceTo('2026-12-02').bills()).toEqual([
      '2026-12-01 invoice 30.00 USD',
      '2026-12-02 invoice 29.03 USD',
    ]);
  });

  it('gives the same rows in one step and in many', () => {
    const steps = (instants: string[]) => {
      const story = aStory(anAccountState());
      story.accept(aRequest({ scope: 'on-date', effectiveDate: '2026-12-01', plan: 'yearly' }));
      story.accept(aRequest({ scope: 'on-date', effectiveDate: '2026-12-11', plan: 'silver' }));
      for (const it of instants) story.advanceTo(it);
      return story.effects;
    };
    const days = Array.from({ length: 60 }, (_, day) => new Date(Date.UTC(2026, 10, 12 + day)).toISOString());
    expect(steps(days)).toEqual(steps([days.at(-1) ?? '']));
  });
});

describe('when a subscription renews by itself', () => {
  it.each([
    ['active', '2026-12-01T00:00:00.000Z'],
    ['suspended', '2026-12-01T00:00:00.000Z'],
    ['paused', null],
    ['cancelled', null],
  ] as [SubscriptionStatus, string | null][])('%s: %s', (status, at) => {
    const subscription = aSubscription({ status });
    expect(nextRenewalAt(anAccountState({ subscriptions: [subscription] }), subscription)).toBe(at);
  });

  it.each([
    ['2026-11-30', null],
    ['2026-12-01', null],
    ['2026-12-02', '2026-12-01T00:00:00.000Z'],
  ])('ended on %s: %s (MP-27)', (cancelledOn, at) => {
    const subscription = aSubscription({ cancelledOn });
    const state = anAccountState({ subscriptions: [subscription] });
    expect(nextRenewalAt(state, subscription)).toBe(at);
    const end = `${cancelledOn}T00:00:00.000Z`;
    expect(nextServiceEventAt(state, subscription)).toBe(at === null || end < at ? end : at);
  });

  it.each([
    ['2026-11-30', null],
    ['2026-12-01', null],
    ['2026-12-02', '2026-12-01T00:00:00.000Z'],
  ])('held by a change for %s that needs attention: %s (MP-26)', (effectiveDate, at) => {
    const stuck = aChange({ effectiveDate, state: 'needs-attention' });
    const state = anAccountState({ changes: [stuck] });
    expect(nextRenewalAt(state, state.subscriptions[0] ?? aSubscription())).toBe(at);
  });

  it('is not held by the change of another subscription, by one without a date, or by one that is waiting', () => {
    const changes = [
      aChange({ id: 'a', subscriptionId: 'other', state: 'needs-attention' }),
      aChange({ id: 'b', effectiveDate: null, state: 'needs-attention' }),
      aChange({ id: 'c' }),
    ];
    const state = anAccountState({ changes });
    expect(nextRenewalAt(state, state.subscriptions[0] ?? aSubscription())).toBe('2026-12-01T00:00:00.000Z');
  });
});

describe('what a workflow is told', () => {
  const now = '2026-11-20T12:00:00.000Z';

  it('of an open change: its state, and how long to wait', () => {
    const turn = (change: Parameters<typeof aChange>[0]) =>
      turnOfOpenChange(anAccountState({ changes: [aChange(change)] }), 'change', now, 'text');
    const dueAt = '2026-11-21T00:00:00.000Z';
    expect(turn({})).toMatchObject({ state: 'waiting', isClosed: false, dueAt, waitMs: 43_200_000 });
    expect(turn({ effectiveDate: null })).toMatchObject({ waitMs: null });
    expect(turn({ state: 'needs-attention' })).toMatchObject({ state: 'needs-attention', waitMs: null });
    expect(turn({ effectiveDate: '2026-11-19' })).toMatchObject({ waitMs: 0 });
    expect(turnOfOpenChange(anAccountState(), 'change', now, 'text')).toBeNull();
  });

  it('of a service: when its alarm rings next', () => {
    const turn = (subscription: Parameters<typeof aSubscription>[0], changes = [] as ReturnType<typeof aChange>[]) =>
      turnOfService(anAccountState({ subscriptions: [aSubscription(subscription)], changes }), 'sub', now);
    expect(turn({})).toMatchObject({ state: 'active', isClosed: false, dueAt: '2026-12-01T00:00:00.000Z' });
    expect(turn({ status: 'paused' })).toMatchObject({ state: 'paused', isClosed: false, waitMs: null });
    expect(turn({ status: 'cancelled' })).toMatchObject({ isClosed: true, waitMs: null });
    expect(turn({}, [aChange({ effectiveDate: '2026-11-19', state: 'needs-attention' })])).toMatchObject({
      waitMs: null,
    });
    expect(turnOfService(anAccountState(), 'gone', now)).toMatchObject({ state: 'cancelled', isClosed: true });
  });

  it('never to wait for less than nothing', () => {
    expect(waitFrom(now, null)).toBeNull();
    expect(waitFrom(now, '2026-11-20T12:00:00.001Z')).toBe(1);
    expect(waitFrom(now, now)).toBe(0);
    expect(waitFrom(now, '2026-11-20T11:59:59.999Z')).toBe(0);
  });

  it('by an id that people can read', () => {
    expect(changeWorkflowId('master-plan-change', 'mpc_1')).toBe('master-plan-change/mpc_1');
    expect(serviceWorkflowId('sub_1')).toBe('prepaid-service/sub_1');
  });

  it('on the organization’s own clock (EN-12)', () => {
    const clock = { now: () => new Date('2026-11-20T12:00:00.000Z') };
    expect(businessNow(clock, { clockOffsetMs: 86_400_000 })).toBe('2026-11-21T12:00:00.000Z');
  });
});
