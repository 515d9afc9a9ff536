import type { CivilDate } from '../../domain/calendar/civil-date.js';
import type { Instant } from '../../domain/calendar/instant.js';
import type { Invoicing, RecurringCharge, Subscription, SubscriptionStatus } from '../../domain/subscription/state.js';
import { amountOf, utc } from '../rows.js';

/** A subscription as it is stored, with its live charges. */
export interface StoredSubscription extends Subscription {
  readonly accountId: string;
  readonly nextDueAt: Instant | null;
  readonly recordedAt: Instant;
}

/** The charges of which a credit can still come; `to_date` only lets the index find them. */
const LIVE_CHARGES = `(SELECT coalesce(json_agg(json_build_object(
    'id', charge.id, 'planId', charge.plan_id, 'units', charge.units, 'price', charge.price::text, 'currency', charge.currency,
    'interval', json_build_object('unit', charge.interval_unit, 'count', charge.interval_count), 'anchorDay', charge.anchor_day,
    'from', charge.from_date, 'to', charge.to_date, 'liveTo', charge.live_to, 'amount', charge.amount::text,
    'credited', charge.credited::text, 'countedTo', charge.counted_to, 'invoiceId', charge.invoice_id) ORDER BY charge.from_date, charge.id), '[]')
  FROM recurring_charges charge
  WHERE charge.organization_id = subscription.organization_id AND charge.subscription_id = subscription.id
    AND charge.to_date > subscription.last_billed AND charge.live_to > subscription.last_billed
    AND charge.live_to > charge.from_date)`;

/** The SQL that gives a row of `subscriptions subscription` as one JSON value. */
export const SUBSCRIPTION_JSON = `json_build_object(
  'id', subscription.id, 'kind', subscription.kind, 'accountId', subscription.account_id, 'planId', subscription.plan_id, 'units', subscription.units,
  'rateScheduleId', subscription.rate_schedule_id, 'priceVersionId', subscription.price_version_id,
  'pricePinned', subscription.price_pinned, 'invoicing', subscription.invoicing, 'anchorDay', subscription.anchor_day,
  'status', subscription.status, 'statusRevision', subscription.status_revision,
  'billingPeriodMonths', subscription.billing_period_months, 'periodStart', subscription.period_start, 'paidThrough', subscription.paid_through,
  'lastBilled', subscription.last_billed, 'activeTo', subscription.active_to, 'periodUnit', subscription.period_unit,
  'unbilled', subscription.unbilled, 'cancelledOn', subscription.cancelled_on, 'nextDueAt', ${utc('subscription.next_due_at')},
  'recordedAt', ${utc('subscription.recorded_at')}, 'charges', ${LIVE_CHARGES})`;

type ChargeRow = Omit<RecurringCharge, 'countedTo'> & { currency: string; countedTo: CivilDate | null };

/** What SUBSCRIPTION_JSON gives: amounts still as NUMERIC writes them. */
export interface SubscriptionRow extends Omit<StoredSubscription, 'invoicing' | 'status' | 'charges'> {
  kind: string;
  invoicing: string;
  status: string;
  charges: ChargeRow[];
}

export function subscriptionOf({ kind: _, ...row }: SubscriptionRow): StoredSubscription {
  return {
    ...row,
    invoicing: row.invoicing as Invoicing,
    status: row.status as SubscriptionStatus,
    charges: row.charges.map(chargeOf),
  };
}

function chargeOf({ currency, countedTo, ...charge }: ChargeRow): RecurringCharge {
  return {
    ...charge,
    price: amountOf(charge.price, currency),
    amount: amountOf(charge.amount, currency),
    credited: amountOf(charge.credited, currency),
    ...(countedTo === null ? {} : { countedTo }),
  };
}
