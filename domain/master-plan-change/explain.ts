import { formatDateForPeople } from '../calendar/civil-date.js';
import type { ChangePlan } from '../change-plan.js';

/** Tells what an applied change did, in sentences for the history: each amount with what explains it (EN-06). */
export function appliedText(plan: ChangePlan): string {
  const { result, lines, currency } = plan;
  const paid = result.paidThrough ?? plan.prorationEnd;
  const parts = [`The plan has changed; it is paid through ${formatDateForPeople(paid)}.`];
  for (const line of lines)
    parts.push(`${line.kind === 'credit' ? 'Credit' : 'Charge'} for ${line.description}: ${line.explanation}.`);
  if (plan.withheld) parts.push(plan.withheld.reason);
  parts.push(moneyText(plan, currency));
  return parts.filter((it) => it !== '').join(' ');
}

function moneyText(plan: ChangePlan, currency: string): string {
  const { dueNow, fromAccountCredit, toOpenInvoices, toAccountCredit } = plan.settlement;
  const told = [
    ['due now', dueNow],
    ['paid from account credit', fromAccountCredit],
    ['used for open invoices', toOpenInvoices],
    ['kept as account credit', toAccountCredit],
  ].filter(([, amount]) => /[1-9]/.test(amount ?? ''));
  return told.length === 0
    ? ''
    : `In all: ${told.map(([what, amount]) => `${amount} ${currency} ${what}`).join(', ')}.`;
}

const REASON = ' Reason: ';

/** Adds what somebody gave as the reason, in their own words, to a sentence of the history. */
export function withReason(text: string, reason: string | undefined): string {
  return reason === undefined ? text : `${text}${REASON}${reason}`;
}

/** Takes it away again: those words may be personal, and do not go where the operators of workflows look. */
export function withoutReason(text: string): string {
  return text.split(REASON)[0] ?? text;
}
