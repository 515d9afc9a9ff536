import { evolveAgreements } from '../agreement/evolve.js';
import { addAmounts, isZero, subtractAmounts } from '../money/amount.js';
import { evolvePayg, setStanding } from '../payg-time/evolve.js';
import type { Effect, Journal } from './effects.js';
import {
  type InvoiceIssued,
  isOfOrder,
  orderInvoiceOf,
  reopenOrderInvoice,
  settleOrderInvoice,
} from './order-invoices.js';
import {
  type AccountState,
  isFinal,
  type MasterPlanChange,
  type OpenChange,
  type OpenInvoice,
  type RecurringCharge,
  type Subscription,
} from './state.js';

/** Plays one effect on a snapshot: the state that the store will hold once the effect is written. */
export function evolve(state: AccountState, effect: Effect): AccountState {
  switch (effect.type) {
    case 'subscription-changed':
      return {
        ...mapSubscription(state, effect.subscriptionId, (it) => keepLiveCharges({ ...it, ...effect.set })),
        payg: setStanding(state.payg, effect.subscriptionId, effect.set),
      };
    case 'charged':
      return mapSubscription(state, effect.subscriptionId, (it) => ({
        ...it,
        charges: [...it.charges, { ...effect.charge, invoiceId: effect.invoiceId }],
      }));
    case 'charge-credited':
      return mapSubscription(state, effect.subscriptionId, (it) => ({
        ...it,
        charges: it.charges.map((charge) =>
          charge.id === effect.chargeId
            ? creditedBy(charge, effect.from, effect.amount, state.account.currency)
            : charge,
        ),
      }));
    case 'invoice-issued':
      return withInvoice(state, effect);
    case 'order-invoice-closed':
      return { ...state, orderInvoices: state.orderInvoices.filter((it) => it.id !== effect.invoiceId) };
    case 'invoice-settled':
      if (isOfOrder(state, effect.invoiceId)) return settleOrderInvoice(state, effect);
      return evolveAgreements(state, effect, {
        ...state,
        openInvoices: state.openInvoices
          .map((it) =>
            it.id === effect.invoiceId ? { ...it, open: subtractAmounts(it.open, effect.amount, it.currency) } : it,
          )
          .filter((it) => !isZero(it.open)),
      });
    case 'agreement-opened':
    case 'scheduled-invoice-issued':
    case 'agreement-standing-changed':
    case 'agreement-rewritten':
      return evolveAgreements(state, effect, state);
    case 'invoice-reopened':
      if (isOfOrder(state, effect.invoice.id)) return reopenOrderInvoice(state, effect);
      return evolveAgreements(state, effect, withReopened(state, effect));
    case 'journal-posted':
      return withJournal(state, effect.journal);
    case 'change-moved':
      return { ...state, changes: moveChange(state.changes, effect) };
    case 'change-accepted':
      return { ...state, changes: [...state.changes, effect.change] };
    case 'change-updated':
      return { ...state, changes: updateChange(state.changes, effect) };
    case 'change-revised':
      return mapMasterPlanChange(state, effect.changeId, (it) => ({
        ...it,
        state: effect.state,
        request: effect.request,
        effectiveDate: effect.effectiveDate,
        dueAt: effect.dueAt,
        rateScheduleId: effect.rateScheduleId,
        pinnedPriceVersionId: effect.pinnedPriceVersionId,
        revision: it.revision + 1,
        attention: null,
      }));
    case 'change-dated':
      return mapMasterPlanChange(state, effect.changeId, (it) => ({
        ...it,
        effectiveDate: effect.effectiveDate,
        dueAt: effect.dueAt,
      }));
    case 'account-currency-changed':
      return { ...state, account: { ...state.account, currency: effect.currency } };
    case 'time-lot-set':
    case 'time-span-set':
    case 'time-earned':
    case 'products-held':
    case 'conversion-unlinked':
      return { ...state, payg: evolvePayg(state.payg, effect) };
    case 'on-time-recorded':
    case 'booking-proposed':
    case 'proposal-closed':
    case 'proposals-closed':
    case 'plan-assigned':
    case 'history-written':
    case 'payment-received':
    case 'payment-assigned':
    case 'payment-allocated':
    case 'payment-refunded':
      return state;
  }
}

