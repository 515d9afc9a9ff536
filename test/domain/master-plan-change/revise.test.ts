import { describe, expect, it } from 'vitest';
import { checkTakes, quoteRevision, reviseMasterPlanChange } from '../../../domain/master-plan-change/revise.js';
import type { MasterPlanRevision } from '../../../domain/master-plan-change/revise.schema.js';
import {
  cancelSchema,
  completeNowSchema,
  rescheduleSchema,
  retrySchema,
} from '../../../domain/master-plan-change/revise.schema.js';
import { takes } from '../../../domain/master-plan-change/status.js';
import { quoteHash } from '../../../domain/quote-hash.js';
import { isFinal } from '../../../domain/subscription/state.js';
import { aChange, anAccountState, aRequest, ids } from '../../support/builders.js';
import { refusal } from '../../support/refusal.js';
import { aStory } from '../../support/story.js';

const COMMANDS = ['reschedule', 'complete-now', 'cancel', 'retry'] as const;
const NOON = '2026-11-11T12:00:00.000Z';
const on = (effectiveDate: string | null, more = {}) => aRequest({ scope: 'on-date', effectiveDate, ...more });
const atEnd = () => aRequest({ scope: 'end-of-period' });
const to = (effectiveDate: string | null, more = {}): Extract<MasterPlanRevision, { command: 'reschedule' }> => ({
  command: 'reschedule',
  effectiveDate,
  ...more,
});

describe('what each state of a change takes (MP-06, EN-11)', () => {
  it.each([
    ['accepted', ['cancel']],
    ['waiting', ['reschedule', 'complete-now', 'cancel']],
    ['needs-attention', ['reschedule', 'complete-now', 'cancel', 'retry']],
    ['applied', []],
    ['cancelled', []],
  ] as const)('%s takes %j', (state, taken) => {
    expect(COMMANDS.filter((it) => takes(state, it))).toEqual(taken);
    for (const command of COMMANDS) {
      const check = () => checkTakes('c1', state, command);
      if ((taken as readonly string[]).includes(command)) expect(check).not.toThrow();
      else expect(check).toThrow(expect.objectContaining({ code: 'change-state', details: { state } }));
    }
  });

  it('closes only with applied and cancelled', () => {
    const states = ['accepted', 'waiting', 'needs-attention', 'applied', 'cancelled'] as const;
    expect(states.filter(isFinal)).toEqual(['applied', 'cancelled']);
  });

  it.each(COMMANDS)(
    '%s is refused on an accepted or waiting change that does not take it, also as a quote',
    (command) => {
      const state = command === 'retry' ? 'waiting' : 'accepted';
      if (takes(state, command)) return;
      const change = aChange({ state });
      const account = anAccountState({ changes: [change] });
      const revision: MasterPlanRevision = command === 'reschedule' ? to('2026-11-26') : { command };
      const revise = () => reviseMasterPlanChange(account, change, revision, { by: 'admin', now: NOON }, ids);
      expect(revise).toThrow(refusal('change-state'));
      if (revision.command === 'retry' || revision.command === 'cancel') return;
      expect(() => quoteRevision(account, change, revision, NOON)).toThrow(refusal('change-state'));
    },
  );

  it('refuses a change that is not open', () => {
    expect(() => aStory(anAccountState()).revise('gone', { command: 'cancel' })).toThrow(refusal('change-not-found'));
  });
});

