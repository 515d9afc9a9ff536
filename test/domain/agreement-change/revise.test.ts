import { describe, expect, it } from 'vitest';
import { openDraft } from '../../../domain/agreement-change/accept.js';
import { reviseDraft } from '../../../domain/agreement-change/revise.js';
import { agreementChangeRules } from '../../../domain/agreement-change/rules.js';
import { evolveAll } from '../../../domain/subscription/evolve.js';
import type { AccountState, AgreementChange } from '../../../domain/subscription/state.js';
import { anAgreement, anAgreementPlan, NOW } from '../../support/agreements.js';
import { anAccountState, ids } from '../../support/builders.js';
import { refusal } from '../../support/refusal.js';

const plans = [
  anAgreementPlan({ code: 'family', price: '45.00' }),
  anAgreementPlan({ code: 'silver', price: '19.00' }),
];
const agreement = anAgreement();
const by = { by: 'agent', now: NOW };

function anAccount(draftExpiry = 'P7D', timeZone = 'UTC'): AccountState {
  return anAccountState({ subscriptions: [], agreements: [agreement], plans, settings: { draftExpiry, timeZone } });
}

function opened(state: AccountState) {
  const request = { agreementId: 'agr', planId: 'family', confirmFreezeRemoval: false };
  return openDraft(state, request, { changeId: 'change', ...by }, ids);
}

function withDraft(state: AccountState): { state: AccountState; change: AgreementChange } {
  const { change } = opened(state);
  return { state: { ...state, changes: [change] }, change };
}

/** The agreement as a payment of the primary leaves it. */
function paidOnce(state: AccountState): AccountState {
  const schedules = agreement.schedules.map((it) => ({ ...it, paymentsMadeSince: 1 }));
  return { ...state, agreements: [{ ...agreement, schedules, invoices: agreement.invoices.slice(1) }] };
}

it('opens a draft with the plan that was chosen and the terms of the agreement (AG-12)', () => {
  expect(opened(anAccount()).change).toMatchObject({
    kind: 'agreement-change',
    state: 'draft',
    data: {
      agreementId: 'agr',
      plan: { planId: 'family', category: 'Membership', amount: '45.00', currency: 'USD' },
      draft: { schedules: [{ amount: '45.00', currentAmount: '30.00', payments: 5 }] },
    },
  });
});

it('takes no edit once the flag of the club is off, but can be abandoned (AG-01)', () => {
  const { state, change } = withDraft(anAccount());
  const off = { ...state, agreements: [{ ...agreement, isTurnedOn: false }] };
  const edit = { command: 'edit', planId: undefined, edit: { confirmFreezeRemoval: true } } as const;
  expect(() => reviseDraft(off, change, edit, by, ids)).toThrow(refusal('upgrade-downgrade-off'));
  expect(() => reviseDraft(off, change, { command: 'complete' }, by, ids)).toThrow(refusal('upgrade-downgrade-off'));
  const abandoned = reviseDraft(off, change, { command: 'abandon' }, by, ids);
  expect(abandoned[0]).toMatchObject({ set: { state: 'abandoned' } });
});

