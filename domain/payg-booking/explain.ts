import { formatInstantForPeople } from '../calendar/time-zone.js';
import { isSome } from '../payg-time/buy.js';
import { SECONDS_A_DAY } from '../payg-time/lot.js';
import { type Booking, type BookingData, missingOf, paidOf } from './booking.js';

/** Writes time as people say it: 561600 is `6 days 12 hours`; less than a minute in seconds. */
export function timeText(seconds: number): string {
  const magnitude = Math.abs(seconds);
  const units: readonly (readonly [string, number])[] = [
    ['day', Math.floor(magnitude / SECONDS_A_DAY)],
    ['hour', Math.floor((magnitude % SECONDS_A_DAY) / 3600)],
    ['minute', Math.floor((magnitude % 3600) / 60)],
    ['second', magnitude % 60],
  ];
  const told = units
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}${count === 1 ? '' : 's'}`);
  return told.length === 0 ? 'no time' : told.join(' ');
}

/** What is read out to the customer: the amount and the deadline, in the customer's local time. */
export function readOut(booking: Booking, zone: string): string {
  const { currency } = booking.data.quote;
  const until = formatInstantForPeople(booking.data.expiresAt, zone);
  switch (booking.state) {
    case 'awaiting-downpayment':
      return `Please pay ${missingOf(booking)} ${currency} by ${until} (${zone}).`;
    case 'settling':
      return `The time to pay ended at ${until} (${zone}); ${missingOf(booking)} ${currency} are missing, and payments on their way are awaited.`;
    case 'install-collect':
      return 'The down payment is paid; the upgrade can be collected.';
    case 'needs-attention':
      return booking.attention?.message ?? 'The booking needs attention.';
  }
}

/** Says how far the money is: `60.00 of 100.00 USD are there, 40.00 are missing`. */
export function progressText(data: BookingData): string {
  const { currency, downPayment } = data.quote;
  const missing = missingOf({ data });
  const rest = isSome(missing) ? `, ${missing} are missing` : '';
  return `${paidOf({ data })} of ${downPayment} ${currency} are there${rest}`;
}