describe('rescheduling (MP-06)', () => {
  it('moves the date, forth and back', () => {
    const story = aStory(anAccountState());
    const id = story.accept(on('2026-11-21'));
    story.revise(id, to('2026-11-26')).advanceTo('2026-11-25');
    expect(story.change(id)).toMatchObject({ state: 'waiting', revision: 2, dueAt: '2026-11-26T00:00:00.000Z' });
    story.revise(id, to('2026-11-26')).advanceTo('2026-11-26');
    expect(story.applied(id)).toMatchObject({ effectiveDate: '2026-11-26', credit: '5.00' });
  });

  it('takes the date away, and sets it', () => {
    const story = aStory(anAccountState());
    const id = story.accept(on('2026-11-21'));
    story.revise(id, to(null)).advanceTo('2026-12-11');
    expect(story.change(id)).toMatchObject({ state: 'waiting', effectiveDate: null, dueAt: null });
    story.revise(id, to('2026-12-16')).advanceTo('2026-12-16');
    expect(story.applied(id)).toMatchObject({ effectiveDate: '2026-12-16' });
  });

  it('to today applies it at once; to yesterday is refused', () => {
    const story = aStory(anAccountState());
    const id = story.accept(on('2026-11-21'));
    expect(() => story.revise(id, to('2026-11-10'))).toThrow(refusal('effective-date-in-past', 'effectiveDate'));
    expect(story.revise(id, to('2026-11-11')).applied(id)).toMatchObject({ effectiveDate: '2026-11-11' });
  });

  it('to the date of another open change, or without a date beside an undated one, is refused', () => {
    const story = aStory(anAccountState());
    const first = story.accept(on('2026-11-21'));
    story.accept(on('2026-11-26', { units: 2 }));
    story.accept(on(null));
    expect(() => story.revise(first, to('2026-11-26'))).toThrow(refusal('change-already-open'));
    expect(() => story.revise(first, to(null))).toThrow(refusal('change-already-open'));
    expect(story.revise(first, to('2026-11-21')).change(first)?.effectiveDate).toBe('2026-11-21');
  });

  it('keeps what was asked, and takes proration from the call', () => {
    const story = aStory(anAccountState());
    const id = story.accept(on('2026-11-21', { units: 2, proration: 'charge-only' }));
    story.revise(id, to('2026-11-26'));
    expect(story.change(id)?.request).toMatchObject({ units: 2, proration: 'charge-only', scope: 'on-date' });
    story.revise(id, to('2026-11-26', { proration: 'none' })).advanceTo('2026-11-26');
    expect(story.applied(id)).toMatchObject({
      lines: [],
      withheld: { reason: expect.stringContaining('No proration') },
    });
  });

  it('makes an end-of-period change one on a date, with proration', () => {
    const story = aStory(anAccountState());
    const id = story.accept(atEnd());
    story.revise(id, to('2026-11-26'));
    expect(story.change(id)?.request).toMatchObject({ scope: 'on-date', effectiveDate: '2026-11-26' });
    expect(story.advanceTo('2026-11-26').applied(id)).toMatchObject({ credit: '5.00', charge: '10.00' });
  });

  it('has a quote, which is what it then does', () => {
    const story = aStory(anAccountState());
    const id = story.accept(on('2026-11-21'));
    const quote = story.quoteRevision(id, to('2026-11-26'));
    expect(quote).toMatchObject({ effectiveDate: '2026-11-26', estimate: true, credit: '5.00' });
    story.revise(id, to('2026-11-26', { quoteHash: quoteHash(quote) })).advanceTo('2026-11-26');
    expect(story.applied(id)).toEqual({ ...quote, estimate: false });
  });

  it('is refused where its quote no longer holds', () => {
    const story = aStory(anAccountState());
    const id = story.accept(on('2026-11-21'));
    const hash = quoteHash(story.quoteRevision(id, to('2026-11-26')));
    expect(() => story.revise(id, to('2026-11-27', { quoteHash: hash }))).toThrow(
      refusal('quote-changed', 'quoteHash'),
    );
    expect(story.change(id)).toMatchObject({ effectiveDate: '2026-11-21', revision: 1 });
  });
});

describe('completing now (MP-06)', () => {
  it.each([
    ['a dated one', on('2026-11-21')],
    ['an undated one', on(null)],
    ['an end-of-period one', atEnd()],
  ])('applies %s today, with proration', (_which, request) => {
    const story = aStory(anAccountState());
    const id = story.accept(request);
    const quote = story.quoteRevision(id, { command: 'complete-now', proration: 'full' });
    expect(quote).toMatchObject({ effectiveDate: '2026-11-11', estimate: false, credit: '20.00', charge: '40.00' });
    story.revise(id, { command: 'complete-now', proration: 'full', quoteHash: quoteHash(quote) });
    expect(story.applied(id)).toEqual(quote);
    const assigned = story.effects.find((it) => it.type === 'change-revised');
    expect(assigned).toMatchObject({ request: { scope: 'immediately' }, effectiveDate: '2026-11-11' });
  });

  it('takes the proration from the call', () => {
    const story = aStory(anAccountState());
    const id = story.accept(atEnd());
    expect(story.revise(id, { command: 'complete-now', proration: 'none' }).applied(id)).toMatchObject({ lines: [] });
  });

  it('is refused with the hash of another quote', () => {
    const story = aStory(anAccountState());
    const id = story.accept(on('2026-11-21'));
    const hash = quoteHash(story.quoteRevision(id, to('2026-11-26')));
    const revision = { command: 'complete-now', quoteHash: hash } as const;
    expect(() => story.revise(id, revision)).toThrow(refusal('quote-changed'));
  });
});

