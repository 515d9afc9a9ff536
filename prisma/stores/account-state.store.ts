import type { Instant } from '../../domain/calendar/instant.js';
import type {
  AccountState,
  Attention,
  ChangeBase,
  ChangeKind,
  OpenChange,
  OpenInvoice,
} from '../../domain/subscription/state.js';
import type { Db } from '../client.js';
import { amountOf, utc } from '../rows.js';
import { unknownAccount } from './accounts.store.js';
import { AGREEMENT_JSON, type AgreementRow, agreementOf } from './agreement-rows.js';
import { ORDER_INVOICES, type OrderInvoiceRow, orderInvoiceOf } from './order-invoices.store.js';
import { settingsOf } from './organizations.store.js';
import { PAYG_JSON, type PaygRow, paygOf } from './payg-state.js';
import { type PlanRow, planJson, planOf } from './plan-rows.js';
import { SUBSCRIPTION_JSON, type SubscriptionRow, subscriptionOf } from './subscription-rows.js';

/**
 * Loads all that decides what happens to one account, in one statement and hence as of one moment: newest settings, open
 * invoices, open changes, subscriptions that are not cancelled with their live charges, and the plans that they name.
 * Throws `account-not-found`.
 */
export async function loadAccountState(
  db: Db,
  input: { organizationId: string; accountId: string; morePlanIds?: readonly string[] },
): Promise<AccountState> {
  return (await loadAccount(db, input)).state;
}

export interface LoadedAccount {
  readonly state: AccountState;
  /** By how much the organization's clock is ahead of the real one. */
  readonly clockOffsetMs: number;
  /** When each service is due next, as its row says: settings may have changed since. */
  readonly dueAt: ReadonlyMap<string, Instant | null>;
}

/** Loads the state of an account and, in the same statement, its organization's clock. Throws `account-not-found`. */
export async function loadAccount(
  db: Db,
  input: { organizationId: string; accountId: string; morePlanIds?: readonly string[] },
): Promise<LoadedAccount> {
  const { organizationId, accountId, morePlanIds = [] } = input;
  const [found] = await db.$queryRawUnsafe<{ state: StateRow }[]>(STATE, organizationId, accountId, [...morePlanIds]);
  if (!found) throw unknownAccount(accountId);
  const { settings, credit, openInvoices, orderInvoices, subscriptions } = found.state;
  const { agreements, changes, plans, payg, clockOffsetMs } = found.state;
  const { useCreditAutomatically, ...account } = found.state.account;
  const ofAll = settingsOf(settings);
  const state: AccountState = {
    organizationId,
    settings: useCreditAutomatically === null ? ofAll : { ...ofAll, useCreditAutomatically },
    account,
    credit: amountOf(credit ?? '0', account.currency),
    openInvoices: openInvoices.map((it) => ({ ...it, open: amountOf(it.open, it.currency) })),
    orderInvoices: orderInvoices.map(orderInvoiceOf),
    subscriptions: subscriptions.map(withoutBookkeeping),
    agreements: agreements.map((it) => agreementOf(it, account.currency)),
    changes: changes.map(openChangeOf),
    catalog: Object.fromEntries(plans.map((plan) => [plan.id, planOf(plan)])),
    payg: paygOf(payg, account.currency),
  };
  return {
    state,
    clockOffsetMs,
    dueAt: new Map([...subscriptions, ...payg.services].map((it) => [it.id, it.nextDueAt])),
  };
}

interface ChangeRow extends ChangeBase {
  kind: ChangeKind;
  data: unknown;
  attentionCode: string | null;
  attentionMessage: string | null;
}

interface StateRow {
  account: AccountState['account'] & { useCreditAutomatically: boolean | null };
  settings: { version: number; values: unknown };
  credit: string | null;
  openInvoices: OpenInvoice[];
  orderInvoices: OrderInvoiceRow[];
  subscriptions: SubscriptionRow[];
  agreements: AgreementRow[];
  changes: ChangeRow[];
  plans: PlanRow[];
  payg: PaygRow;
  clockOffsetMs: number;
}

/** What a kind asked for and holds was checked by its rules before it was written, and nothing else writes it. */
function openChangeOf({ attentionCode: code, attentionMessage: message, data, ...change }: ChangeRow): OpenChange {
  const attention: Attention | null = code === null ? null : { code, message: message ?? '' };
  return { ...change, ...(data === null ? {} : { data }), attention } as OpenChange;
}

function withoutBookkeeping(row: SubscriptionRow) {
  const { accountId, nextDueAt, recordedAt, ...subscription } = subscriptionOf(row);
  return subscription;
}

