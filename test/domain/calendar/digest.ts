/** Prints a digest of calendar and proration results and of whole stories, to be compared between processes in different time zones (F11). */
import { createHash } from 'node:crypto';
import { anchorAfter } from '../../../domain/calendar/billing-day.js';
import { addDays, addMonths, daysBetween, formatDateForPeople, weekday } from '../../../domain/calendar/civil-date.js';
import { addDuration } from '../../../domain/calendar/duration.js';
import { toInstant } from '../../../domain/calendar/instant.js';
import { firstInstantOf, localDateAt } from '../../../domain/calendar/time-zone.js';
import { previewProration } from '../../../domain/proration/preview.js';
import { prorationPreviewRequestSchema } from '../../../domain/proration/preview.schema.js';
import { valueOfSpan } from '../../../domain/proration/value.js';
import { anAccountState, aRequest } from '../../support/builders.js';
import { aStory } from '../../support/story.js';

const hash = createHash('sha256');
const zones = ['UTC', 'Europe/Berlin', 'Africa/Cairo', 'America/Santiago', 'Pacific/Apia'];

for (let day = 0; day < 400; day += 1) {
  const date = addDays('2024-01-01', day);
  const zone = zones[day % zones.length] ?? 'UTC';
  const first = firstInstantOf(date, zone);
  const billDay = (day % 31) + 1;
  hash.update(
    [date, addMonths(date, day % 25), weekday(date), formatDateForPeople(date), anchorAfter(date, billDay)].join(),
  );
  hash.update(
    [first, localDateAt(first, zone), addDuration(first, 'P1M2DT3H', zone), toInstant(`${date}T12:00:00-05:00`)].join(),
  );
  hash.update(String(daysBetween(date, '2024-07-01')));
  const interval = { unit: 'month', count: 1 + (day % 12) } as const;
  const price = { amount: '29.99', currency: 'USD' };
  hash.update(
    JSON.stringify(valueOfSpan({ price, interval, anchorDay: billDay, from: date, to: '2025-03-01' }).amount),
  );
}

const seconds = prorationPreviewRequestSchema.parse({
  currency: 'USD',
  profile: 'stripe',
  lines: [
    {
      kind: 'charge',
      price: '20',
      periodStart: '2024-01-01',
      periodEnd: '2024-02-01',
      from: '2024-01-21T21:55:18Z',
      to: '2024-02-01',
    },
  ],
});
hash.update(JSON.stringify(previewProration(seconds)));

for (const timeZone of zones) {
  const story = aStory(anAccountState({ settings: { timeZone } }), '2026-11-11T12:00:00.000Z');
  story.accept(aRequest({ scope: 'on-date', effectiveDate: '2027-03-28', plan: 'weekly' }));
  story.accept(aRequest({ plan: 'yearly', offsetMonths: 2 }));
  hash.update(JSON.stringify(story.advanceTo('2027-12-31T12:00:00.000Z').effects));
}

process.stdout.write(hash.digest('hex'));