/** Plays effects in order. */
export function evolveAll(state: AccountState, effects: readonly Effect[]): AccountState {
  return effects.reduce(evolve, state);
}

function mapSubscription(state: AccountState, id: string, change: (it: Subscription) => Subscription): AccountState {
  return { ...state, subscriptions: state.subscriptions.map((it) => (it.id === id ? change(it) : it)) };
}

function mapMasterPlanChange(
  state: AccountState,
  id: string,
  change: (it: MasterPlanChange) => MasterPlanChange,
): AccountState {
  const changes = state.changes.map((it) => (it.id === id && it.kind === 'master-plan-change' ? change(it) : it));
  return { ...state, changes };
}

function keepLiveCharges(subscription: Subscription): Subscription {
  return {
    ...subscription,
    charges: subscription.charges.filter((it) => it.liveTo > subscription.lastBilled && it.liveTo > it.from),
  };
}

function creditedBy(charge: RecurringCharge, from: string, amount: string, currency: string): RecurringCharge {
  return { ...charge, liveTo: from, credited: addAmounts(charge.credited, amount, currency) };
}

function withInvoice(state: AccountState, { invoice, order }: InvoiceIssued): AccountState {
  if (order) return { ...state, orderInvoices: [...state.orderInvoices, orderInvoiceOf(invoice, order)] };
  if (invoice.kind === 'credit-note' || isZero(invoice.total)) return state;
  const open = {
    id: invoice.id,
    number: '',
    subscriptionId: invoice.subscriptionId,
    issuedOn: invoice.issuedOn,
    dueOn: invoice.dueOn,
    open: invoice.total,
    currency: invoice.currency,
  };
  return { ...state, openInvoices: [...state.openInvoices, open].sort(byDueDate) };
}

function withReopened(state: AccountState, effect: Extract<Effect, { type: 'invoice-reopened' }>): AccountState {
  const { invoice, amount } = effect;
  const before = state.openInvoices.find((it) => it.id === invoice.id)?.open ?? '0';
  const others = state.openInvoices.filter((it) => it.id !== invoice.id);
  const reopened = { ...invoice, open: addAmounts(before, amount, invoice.currency) };
  return { ...state, openInvoices: [...others, reopened].sort(byDueDate) };
}

/** Orders the oldest due first; one that was only projected has no number yet and comes last on its day. */
function byDueDate(a: OpenInvoice, b: OpenInvoice): number {
  if (a.dueOn !== b.dueOn) return a.dueOn < b.dueOn ? -1 : 1;
  if (a.number === '' || b.number === '') return a.number === b.number ? 0 : a.number === '' ? 1 : -1;
  return a.number < b.number ? -1 : a.number > b.number ? 1 : 0;
}

function withJournal(state: AccountState, journal: Journal): AccountState {
  let credit = state.credit;
  for (const posting of journal.postings) {
    if (posting.ledgerAccount === 'account-credit') credit = subtractAmounts(credit, posting.amount, posting.currency);
  }
  return { ...state, credit, account: { ...state.account, hasFinancialHistory: true } };
}

function moveChange(
  changes: readonly OpenChange[],
  effect: Extract<Effect, { type: 'change-moved' }>,
): readonly OpenChange[] {
  const { changeId, state, attention } = effect;
  if (state === 'applied' || state === 'cancelled') return changes.filter((it) => it.id !== changeId);
  return changes.map((it) =>
    it.id === changeId && it.kind === 'master-plan-change' ? { ...it, state, attention } : it,
  );
}

function updateChange(
  changes: readonly OpenChange[],
  { changeId, set }: Extract<Effect, { type: 'change-updated' }>,
): readonly OpenChange[] {
  if (set.state !== undefined && isFinal(set.state)) return changes.filter((it) => it.id !== changeId);
  // What a kind holds is of its own type: only its own rules make its updates.
  return changes.map((it) => (it.id === changeId ? ({ ...it, ...set, revision: it.revision + 1 } as OpenChange) : it));
}
