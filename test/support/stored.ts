import type { ChangePlan } from '../../domain/change-plan.js';
import type { Effect, HistoryEntry, Journal, Posting } from '../../domain/subscription/effects.js';
import type { RecurringCharge, Subscription } from '../../domain/subscription/state.js';
import { inTransaction, type PrismaClient, type Tx } from '../../prisma/client.js';
import { newId } from '../../prisma/ids.js';
import { createAccount } from '../../prisma/stores/accounts.store.js';
import type { StoredMasterPlanChange } from '../../prisma/stores/change-rows.js';
import { insertChange, type NewChange } from '../../prisma/stores/changes.store.js';
import { persistEffects } from '../../prisma/stores/effects.store.js';
import { createOrganization } from '../../prisma/stores/organizations.store.js';
import type { StoredPlan } from '../../prisma/stores/plan-rows.js';
import { createPlan } from '../../prisma/stores/plans.store.js';
import { insertSubscription } from '../../prisma/stores/subscriptions.store.js';

/** Rows as they stand when a customer pays 30.00 a month for silver, paid from 2026-11-01 to 2026-11-30. */
export interface Stored {
  readonly organizationId: string;
  readonly accountId: string;
  readonly silver: StoredPlan;
  readonly gold: StoredPlan;
  readonly subscriptionId: string;
  /** The charge of 30.00 that was taken over as paid. */
  readonly chargeId: string;
}

export const NOW = '2026-11-11T09:30:00.000Z';

export function aStoredSubscription(prisma: PrismaClient): Promise<Stored> {
  return inTransaction(prisma, async (tx) => {
    const { id: organizationId } = await createOrganization(tx, { name: 'Test', isTest: true, by: 'test' });
    const account = { organizationId, name: 'Ada', currency: 'USD', billDay: 1 };
    const { id: accountId } = await createAccount(tx, account);
    const silver = await aStoredPlan(tx, organizationId, { code: 'silver', price: '30' });
    const gold = await aStoredPlan(tx, organizationId, { code: 'gold', price: '60' });
    const subscription = aSubscription(silver);
    await insertSubscription(tx, { organizationId, accountId, subscription });
    const stored = { organizationId, accountId, silver, gold, subscriptionId: subscription.id, chargeId: newId('rch') };
    await persistEffects(tx, { organizationId, accountId, effects: [opening(stored)] });
    return stored;
  });
}

export function aStoredPlan(
  tx: Tx,
  organizationId: string,
  { code, price, currency = 'USD' }: { code: string; price: string; currency?: string },
): Promise<StoredPlan> {
  const tiers = [{ fromUnit: 1, toUnit: null, price }];
  return createPlan(tx, {
    organizationId,
    code,
    name: code,
    kind: 'master',
    interval: { unit: 'month', count: 1 },
    defaultCurrency: currency,
    groupIds: [],
    schedules: [{ name: 'list', currency, isDefault: true, tiers }],
    effectiveFrom: '2026-01-01',
  });
}

/** Names the default schedule of a plan and its newest version. */
export function ratesOf(plan: StoredPlan): { rateScheduleId: string; priceVersionId: string } {
  const schedule = plan.schedules[0];
  const version = schedule?.versions.at(-1);
  if (!schedule || !version) throw new Error('the plan has no rates');
  return { rateScheduleId: schedule.id, priceVersionId: version.id };
}

export function aSubscription(plan: StoredPlan, changed: Partial<Subscription> = {}): Subscription {
  return {
    id: newId('sub'),
    planId: plan.id,
    units: 1,
    ...ratesOf(plan),
    pricePinned: false,
    invoicing: 'forward',
    anchorDay: null,
    status: 'active',
    statusRevision: 0,
    periodStart: '2026-11-01',
    paidThrough: '2026-11-30',
    lastBilled: '2026-11-01',
    billingPeriodMonths: null,
    activeTo: null,
    cancelledOn: null,
    periodUnit: 'month',
    charges: [],
    unbilled: [],
    ...changed,
  };
}