describe('cancelling (MP-06)', () => {
  it('leaves nothing posted and makes room for another change', () => {
    const story = aStory(anAccountState());
    const id = story.accept(on('2026-11-21'));
    story.revise(id, { command: 'cancel', reason: 'changed their mind' });
    expect(story.change(id)).toBeUndefined();
    expect(story.journals()).toEqual([]);
    expect(story.history(id).at(-1)).toMatchObject({ event: 'cancelled', by: 'admin' });
    expect(story.history(id).at(-1)?.text).toContain('Reason: changed their mind');
    expect(story.accept(on('2026-11-21'))).toBe('c2');
    expect(story.advanceTo('2026-11-21').subscription().planId).toBe('gold');
  });

  it('stops a change that was accepted for today and is not applied yet', () => {
    const accepted = aChange({ state: 'accepted', effectiveDate: '2026-11-21', request: aRequest() });
    const state = anAccountState({ changes: [accepted] });
    const revision = { by: 'admin', now: NOON };
    const [moved] = reviseMasterPlanChange(state, accepted, { command: 'cancel' }, revision, ids);
    expect(moved).toMatchObject({ type: 'change-moved', state: 'cancelled', attention: null, plan: null });
  });
});

describe('the history of a change (EN-06)', () => {
  it('tells each step, who took it, and the amounts', () => {
    const story = aStory(anAccountState());
    const id = story.accept(on('2026-11-21'));
    story.revise(id, to('2026-11-26', { reason: 'holiday' })).advanceTo('2026-11-26');
    expect(story.history(id).map((it) => [it.event, it.by, it.text])).toEqual([
      [
        'accepted',
        'admin',
        'Change to 1 x Gold on 21 Nov 2026, quoted, as an estimate: credit 10.00, charge 20.00, net 10.00 USD; next bill 60.00 USD on 1 Dec 2026.',
      ],
      [
        'rescheduled',
        'admin',
        'Change to 1 x Gold on 26 Nov 2026, quoted, as an estimate: credit 5.00, charge 10.00, net 5.00 USD; next bill 60.00 USD on 1 Dec 2026. Reason: holiday',
      ],
      [
        'applied',
        'system',
        'The plan has changed; it is paid through 30 Nov 2026. Credit for Silver, unused: 30.00 for 5 of the 30 days from 2026-11-26 to 2026-11-30: 30.00 x 5/30 = 5.00 USD. Charge for Gold: 60.00 for 5 of the 30 days from 2026-11-26 to 2026-11-30: 60.00 x 5/30 = 10.00 USD. In all: 5.00 USD due now.',
      ],
    ]);
    expect(new Set(story.history(id).map((it) => it.id)).size).toBe(3);
    expect(story.history(id)[1]?.amounts).toEqual({ credit: '5.00', charge: '10.00', net: '5.00', dueNow: '5.00' });
    expect(story.history(id).at(-1)?.amounts).toMatchObject({
      credit: '5.00',
      dueNow: '5.00',
      toAccountCredit: '0.00',
    });
  });

  it('tells that it was completed now, or cancelled, and why', () => {
    const story = aStory(anAccountState());
    const first = story.accept(on('2026-11-21'));
    const second = story.accept({ ...on('2026-11-26'), units: 2 });
    story.revise(first, { command: 'complete-now', reason: 'asked for it' });
    story.revise(second, { command: 'cancel', reason: 'changed their mind' });
    expect(story.history(first).map((it) => it.event)).toEqual(['accepted', 'completed-now', 'applied']);
    expect(story.history(first)[1]?.text).toContain('Reason: asked for it');
    expect(
      story
        .history(second)
        .map((it) => [it.event, it.by, it.text])
        .slice(1),
    ).toEqual([
      ['cancelled', 'admin', 'The change was cancelled; nothing was posted for it. Reason: changed their mind'],
    ]);
  });

  it('says why nothing was posted', () => {
    const story = aStory(anAccountState());
    const id = story.accept(aRequest({ proration: 'none' }));
    expect(story.history(id).at(-1)?.text).toBe(
      'The plan has changed; it is paid through 30 Nov 2026. No proration was asked for: nothing is charged or credited for the days already paid.',
    );
  });
});

describe('the bodies of the commands', () => {
  it('take what they know and nothing else', () => {
    const accepts = (schema: { safeParse(it: unknown): { success: boolean } }, body: object) =>
      schema.safeParse(body).success;
    expect(accepts(rescheduleSchema, { effectiveDate: null })).toBe(true);
    expect(accepts(rescheduleSchema, { effectiveDate: '2026-11-26', proration: 'full', reason: 'x' })).toBe(true);
    expect(accepts(rescheduleSchema, {})).toBe(false);
    expect(accepts(rescheduleSchema, { effectiveDate: '2026-11-31' })).toBe(false);
    expect(accepts(completeNowSchema, { proration: 'none', quoteHash: 'x' })).toBe(true);
    expect(accepts(completeNowSchema, { effectiveDate: '2026-11-26' })).toBe(false);
    expect([cancelSchema, retrySchema].map((it) => accepts(it, { reason: 'x' }))).toEqual([true, true]);
    expect([cancelSchema, retrySchema].map((it) => accepts(it, { proration: 'none' }))).toEqual([false, false]);
  });
});
