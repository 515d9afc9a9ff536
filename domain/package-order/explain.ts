import { formatDateForPeople } from '../calendar/civil-date.js';
import { isZero } from '../money/amount.js';
import { planOf } from '../subscription/lookup.js';
import type { AccountState } from '../subscription/state.js';
import type { OrderData, OrderQuote } from './order.js';

/** Tells what was ordered and quoted, for the history: each amount with what explains it (EN-06). */
export function acceptedText(state: AccountState, quote: OrderQuote, data: OrderData): string {
  const { direction, currency, dueToday } = quote;
  const [from, to] = [planOf(state, quote.currentPlanId).name, planOf(state, quote.planId).name];
  const perDay = `${quote.pricePerDay.current} to ${quote.pricePerDay.next} ${currency} a day`;
  const head = `${direction === 'upgrade' ? 'Upgrade' : 'Downgrade'} from ${from} to ${to} ordered (${perDay}).`;
  if (quote.timing === 'end-of-term')
    return `${head} It takes effect on ${formatDateForPeople(quote.effectiveDate)}, when ${quote.dueAtTermEnd} ${currency} is due.`;
  const due = isZero(dueToday)
    ? 'Nothing is due.'
    : `${dueToday} ${currency} is due, to be paid by the end of ${formatDateForPeople(data.expiresOn ?? quote.quotedOn)}.`;
  const used = isZero(data.paid) ? '' : ` ${data.paid} of it is paid from account credit.`;
  return `${head} ${linesText(quote)} ${due}${used}`;
}

/** Tells each amount of a quote with its sentence. */
export function linesText({ lines, termLines }: OrderQuote): string {
  const told = [
    ...lines.map((it) => `${it.kind === 'credit' ? 'Credit' : 'Charge'} for ${it.description}: ${it.explanation}.`),
    ...termLines.map((it) => `Credit for ${it.description}, on the open invoice of the term: ${it.explanation}.`),
  ];
  return told.join(' ');
}

export function paidText({ dueToday, currency }: OrderQuote, paid: string, missing: string, state: string): string {
  if (!isZero(missing)) return `${paid} of ${dueToday} ${currency} is paid; ${missing} is missing.`;
  const next = state === 'accepted' ? 'The package is applied.' : 'It waits for an admin to process it.';
  return `All of ${dueToday} ${currency} is paid. ${next}`;
}

export function reopenedText({ dueToday, currency }: OrderQuote, paid: string, missing: string): string {
  return `Money went back: ${paid} of ${dueToday} ${currency} is paid now, ${missing} is missing.`;
}

export function expiredText({ dueToday, currency }: OrderQuote, paid: string): string {
  const back = isZero(paid) ? 'Nothing had been paid.' : `What had been paid, ${paid} ${currency}, is account credit.`;
  return `The order was not paid in time, and is over: its invoice of ${dueToday} ${currency} is void. ${back}`;
}

/** Tells what an applied order did. */
export function appliedText(state: AccountState, quote: OrderQuote, paidThrough: string): string {
  const { currency } = quote;
  const told = [
    ['due', quote.timing === 'now' ? quote.dueToday : quote.dueAtTermEnd],
    ['to the open invoice of the term', quote.toTermInvoice],
    ['to account credit', quote.toAccountCredit],
    ['not given back', quote.forfeited],
  ].flatMap(([what = '', amount = '0']) => (isZero(amount) ? [] : [`${amount} ${currency} ${what}`]));
  const money = told.length === 0 ? '' : ` ${told.join(', ')}.`;
  const name = planOf(state, quote.planId).name;
  return `The package is ${name} now, paid through ${formatDateForPeople(paidThrough)}. ${linesText(quote)}${money}`;
}