export function aCharge(stored: Pick<Stored, 'silver'>, changed: Partial<RecurringCharge> = {}): RecurringCharge {
  return {
    id: newId('rch'),
    planId: stored.silver.id,
    units: 1,
    price: '30.00',
    interval: { unit: 'month', count: 1 },
    anchorDay: 1,
    from: '2026-11-01',
    to: '2026-12-01',
    liveTo: '2026-12-01',
    amount: '30.00',
    credited: '0.00',
    ...changed,
  };
}

function opening(stored: Stored): Effect {
  const { subscriptionId, chargeId } = stored;
  return {
    type: 'charged',
    subscriptionId,
    changeId: null,
    invoiceId: null,
    charge: aCharge(stored, { id: chargeId }),
  };
}

export function aChangePlan(stored: Stored, changed: Partial<ChangePlan> = {}): ChangePlan {
  return {
    kind: 'master-plan-change',
    subscriptionId: stored.subscriptionId,
    effectiveDate: '2026-11-11',
    estimate: false,
    currency: 'USD',
    settingsVersion: 1,
    prorationProfile: 'day/period/new/line',
    lines: [],
    withheld: null,
    credit: '20.00',
    charge: '40.00',
    net: '20.00',
    settlement: { fromAccountCredit: '0.00', dueNow: '20.00', toOpenInvoices: '0.00', toAccountCredit: '0.00' },
    prorationEnd: '2026-11-30',
    nextBillDate: '2026-12-01',
    nextBillAmount: '60.00',
    result: { planId: stored.gold.id, units: 1, ...ratesOf(stored.gold) },
    ...changed,
  } as ChangePlan;
}

export type NewMasterPlanChange = NewChange &
  Pick<StoredMasterPlanChange, 'request' | 'rateScheduleId' | 'pinnedPriceVersionId'>;

export function aChange(stored: Stored, changed: Partial<NewMasterPlanChange> = {}): NewMasterPlanChange {
  const { organizationId, accountId, subscriptionId, gold } = stored;
  const { rateScheduleId, priceVersionId } = ratesOf(gold);
  const id = changed.id ?? newId('mpc');
  const effectiveDate = changed.effectiveDate === undefined ? '2026-12-01' : changed.effectiveDate;
  return {
    organizationId,
    id,
    kind: 'master-plan-change',
    state: 'waiting',
    accountId,
    subscriptionId,
    agreementId: null,
    effectiveDate,
    dueAt: effectiveDate && `${effectiveDate}T00:00:00.000Z`,
    request: { subscriptionId, planId: gold.id, units: 1, scope: 'on-date', effectiveDate },
    quote: aChangePlan(stored),
    data: null,
    rateScheduleId,
    pinnedPriceVersionId: priceVersionId,
    settingsVersion: 1,
    requestedBy: 'admin:test',
    workflowId: `master-plan-change/${id}`,
    acceptedAt: NOW,
    ...changed,
  };
}

export async function aStoredChange(
  prisma: PrismaClient,
  stored: Stored,
  changed: Partial<NewMasterPlanChange> = {},
): Promise<NewMasterPlanChange> {
  const change = aChange(stored, changed);
  await inTransaction(prisma, (tx) => insertChange(tx, change));
  return change;
}

export function aHistoryEntry(stored: Stored, changed: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    id: newId('his'),
    subscriptionId: stored.subscriptionId,
    changeId: null,
    at: NOW,
    event: 'noted',
    by: 'test',
    text: 'Something happened.',
    amounts: null,
    ...changed,
  };
}

/** A journal of postings given as `[ledger account, amount]` in dollars. */
export function aJournal(postings: readonly (readonly [Posting['ledgerAccount'], string, string?])[]): Journal {
  const about = { subscriptionId: null, changeId: null, invoiceId: null };
  return {
    id: newId('jnl'),
    kind: 'test',
    description: 'Posted by a test',
    effectiveAt: NOW,
    postings: postings.map(([ledgerAccount, amount, currency = 'USD']) => ({
      ...about,
      ledgerAccount,
      amount,
      currency,
    })),
  };
}

export function persist(prisma: PrismaClient, stored: Stored, effects: readonly Effect[]): Promise<void> {
  const { organizationId, accountId } = stored;
  return inTransaction(prisma, (tx) => persistEffects(tx, { organizationId, accountId, effects }));
}
