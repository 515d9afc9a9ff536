import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../domain/calendar/civil-date.js';
import { localDateAt } from '../../../domain/calendar/time-zone.js';
import { isDomainError } from '../../../domain/errors.js';
import type { MasterPlanRevision } from '../../../domain/master-plan-change/revise.schema.js';
import type { AccountState } from '../../../domain/subscription/state.js';
import { type Ask, anyAccount, anyAsk, anyPriceUnits, OPTIONS, priceIn, requestOf } from '../../support/arbitraries.js';
import { withNewPrice } from '../../support/builders.js';
import { casesOf, LONG } from '../../support/cases.js';
import { aStory, type Story } from '../../support/story.js';
import { Model } from './model.js';

const CASES = casesOf(500);

type Command =
  | { readonly do: 'accept'; readonly ask: Ask }
  | { readonly do: 'advance'; readonly days: number; readonly hours: number }
  | {
      readonly do: 'revise';
      readonly which: number;
      readonly command: MasterPlanRevision['command'];
      readonly days: number | null;
    }
  | { readonly do: 'price'; readonly plan: number; readonly units: number; readonly days: number }
  | { readonly do: 'plan-status'; readonly plan: number; readonly status: 'active' | 'inactive' }
  /** Makes the plan of an open change inactive, or all plans active again. */
  | { readonly do: 'spoil' | 'mend'; readonly which: number }
  | { readonly do: 'status'; readonly status: 'active' | 'suspended' }
  | { readonly do: 'settings'; readonly full: boolean; readonly useCredit: boolean }
  | { readonly do: 'pay' }
  | { readonly do: 'end'; readonly days: number | null };

