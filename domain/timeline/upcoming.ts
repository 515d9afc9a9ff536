import { addMonths, type CivilDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { firstInstantOf, localDateAt } from '../calendar/time-zone.js';
import { DomainError } from '../errors.js';
import { sumAmounts } from '../money/amount.js';
import type { Effect, InvoiceLine } from '../subscription/effects.js';
import type { AccountState } from '../subscription/state.js';
import { carryOutDue } from './carry-out.js';

/** An invoice or credit note to come. */
export interface UpcomingInvoice {
  readonly kind: 'invoice' | 'credit-note';
  readonly date: CivilDate;
  readonly dueOn: CivilDate;
  readonly changeId: string | null;
  readonly currency: string;
  readonly total: string;
  readonly fromAccountCredit: string;
  readonly lines: readonly InvoiceLine[];
}

const MOST_MONTHS = 120;

/**
 * Lists the invoices that a subscription will get up to a day, inclusive, by the very code that will make them: renewals and dated
 * changes in their order, account credit used as it will be. 30.00 a month paid through 2026-11-30, until 2027-01-31: 30.00 on
 * 2026-12-01, 30.00 on 2027-01-01. Throws `date-out-of-range` beyond ten years.
 */
export function upcomingInvoices(
  state: AccountState,
  subscriptionId: string,
  until: CivilDate,
  now: Instant,
): UpcomingInvoice[] {
  const last = addMonths(localDateAt(now, state.settings.timeZone), MOST_MONTHS);
  if (until > last) {
    throw new DomainError(
      'date-out-of-range',
      `The date ${until} is more than ten years ahead; ask for ${last} at the latest.`,
      {
        path: 'until',
      },
    );
  }
  const { effects } = carryOutDue(
    state,
    firstInstantOf(until, state.settings.timeZone),
    (prefix, key) => `${prefix}:${key}`,
  );
  return effects.flatMap((effect) =>
    effect.type === 'invoice-issued' && effect.invoice.subscriptionId === subscriptionId
      ? [upcomingOf(effect, effects)]
      : [],
  );
}

function upcomingOf(
  { invoice }: Extract<Effect, { type: 'invoice-issued' }>,
  effects: readonly Effect[],
): UpcomingInvoice {
  const { kind, issuedOn: date, dueOn, changeId, currency, total, lines } = invoice;
  const settled = effects.flatMap((it) =>
    it.type === 'invoice-settled' && it.invoiceId === invoice.id ? [it.amount] : [],
  );
  return { kind, date, dueOn, changeId, currency, total, fromAccountCredit: sumAmounts(settled, currency), lines };
}