describe('a draft that nobody touches (AG-21)', () => {
  it.each([
    ['P7D', 'UTC', '2026-11-19', '2026-11-19T00:00:00.000Z'],
    ['P1D', 'UTC', '2026-11-13', '2026-11-13T00:00:00.000Z'],
    ['P7D', 'America/New_York', '2026-11-19', '2026-11-19T05:00:00.000Z'],
  ])('expires after %s in %s at the end of that local day: %s', (draftExpiry, timeZone, effectiveDate, dueAt) => {
    expect(opened(anAccount(draftExpiry, timeZone)).change).toMatchObject({ effectiveDate, dueAt });
  });

  it('is abandoned with nothing done to the agreement', () => {
    const { state, change } = withDraft(anAccount());
    const effects = agreementChangeRules.carryOut(state, change, '2026-11-19T00:00:00.000Z', ids);
    expect(effects.map((it) => it.type)).toEqual(['change-updated', 'history-written']);
    expect(effects[0]).toMatchObject({ set: { state: 'abandoned', dueAt: null } });
    expect(evolveAll(state, effects)).toMatchObject({ agreements: [agreement], changes: [] });
  });

  it('gets its whole time anew with an edit', () => {
    const { state, change } = withDraft(anAccount());
    const edit = { command: 'edit', planId: undefined, edit: { confirmFreezeRemoval: true } } as const;
    const effects = reviseDraft(state, change, edit, { by: 'agent', now: '2026-11-15T09:00:00.000Z' }, ids);
    expect(effects[0]).toMatchObject({ set: { effectiveDate: '2026-11-23', dueAt: '2026-11-23T00:00:00.000Z' } });
  });

  it('is the only one of its agreement', () => {
    expect(() => opened(withDraft(anAccount()).state)).toThrow(refusal('agreement-draft-open', 'agreementId'));
  });

  it.each(['completed', 'abandoned'] as const)('takes nothing more once it is %s', (is) => {
    const { state, change } = withDraft(anAccount());
    expect(() => reviseDraft(state, { ...change, state: is }, { command: 'complete' }, by, ids)).toThrow(
      refusal('change-state'),
    );
  });
});

describe('completing a draft', () => {
  it('checks again whether the member qualifies, and rewrites the agreement (AG-20)', () => {
    const { state, change } = withDraft(anAccount());
    const effects = reviseDraft(state, change, { command: 'complete' }, by, ids);
    expect(evolveAll(state, effects)).toMatchObject({ agreements: [{ planId: 'family', version: 2 }], changes: [] });
    const pastDue = { ...agreement, standing: { ...agreement.standing, pastDue: true } };
    expect(() => reviseDraft({ ...state, agreements: [pastDue] }, change, { command: 'complete' }, by, ids)).toThrow(
      refusal('agreement-past-due'),
    );
  });

  it('refreshes the draft instead where a payment came in meanwhile, with both values and the edits kept (AG-22)', () => {
    const { state, change } = withDraft(anAccount());
    const schedules = [{ id: 'sch:agr/0', amount: '40.00' }];
    const edited = evolveAll(
      state,
      reviseDraft(state, change, { command: 'edit', planId: undefined, edit: { schedules } }, by, ids),
    );
    const moved = paidOnce(edited);
    const [draft] = moved.changes.filter((it) => it.kind === 'agreement-change');
    if (!draft) throw new Error('the draft is gone');
    const effects = reviseDraft(moved, draft, { command: 'complete' }, by, ids);
    expect(effects.map((it) => it.type)).toEqual(['change-updated', 'history-written']);
    const after = evolveAll(moved, effects);
    expect(after.agreements[0]?.version).toBe(1);
    expect(after.changes).toMatchObject([
      {
        state: 'draft',
        data: {
          differences: [
            { field: 'agreement.termMonths', was: 5, now: 4 },
            { field: 'schedules.sch:agr/0.payments', was: 5, now: 4 },
            { field: 'schedules.sch:agr/0.firstDueDate', was: '2026-12-01', now: '2027-01-01' },
          ],
          draft: { schedules: [{ amount: '40.00', payments: 4, firstDueDate: '2027-01-01' }] },
        },
      },
    ]);
  });

  it('completes a refreshed draft (AG-22)', () => {
    const { state, change } = withDraft(anAccount());
    const moved = paidOnce(state);
    const refreshed = evolveAll(moved, reviseDraft(moved, change, { command: 'complete' }, by, ids));
    const [draft] = refreshed.changes.filter((it) => it.kind === 'agreement-change');
    if (!draft) throw new Error('the draft is gone');
    const done = evolveAll(refreshed, reviseDraft(refreshed, draft, { command: 'complete' }, by, ids));
    expect(done.agreements[0]).toMatchObject({ version: 2, schedules: [{ payments: 4 }] });
  });
});
