import type { Instant } from '../../domain/calendar/instant.js';
import type { PaygRate, PaygService, PaygState } from '../../domain/payg-time/payg.js';
import { amountOf, utc } from '../rows.js';

const LOTS = `(SELECT coalesce(json_agg(json_build_object('id', lot.id, 'transactionId', lot.transaction_id,
    'paymentId', bought.payment_id, 'paidAt', ${utc('bought.paid_at')}, 'amount', lot.amount::text,
    'seconds', lot.seconds, 'startsAt', ${utc('lot.starts_at')}) ORDER BY lot.starts_at, lot.id), '[]')
  FROM time_lots lot JOIN on_time_transactions bought ON bought.organization_id = lot.organization_id AND bought.id = lot.transaction_id
  WHERE lot.organization_id = $1 AND lot.subscription_id = service.subscription_id
    AND lot.ends_at > service.earned_until AND lot.seconds > 0)`;

/** As far back as days off may be counted: a stretch a day for a year, and some. */
const SPANS = `(SELECT coalesce(json_agg(json_build_object('from', ${utc('span.from_at')}, 'to', ${utc('span.to_at')}) ORDER BY span.from_at), '[]')
  FROM (SELECT from_at, to_at FROM on_spans WHERE organization_id = $1 AND subscription_id = service.subscription_id
    ORDER BY from_at DESC LIMIT 500) span)`;

const LINKED = `(SELECT coalesce(json_agg(json_build_object('id', payment.id, 'amount', payment.amount::text,
    'paidAt', ${utc('payment.paid_at')}, 'reference', payment.reference) ORDER BY payment.paid_at, payment.id), '[]')
  FROM conversion_payments payment
  WHERE payment.organization_id = $1 AND payment.subscription_id = service.subscription_id AND payment.used_by IS NULL)`;

const CONVERSION = `(SELECT json_build_object('transactionId', made.id, 'payments', ${LINKED}) FROM on_time_transactions made
  WHERE made.organization_id = $1 AND made.subscription_id = service.subscription_id AND made.type = 'conversion' LIMIT 1)`;

/** The SQL that gives a row of `subscriptions subscription` with its `payg_services service` as one JSON value; $1 is the organization. */
export const PAYG_SERVICE_JSON = `json_build_object('id', subscription.id, 'status', subscription.status,
    'cancelledOn', subscription.cancelled_on, 'nextDueAt', ${utc('subscription.next_due_at')},
    'customerSince', ${utc('service.customer_since')}, 'countedFrom', ${utc('service.counted_from')},
    'earnedUntil', ${utc('service.earned_until')}, 'products', service.products, 'lots', ${LOTS}, 'spans', ${SPANS},
    'conversion', ${CONVERSION})`;

const SERVICES = `SELECT coalesce(json_agg(${PAYG_SERVICE_JSON} ORDER BY subscription.id), '[]')
  FROM subscriptions subscription JOIN payg_services service
    ON service.organization_id = subscription.organization_id AND service.subscription_id = subscription.id
  WHERE subscription.organization_id = $1 AND subscription.account_id = $2 AND subscription.status <> 'cancelled'`;

const HAS_SERVICES = `EXISTS (SELECT 1 FROM subscriptions WHERE organization_id = $1 AND account_id = $2 AND kind = 'payg')`;

const RATES = `(SELECT coalesce(json_agg(json_build_object('version', rate.version, 'dailyRate', rate.daily_rate::text,
    'downPayment', rate.down_payment::text, 'from', ${utc('rate.from_at')}) ORDER BY rate.version), '[]')
  FROM payg_rates rate WHERE rate.organization_id = plan.organization_id AND rate.plan_id = plan.id)`;

/** The SQL that gives a row of `plans plan` of the kind payg as one JSON value. */
export const PRODUCT_JSON = `json_build_object('id', plan.id, 'code', plan.code, 'name', plan.name, 'status', plan.status,
  'currency', plan.default_currency, 'rates', ${RATES})`;

const PRODUCTS = `SELECT coalesce(json_agg(${PRODUCT_JSON} ORDER BY plan.id), '[]') FROM plans plan
  WHERE plan.organization_id = $1 AND plan.kind = 'payg' AND (plan.id = ANY($3::text[]) OR ${HAS_SERVICES})`;

const PATHS = `SELECT coalesce(json_agg(json_build_object('id', path.id, 'fromPlanId', path.from_plan_id, 'toPlanId', path.to_plan_id,
    'rules', path.rules) ORDER BY path.id), '[]')
  FROM upgrade_paths path JOIN plans plan ON plan.organization_id = path.organization_id AND plan.id = path.from_plan_id
  WHERE path.organization_id = $1 AND plan.kind = 'payg' AND ${HAS_SERVICES}`;

/** The SQL that gives what of an account is paid as you go: $1 the organization, $2 the account, $3 more plans that may be products. */
export const PAYG_JSON = `json_build_object('isBlocked', account.blocked_because IS NOT NULL, 'services', (${SERVICES}),
  'products', (${PRODUCTS}), 'paths', (${PATHS}))`;

/** What PRODUCT_JSON gives: amounts still as NUMERIC writes them. */
export interface ProductRow {
  id: string;
  code: string;
  name: string;
  status: 'active' | 'inactive';
  currency: string;
  rates: PaygRate[];
}

/** What PAYG_SERVICE_JSON gives. */
export interface PaygServiceRow extends PaygService {
  nextDueAt: Instant | null;
}

/** What PAYG_JSON gives. */
export interface PaygRow extends Omit<PaygState, 'products' | 'services'> {
  services: PaygServiceRow[];
  products: ProductRow[];
}

/** Reads what of an account is paid as you go. */
export function paygOf({ services, products, ...rest }: PaygRow, currency: string): PaygState {
  return {
    ...rest,
    services: services.map((it) => paygServiceOf(it, currency)),
    products: Object.fromEntries(products.map((it) => [it.id, productOf(it)])),
  };
}

export function productOf({ rates, ...product }: ProductRow) {
  const { currency } = product;
  return {
    ...product,
    rates: rates.map((it) => ({
      ...it,
      dailyRate: amountOf(it.dailyRate, currency),
      downPayment: amountOf(it.downPayment, currency),
    })),
  };
}

export function paygServiceOf({ nextDueAt: _, ...service }: PaygServiceRow, currency: string): PaygService {
  const { lots, conversion } = service;
  return {
    ...service,
    lots: lots.map((it) => ({ ...it, amount: amountOf(it.amount, currency) })),
    conversion: conversion && {
      ...conversion,
      payments: conversion.payments.map((it) => ({ ...it, amount: amountOf(it.amount, currency) })),
    },
  };
}
