import type { Agreement } from '../agreement/agreement.js';
import type { Overdue } from '../agreement/progress.js';
import type { Invalidity } from '../agreement/validity.js';
import type { CivilDate } from '../calendar/civil-date.js';
import { isZero } from '../money/amount.js';
import type { ReasonCode } from './messages.js';

/** One act that leads on. `call` is the API's; null: it is done elsewhere. */
export interface WayOutStep {
  readonly action:
    | 'turn-on'
    | 'renew-or-rewrite'
    | 'pay'
    | 'bring-current'
    | 'withdraw-cancellation'
    | 'align-frequencies'
    | 'confirm-freeze-removal';
  readonly text: string;
  readonly call: string | null;
  /** What to pay; only with `pay`. */
  readonly amount?: { readonly amount: string; readonly currency: string };
  readonly invoiceIds?: readonly string[];
}

/** How a reason goes away: all steps, in this order; possible from that day on. */
export interface WayOut {
  readonly text: string;
  readonly from: CivilDate;
  readonly steps: readonly WayOutStep[];
}

export interface Situation {
  readonly agreement: Agreement;
  readonly overdue: Overdue;
  readonly invalidities: readonly Invalidity[];
  readonly accountId: string;
  readonly today: CivilDate;
}

/** Tells what opens the gate again for a reason: what to pay, what to lift, and from when that is possible. */
export function wayOutOf(code: ReasonCode, situation: Situation): WayOut {
  const steps = stepsOf(code, situation);
  return { text: steps.map((it) => it.text).join(' '), from: situation.today, steps };
}

function stepsOf(code: ReasonCode, situation: Situation): WayOutStep[] {
  const { clubNumber, id } = situation.agreement;
  switch (code) {
    case 'upgrade-downgrade-off': {
      const text = `The operator of the platform turns it on for club ${clubNumber}.`;
      return [{ action: 'turn-on', text, call: `PUT /v1/clubs/${clubNumber}/features` }];
    }
    case 'agreement-past-due':
      return bringCurrent(situation);
    case 'agreement-pending-cancel':
      return [withdrawal(id)];
    case 'agreement-past-due-and-pending-cancel':
      return [...bringCurrent(situation), withdrawal(id)];
    case 'agreement-frequencies-differ': {
      const text = 'Put the scheduled invoices on the frequency of their schedules.';
      return [{ action: 'align-frequencies', text, call: `POST /v1/agreements/${id}/align-frequencies` }];
    }
    case 'agreement-freeze-unconfirmed': {
      const text = 'Confirm that completing the change removes the freeze: confirmFreezeRemoval.';
      return [{ action: 'confirm-freeze-removal', text, call: 'POST /v1/agreement-changes' }];
    }
    case 'agreement-invalid': {
      const faults = situation.invalidities.map((it) => `${it.path}: ${it.message}`).join(' ');
      return [rewrite(`Rewrite the agreement without what is wrong. ${faults}`)];
    }
    default:
      return [rewrite('Make a renewal or rewrite: a new agreement.')];
  }
}

function rewrite(text: string): WayOutStep {
  return { action: 'renew-or-rewrite', text, call: 'POST /v1/agreements' };
}

function withdrawal(id: string): WayOutStep {
  const text = 'Withdraw the cancellation.';
  return { action: 'withdraw-cancellation', text, call: `POST /v1/agreements/${id}/withdraw-cancellation` };
}

/** What is overdue here is to be paid; what only the billing provider knows of is told by it once it is paid. */
function bringCurrent({ agreement, overdue, accountId }: Situation): WayOutStep[] {
  const { amount, currency, invoiceIds } = overdue;
  const pay: WayOutStep = {
    action: 'pay',
    text: `Pay ${amount} ${currency}.`,
    call: `POST /v1/accounts/${accountId}/payments`,
    amount: { amount, currency },
    invoiceIds,
  };
  const told: WayOutStep = {
    action: 'bring-current',
    text: 'Take what is owed to the billing provider, and note that the account is current.',
    call: `POST /v1/agreements/${agreement.id}/bring-current`,
  };
  return [...(isZero(amount) ? [] : [pay]), ...(agreement.standing.pastDue ? [told] : [])];
}
