import type { CivilDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { DomainError } from '../errors.js';
import { isZero } from '../money/amount.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { AccountState } from '../subscription/state.js';
import type { Agreement, Standing } from './agreement.js';
import { agreementIn } from './billing.js';
import { byDueDate } from './evolve.js';
import { anchorAt } from './frequency.js';
import { invoicesOfSchedule, isBilled } from './planned-invoices.js';
import { nextDue, overdueOf, paymentsMade, termSatisfied } from './progress.js';

/** An act on how the member stands, beside the changes: what the ways out of a qualification name. */
export type StandingAct = 'bring-current' | 'withdraw-cancellation' | 'lift-freeze' | 'align-frequencies';

export interface ActBy {
  readonly by: string;
  readonly now: Instant;
  readonly today: CivilDate;
}

const TEXTS: Readonly<Record<StandingAct, string>> = {
  'bring-current': 'The account is current: what was owed to the billing provider is paid.',
  'withdraw-cancellation': 'The cancellation was withdrawn.',
  'lift-freeze': 'The freeze was lifted.',
  'align-frequencies': 'The scheduled invoices were put on the frequency of their schedules.',
};

/** Carries out an act. Refuses `agreement-standing` where there is nothing to do, or something is still overdue here (AG-07). */
export function act(state: AccountState, agreementId: string, what: StandingAct, by: ActBy, ids: IdMaker): Effect[] {
  const agreement = agreementIn(state, agreementId);
  const effects =
    what === 'align-frequencies' ? align(agreement, by, ids) : [standingAfter(state, agreement, what, by.today)];
  const at = by.now;
  const entry = {
    id: ids('his', `${agreementId}/${what}/${agreement.version}`, at),
    subscriptionId: null,
    changeId: null,
    at,
    event: what,
    by: by.by,
    text: `${TEXTS[what]} (agreement ${agreementId})`,
    amounts: null,
  };
  return [...effects, { type: 'history-written', entry }];
}

const FLAGS = {
  'bring-current': 'pastDue',
  'withdraw-cancellation': 'pendingCancel',
  'lift-freeze': 'frozen',
} as const satisfies Record<string, keyof Standing>;

function standingAfter(state: AccountState, agreement: Agreement, what: keyof typeof FLAGS, today: CivilDate): Effect {
  const flag = FLAGS[what];
  if (what === 'bring-current') {
    const { amount, currency } = overdueOf(agreement, state.openInvoices, state.account.currency, today);
    if (!isZero(amount)) {
      throw new DomainError(
        'agreement-standing',
        `${amount} ${currency} are overdue here: they are to be paid first.`,
        {
          details: { amount, currency },
        },
      );
    }
  }
  if (!agreement.standing[flag])
    throw new DomainError('agreement-standing', `There is nothing to do: ${flag} is not set.`);
  return { type: 'agreement-standing-changed', agreementId: agreement.id, set: { [flag]: false } };
}

/** Schedules the payments left anew, at the frequency of each schedule; what is issued stays as it is (AG-09). */
function align(agreement: Agreement, { by, now: at }: ActBy, ids: IdMaker): Effect[] {
  const odd = agreement.schedules.filter((it) => it.scheduledFrequency !== it.frequency);
  if (odd.length === 0)
    throw new DomainError('agreement-standing', 'All scheduled invoices have the frequency of their schedule.');
  const version = agreement.version + 1;
  const schedules = agreement.schedules.map((it, index) => {
    const next = agreement.invoices.find((invoice) => invoice.scheduleId === it.id && invoice.invoiceId === null);
    const nextDueDate = next?.dueOn ?? nextDue(agreement, it);
    return {
      ...it,
      id: ids('sch', `${agreement.id}/${version}/${index}`, at),
      scheduledFrequency: it.frequency,
      paymentsMadeBefore: paymentsMade(it),
      paymentsMadeSince: 0,
      nextDueDate,
      anchorDay: anchorAt(nextDueDate, it.anchorDay),
    };
  });
  const issued = agreement.invoices.filter((it) => it.invoiceId !== null || it.feeId !== null);
  const termSatisfiedMonths = termSatisfied(agreement);
  const aligned = { ...agreement, version, termSatisfiedMonths, schedules, invoices: issued };
  const planned = isBilled(aligned)
    ? schedules.flatMap((it) => scheduledAfterIssued(agreement, aligned, it, at, ids))
    : [];
  const closed = agreement.invoices.filter((it) => !issued.includes(it));
  const after: Agreement = {
    ...aligned,
    invoices: [...issued, ...planned].sort(byDueDate),
    closedInvoices: [...agreement.closedInvoices, ...closed],
  };
  return [{ type: 'agreement-rewritten', changeId: null, at, by, before: agreement, after }];
}

/** What is issued and not paid is one of the payments left, and not scheduled a second time. */
function scheduledAfterIssued(
  before: Agreement,
  aligned: Agreement,
  schedule: Agreement['schedules'][number],
  at: Instant,
  ids: IdMaker,
) {
  const position = aligned.schedules.findIndex((it) => it.id === schedule.id);
  const old = before.schedules[position]?.id;
  const issued = before.invoices.filter((it) => it.scheduleId === old && it.invoiceId !== null).length;
  const planned = invoicesOfSchedule(aligned, schedule, at, ids);
  return aligned.termMonths === null ? planned : planned.slice(0, Math.max(0, planned.length - issued));
}