const anyPlanIndex = fc.integer({ min: 0, max: 4 });
const anyCommand: fc.Arbitrary<Command> = fc
  .oneof(
    { weight: 16, arbitrary: fc.record({ do: fc.constant('accept' as const), ask: anyAsk }) },
    {
      weight: 12,
      arbitrary: fc.record({
        do: fc.constant('advance' as const),
        days: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 30 }) }, fc.integer({ min: 31, max: 400 })),
        hours: fc.integer({ min: 0, max: 23 }),
      }),
    },
    {
      weight: 12,
      arbitrary: fc.record({
        do: fc.constant('revise' as const),
        which: fc.integer({ min: 0, max: 4 }),
        command: fc.constantFrom(
          'reschedule' as const,
          'complete-now' as const,
          'cancel' as const,
          'retry' as const,
          'retry' as const,
        ),
        days: fc.option(fc.integer({ min: 0, max: 60 }), { freq: 5 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('price' as const),
        plan: anyPlanIndex,
        units: anyPriceUnits,
        days: fc.integer({ min: -40, max: 40 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('plan-status' as const),
        plan: anyPlanIndex,
        status: fc.constantFrom('active' as const, 'inactive' as const),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constantFrom('spoil' as const, 'spoil' as const, 'mend' as const),
        which: fc.integer({ min: 0, max: 4 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('status' as const),
        status: fc.constantFrom('active' as const, 'suspended' as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('settings' as const), full: fc.boolean(), useCredit: fc.boolean() }),
    },
    { weight: 2, arbitrary: fc.constant({ do: 'pay' as const }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('end' as const),
        days: fc.option(fc.integer({ min: 0, max: 300 }), { freq: 2 }),
      }),
    },
  )
  .map((it) => it as Command);

function editPlan(
  state: AccountState,
  index: number,
  edit: (plan: AccountState['catalog'][string]) => AccountState['catalog'][string],
) {
  const plan = state.catalog[`p${index}`];
  return plan ? { ...state, catalog: { ...state.catalog, [plan.id]: edit(plan) } } : state;
}

function openChange(story: Story, which: number) {
  return story.state.changes[which % Math.max(1, story.state.changes.length)];
}

/** Every command comes a millisecond after the one before it. */
function carryOut(story: Story, model: Model, command: Command): void {
  story.now = new Date(Date.parse(story.now) + 1).toISOString();
  const today = localDateAt(story.now, story.state.settings.timeZone);
  switch (command.do) {
    case 'accept':
      story.accept(requestOf(command.ask, today));
      return;
    case 'advance':
      story.advanceTo(new Date(Date.parse(story.now) + (command.days * 24 + command.hours) * 3_600_000).toISOString());
      return;
    case 'revise': {
      const change = openChange(story, command.which);
      if (!change) return;
      const proration = OPTIONS[command.which] ?? 'full';
      const date = command.days === null ? null : addDays(today, command.days);
      if (command.command === 'reschedule')
        story.revise(change.id, { command: 'reschedule', effectiveDate: date, proration });
      else if (command.command === 'complete-now') story.revise(change.id, { command: 'complete-now', proration });
      else story.revise(change.id, { command: command.command });
      return;
    }
    case 'price': {
      const { currency } = story.state.account;
      const from = addDays(today, command.days);
      story.edit((state) =>
        editPlan(state, command.plan, (it) => withNewPrice(it, priceIn(currency, command.units), from, currency)),
      );
      return;
    }
    case 'plan-status':
      story.edit((state) => editPlan(state, command.plan, (it) => ({ ...it, status: command.status })));
      return;
    case 'spoil': {
      const change = openChange(story, command.which);
      const spoilt = change?.kind === 'master-plan-change' ? change.request.planId : undefined;
      story.edit((state) => editPlan(state, Number(spoilt?.slice(1)), (it) => ({ ...it, status: 'inactive' })));
      return;
    }
    case 'mend':
      for (const index of [0, 1, 2, 3, 4]) {
        story.edit((state) => editPlan(state, index, (it) => ({ ...it, status: 'active' })));
      }
      return;
    case 'status':
      story.edit((state) => ({
        ...state,
        subscriptions: state.subscriptions.map((it) =>
          it.status === 'cancelled' ? it : { ...it, status: command.status },
        ),
      }));
      return;
    case 'settings': {
      const defaultProration = command.full ? 'full' : 'none';
      const useCreditAutomatically = command.useCredit;
      story.edit((state) => ({ ...state, settings: { ...state.settings, defaultProration, useCreditAutomatically } }));
      return;
    }
    case 'pay': {
      const [oldest, ...others] = story.state.openInvoices;
      if (!oldest) return;
      model.pay(oldest.open);
      story.edit((state) => ({ ...state, openInvoices: others }));
      return;
    }
    case 'end':
      story.cancelSubscription(command.days === null ? null : addDays(today, command.days));
  }
}

describe('random commands against what must always hold (F16)', () => {
  it(`leaves no difference in ${CASES} sequences`, LONG, () => {
    const counts: Record<string, number> = {};
    const count = (what: string) => {
      counts[what] = (counts[what] ?? 0) + 1;
    };
    fc.assert(
      fc.property(
        anyAccount,
        fc.array(anyCommand, { minLength: 10, maxLength: 40, size: 'max' }),
        ({ state, start }, commands) => {
          const story = aStory({ ...state, changes: [] }, start);
          const open = state.openInvoices.map((it) => it.open);
          const model = new Model(story, state.subscriptions, { credit: state.credit, open });
          for (const command of commands) {
            const hadChange = story.state.changes.length > 0;
            try {
              carryOut(story, model, command);
              if (command.do !== 'revise') count(command.do);
              else if (hadChange) count(command.command);
            } catch (error) {
              if (!isDomainError(error)) throw error;
              count(`refused: ${error.code}`);
            }
            const wrong = model.check();
            if (wrong.length > 0) expect(wrong, JSON.stringify(command)).toEqual([]);
          }
          for (const it of story.effects) {
            if (it.type !== 'change-moved') continue;
            count(it.state === 'needs-attention' ? `attention: ${it.attention?.code}` : it.state);
          }
        },
      ),
      { numRuns: CASES },
    );
    for (const happened of [
      'applied',
      'cancelled',
      'retry',
      'reschedule',
      'complete-now',
      'attention: plan-inactive',
    ]) {
      expect(counts[happened], happened).toBeGreaterThan(CASES / 50);
    }
    if (process.env.SHOW_COUNTS) console.log(counts);
  });
});
