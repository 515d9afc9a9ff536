import { formatInstantForPeople } from '../calendar/time-zone.js';
import type { AccountState } from '../subscription/state.js';
import type { ToldChange } from '../timeline/rules.js';
import type { BookingData, BookingState } from './booking.js';
import { progressText } from './explain.js';
import { type BookingCommand, bookingTakes } from './status.js';

/** What of a booking is told to the people who operate its workflow. */
export type ToldBooking = Omit<ToldChange, 'state' | 'data'> & {
  readonly state: BookingState;
  readonly data: BookingData;
};

/** Says in one line what there is to wait for: `100.00 USD down for Radio by 16:00 on 11 Nov 2026` (EN-07). */
export function bookingSummary(state: AccountState, { data, state: at }: ToldBooking): string {
  const { currency, downPayment } = data.quote;
  const names = namesOf(state, data);
  const until = formatInstantForPeople(at === 'settling' ? data.settlesAt : data.expiresAt, state.settings.timeZone);
  return at === 'settling'
    ? `Payments on their way for ${names}, until ${until}`
    : `${downPayment} ${currency} down for ${names} by ${until}`;
}

/** Tells how a booking stands, as Markdown for the Temporal UI (EN-06, EN-07). Nothing personal. */
export function bookingDetails(state: AccountState, told: ToldBooking, lastText: string): string {
  const points = [told.attention === null ? lastText : `Why: ${told.attention.message}`, timerText(told)];
  const listed = points.flatMap((it) => (it === '' ? [] : [`- ${it}`])).join('\n');
  return [headline(state, told), listed, actions(told.state)].filter((it) => it !== '').join('\n\n');
}

function headline(account: AccountState, { state, data, subscriptionId }: ToldBooking): string {
  const what = `the upgrade of the subscription \`${subscriptionId}\` to ${namesOf(account, data)}`;
  switch (state) {
    case 'awaiting-downpayment':
      return `**Waiting for the down payment** of ${what}: ${progressText(data)}.`;
    case 'settling':
      return `**The window is over**: payments on their way are awaited for ${what}; ${progressText(data)}.`;
    case 'install-collect':
      return `**Install or collect**: the down payment of ${what} is there.`;
    case 'needs-attention':
      return `**Needs attention**: ${what}; ${progressText(data)}.`;
    case 'collected':
      return `**Collected**: ${what} is done.`;
    case 'expired':
      return `**Expired**: ${what} was not paid in time; what was paid became time.`;
    case 'cancelled':
      return `**Cancelled**: ${what} did not come about.`;
  }
}

function timerText({ state, dueAt }: ToldBooking): string {
  if (dueAt === null) return '';
  if (state === 'awaiting-downpayment') return `The timer ends at ${dueAt}, the end of the window.`;
  return state === 'settling' ? `The timer ends at ${dueAt}, when the grace for payments on their way is over.` : '';
}

const COMMANDS: Readonly<Record<BookingCommand, string>> = {
  'use-on-time-payments': 'old payments can be used',
  'use-conversion-payment': 'an admin can use a payment from before the conversion',
  collect: 'the shop can hand it over',
  cancel: 'it can be cancelled',
};

function actions(state: BookingState): string {
  const open = (Object.keys(COMMANDS) as BookingCommand[]).filter((it) => bookingTakes(state, it));
  const told = open.map((it) => COMMANDS[it]).join('; ');
  return told === '' ? '' : `${told.charAt(0).toUpperCase()}${told.slice(1)}.`;
}

function namesOf({ payg }: AccountState, { quote }: BookingData): string {
  return quote.products.map((it) => payg.products[it.planId]?.name ?? it.planId).join(' and ');
}
