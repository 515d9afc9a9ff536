import { formatDateForPeople } from '../calendar/civil-date.js';
import { isZero } from '../money/amount.js';
import type { AccountState } from '../subscription/state.js';
import type { ToldChange } from '../timeline/rules.js';
import type { OrderData, OrderState, PackageOrder } from './order.js';
import { takes } from './status.js';

/** What of an order is told to the people who operate its workflow. */
export type ToldOrder = Pick<PackageOrder, 'subscriptionId' | 'data'> & Omit<ToldChange, 'subscriptionId' | 'data'>;

/** Says in one line what there is to wait for: `Order of Pro, to be paid by 8 Nov 2026` (EN-07). */
export function orderSummary(state: AccountState, order: ToldOrder): string {
  const { quote, expiresOn } = order.data;
  const what = `Order of ${nameOf(state, order.data)}`;
  if (order.state === 'awaiting-payment' && expiresOn !== null)
    return `${what}, to be paid by ${formatDateForPeople(expiresOn)}`;
  if (order.state === 'scheduled') return `${what} for ${formatDateForPeople(quote.effectiveDate)}`;
  return what;
}

/** Tells how an order stands, as Markdown for the Temporal UI: its state, what happened, and what can be done (EN-06, EN-07). */
export function orderDetails(state: AccountState, order: ToldOrder, lastText: string): string {
  const points = [order.attention ? `Why: ${order.attention.message}` : lastText, waitsFor(order)];
  const list = points.flatMap((it) => (it === '' ? [] : [`- ${it}`])).join('\n');
  return [headline(state, order), list, actions(order.state)].filter((it) => it !== '').join('\n\n');
}

function headline(state: AccountState, { state: at, subscriptionId, data }: ToldOrder): string {
  const what = `the order of ${nameOf(state, data)} for the subscription \`${subscriptionId}\``;
  const { dueToday, currency, effectiveDate } = data.quote;
  switch (at as OrderState) {
    case 'awaiting-payment':
      return `**Waiting for payment**: ${data.paid} of ${dueToday} ${currency} is paid for ${what}.`;
    case 'awaiting-processing':
      return `**Waiting to be processed**: ${what} is paid, and automatic processing was off.`;
    case 'accepted':
      return `**Its turn is now**: ${what} is applied.`;
    case 'scheduled':
      return `**Waiting for ${formatDateForPeople(effectiveDate)}**, when ${what} takes effect.`;
    case 'needs-attention':
      return `**Needs attention**: ${what} could not be applied. Nothing was posted for it.`;
    case 'applied':
      return `**Applied**: ${what}.`;
    case 'expired':
      return `**Expired**: ${what} was not paid in time.`;
    case 'cancelled':
      return `**Cancelled**: ${what}.`;
  }
}

function waitsFor({ state, dueAt, data }: ToldOrder): string {
  if (state === 'awaiting-payment')
    return `It expires at ${data.expiresAt}; payments on their way are awaited to ${dueAt}. The renewal of the subscription waits for it.`;
  if (state === 'scheduled') return `The timer ends at ${dueAt}.`;
  return state === 'awaiting-processing' || state === 'needs-attention'
    ? 'The renewal of the subscription waits for it.'
    : '';
}

const COMMANDS = { process: 'process it', undo: 'undo it', cancel: 'cancel it' } as const;

function actions(state: string): string {
  const open = (Object.keys(COMMANDS) as (keyof typeof COMMANDS)[])
    .filter((it) => takes(state, it))
    .map((it) => COMMANDS[it]);
  const paid = open.length === 0 ? '' : `An admin can ${open.join(' or ')}.`;
  return state === 'awaiting-payment' ? `A payment that names its invoice moves it on. ${paid}` : paid;
}

function nameOf(state: AccountState, { quote }: OrderData): string {
  const price = isZero(quote.price) ? '' : ` at ${quote.price} ${quote.currency}`;
  return `${state.catalog[quote.planId]?.name ?? quote.planId}${price}`;
}
