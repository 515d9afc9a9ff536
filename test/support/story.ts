import { firstInstantOf } from '../../domain/calendar/time-zone.js';
import type { ChangePlan } from '../../domain/change-plan.js';
import { acceptMasterPlanChange } from '../../domain/master-plan-change/accept.js';
import { quoteMasterPlanChange, timingOf } from '../../domain/master-plan-change/quote.js';
import type { MasterPlanChangeRequest } from '../../domain/master-plan-change/request.schema.js';
import { quoteRevision, reviseMasterPlanChange } from '../../domain/master-plan-change/revise.js';
import type { MasterPlanRevision } from '../../domain/master-plan-change/revise.schema.js';
import { cancelSubscription } from '../../domain/subscription/cancel.js';
import type { Effect, HistoryEntry, IssuedInvoice, Journal } from '../../domain/subscription/effects.js';
import { evolveAll } from '../../domain/subscription/evolve.js';
import { openChangeOf, subscriptionOf } from '../../domain/subscription/lookup.js';
import type { AccountState, MasterPlanChange, Subscription } from '../../domain/subscription/state.js';
import { carryOutDue } from '../../domain/timeline/carry-out.js';
import { ids } from './builders.js';

/** One account lived through in memory, in the way in which every transaction on it goes: first what is due, then the command. */
export class Story {
  state: AccountState;
  now: string;
  readonly effects: Effect[] = [];
  private accepted = 0;

  /** `now` is an instant, or a date for its first instant in the organization's zone. */
  constructor(state: AccountState, now: string) {
    this.state = state;
    this.now = this.instant(now);
    this.advanceTo(this.now);
  }

  advanceTo(to: string): this {
    this.now = this.instant(to);
    this.carryOut();
    return this;
  }

  quote(request: MasterPlanChangeRequest): ChangePlan {
    return quoteMasterPlanChange(this.state, request, timingOf(this.state, request, this.now), null);
  }

  quoteRevision(changeId: string, revision: Extract<MasterPlanRevision, { command: 'reschedule' | 'complete-now' }>) {
    return quoteRevision(this.state, this.open(changeId), revision, this.now).quote;
  }

  /** Accepts a change, and carries it out where it is due already. Gives its id: c1, c2, ... */
  accept(request: MasterPlanChangeRequest): string {
    const acceptance = { changeId: `c${this.accepted + 1}`, by: 'admin', now: this.now };
    const { change, history } = acceptMasterPlanChange(this.state, request, acceptance, ids);
    this.accepted += 1;
    this.state = { ...this.state, changes: [...this.state.changes, change] };
    this.play([{ type: 'history-written', entry: history }]);
    this.carryOut();
    return change.id;
  }

  revise(changeId: string, revision: MasterPlanRevision): this {
    const change = this.open(changeId);
    this.play(reviseMasterPlanChange(this.state, change, revision, { by: 'admin', now: this.now }, ids));
    this.carryOut();
    return this;
  }

  cancelSubscription(on: string | null, id = 'sub'): this {
    const cancellation = { on, reason: undefined, by: 'admin', now: this.now };
    this.play(cancelSubscription(this.state, subscriptionOf(this.state, id), cancellation, ids));
    this.carryOut();
    return this;
  }

  /** Edits what somebody else changes: the catalog, the settings, the state of a subscription. */
  edit(change: (state: AccountState) => AccountState): this {
    this.state = change(this.state);
    return this;
  }

  subscription(id = 'sub'): Subscription {
    return subscriptionOf(this.state, id);
  }

  change(id: string): MasterPlanChange | undefined {
    const found = this.state.changes.find((it) => it.id === id);
    return found?.kind === 'master-plan-change' ? found : undefined;
  }

  private open(id: string): MasterPlanChange {
    const open = openChangeOf(this.state, id);
    if (open.kind !== 'master-plan-change') throw new Error(`the change ${id} is a ${open.kind}`);
    return open;
  }

  /** What was applied for a change, or undefined. */
  applied(id: string): ChangePlan | undefined {
    const moved = this.effects.flatMap((it) => (it.type === 'change-moved' && it.changeId === id ? [it] : []));
    return moved.findLast((it) => it.state === 'applied')?.plan ?? undefined;
  }

  documents(): IssuedInvoice[] {
    return this.effects.flatMap((it) => (it.type === 'invoice-issued' ? [it.invoice] : []));
  }

  /** The documents as `2026-12-01 invoice 60.00`, a credit note with its amount below zero. */
  bills(): string[] {
    return this.documents().map(
      (it) => `${it.issuedOn} ${it.kind} ${it.kind === 'credit-note' ? '-' : ''}${it.total} ${it.currency}`,
    );
  }

  journals(): Journal[] {
    return this.effects.flatMap((it) => (it.type === 'journal-posted' ? [it.journal] : []));
  }

  history(changeId: string): HistoryEntry[] {
    return this.effects.flatMap((it) =>
      it.type === 'history-written' && it.entry.changeId === changeId ? [it.entry] : [],
    );
  }

  private carryOut(): void {
    const done = carryOutDue(this.state, this.now, ids);
    this.effects.push(...done.effects);
    this.state = done.state;
  }

  private play(effects: readonly Effect[]): void {
    this.effects.push(...effects);
    this.state = evolveAll(this.state, effects);
  }

  private instant(when: string): string {
    return when.length > 10 ? when : firstInstantOf(when, this.state?.settings.timeZone ?? 'UTC');
  }
}

/** Begins a story on a day, by default in the middle of November 2026. */
export function aStory(state: AccountState, now = '2026-11-11'): Story {
  return new Story(state, now);
}