const OPEN_INVOICES = `SELECT coalesce(json_agg(json_build_object(
    'id', id, 'number', number, 'subscriptionId', subscription_id, 'issuedOn', issued_on, 'dueOn', due_on, 'open', open::text, 'currency', currency)
    ORDER BY due_on, number), '[]')
  FROM invoices WHERE organization_id = $1 AND account_id = $2 AND open > 0 AND standing = 'posted'`;

const SUBSCRIPTIONS = `SELECT coalesce(json_agg(${SUBSCRIPTION_JSON} ORDER BY subscription.id), '[]')
  FROM subscriptions subscription
  WHERE organization_id = $1 AND account_id = $2 AND kind = 'term' AND status <> 'cancelled'`;

const AGREEMENTS = `SELECT coalesce(json_agg(${AGREEMENT_JSON} ORDER BY agreement.id), '[]')
  FROM agreements agreement WHERE organization_id = $1 AND account_id = $2`;

const OPEN_CHANGES = `SELECT coalesce(json_agg(json_build_object(
    'id', id, 'kind', kind, 'subscriptionId', subscription_id, 'state', state, 'request', request, 'data', data,
    'effectiveDate', effective_date, 'dueAt', ${utc('due_at')}, 'pinnedPriceVersionId', pinned_price_version_id,
    'rateScheduleId', rate_schedule_id, 'requestedBy', requested_by, 'acceptedAt', ${utc('accepted_at')}, 'revision', revision,
    'attentionCode', attention_code, 'attentionMessage', attention_message) ORDER BY accepted_at, id), '[]')
  FROM changes
  WHERE organization_id = $1 AND account_id = $2 AND closed_at IS NULL`;

/** Plans of the subscriptions, of what they are still charged or billed for, of the open changes, and those asked for. */
const NAMED_PLANS = `SELECT plan_id FROM subscriptions WHERE organization_id = $1 AND account_id = $2 AND status <> 'cancelled'
  UNION SELECT charge.plan_id FROM subscriptions it JOIN recurring_charges charge
      ON charge.organization_id = it.organization_id AND charge.subscription_id = it.id AND charge.to_date > it.last_billed
    WHERE it.organization_id = $1 AND it.account_id = $2 AND it.status <> 'cancelled'
  UNION SELECT segment ->> 'planId' FROM subscriptions it, jsonb_array_elements(it.unbilled) segment
    WHERE it.organization_id = $1 AND it.account_id = $2 AND it.status <> 'cancelled'
  UNION SELECT request ->> 'planId' FROM changes
    WHERE organization_id = $1 AND account_id = $2 AND closed_at IS NULL AND request ->> 'planId' IS NOT NULL
  UNION SELECT plan_id FROM agreements WHERE organization_id = $1 AND account_id = $2
  UNION SELECT request #>> '{quote,monthsPrice,planId}' FROM changes
    WHERE organization_id = $1 AND account_id = $2 AND closed_at IS NULL AND kind = 'service-reactivation'
  UNION SELECT unnest($3::text[])`;

const STATE = `SELECT json_build_object(
    'account', json_build_object('id', account.id, 'currency', account.currency, 'billDay', account.bill_day,
      'useCreditAutomatically', account.use_credit_automatically,
      'hasFinancialHistory', EXISTS (SELECT 1 FROM postings WHERE organization_id = $1 AND account_id = $2)),
    'settings', (SELECT json_build_object('version', version, 'values', "values")
      FROM settings_versions WHERE organization_id = $1 ORDER BY version DESC LIMIT 1),
    'clockOffsetMs', (SELECT clock_offset_ms FROM organizations WHERE id = $1),
    'credit', (SELECT (-amount)::text FROM balances
      WHERE organization_id = $1 AND account_id = $2 AND ledger_account = 'account-credit' AND currency = account.currency),
    'openInvoices', (${OPEN_INVOICES}),
    'orderInvoices', (${ORDER_INVOICES}),
    'subscriptions', (${SUBSCRIPTIONS}),
    'agreements', (${AGREEMENTS}),
    'changes', (${OPEN_CHANGES}),
    'plans', (SELECT coalesce(json_agg(${planJson('$2')}), '[]') FROM plans plan
      WHERE plan.organization_id = $1 AND plan.kind <> 'payg' AND plan.id IN (${NAMED_PLANS})),
    'payg', ${PAYG_JSON}) AS state
  FROM accounts account WHERE account.organization_id = $1 AND account.id = $2`;
