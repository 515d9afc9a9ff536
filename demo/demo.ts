import { type Answer, type Call, call, type DemoSystem, list } from './api.js';
import { playBooking } from './booking.js';
import { daysBetween, monthOf, nextMonth, plusDays } from './dates.js';
import { playPackageOrder } from './package-order.js';
import { bodyInWords, changeInWords, historyInWords, invoiceTable, ledgerTable, quoteInWords, table } from './words.js';

export interface Demo {
  readonly system: DemoSystem;
  readonly print: (text: string) => void;
  /** Holds rows, workflows and ledger against each other and says what it found. */
  readonly verdict: () => Promise<string>;
}

/** Plays a customer's year in short: looked at, upgraded, downgraded, a change moved and cancelled, one lived through. */
export async function playDemo({ system, print, verdict }: Demo): Promise<void> {
  const show = async (it: Call): Promise<Answer> => {
    const body = it.body === undefined ? '' : ` ${bodyInWords(it.body)}`;
    print(`\n> ${it.method} ${it.path}${body}`);
    return call(system, it);
  };
  const post = (path: string, body: unknown) => show({ method: 'POST', path, body });
  const stage: Stage = { system, print, show, post };

  const plans = await lookAround(stage);
  const customer = await takeOver(stage, plans);
  await compareQuotes(stage, customer);
  await changeNow(stage, customer, 'An upgrade, with the hash of the quote that the customer saw', 'pro');
  await changeNow(stage, customer, 'A downgrade: its credit settles the open invoice, the rest stays', 'basic');
  await moveAndCancel(stage, customer);
  await liveThrough(stage, customer);
  await playBooking(stage);
  await playPackageOrder(stage, await today(stage));
  print(`\n== Does it all agree?\n${await verdict()}`);
}

interface Stage {
  readonly system: DemoSystem;
  readonly print: (text: string) => void;
  readonly show: (it: Call) => Promise<Answer>;
  readonly post: (path: string, body: unknown) => Promise<Answer>;
}

interface Customer {
  readonly accountId: string;
  readonly subscriptionId: string;
  readonly plans: Readonly<Record<string, string>>;
}

async function lookAround({ system, print, show }: Stage): Promise<Record<string, string>> {
  print('== The demo organization');
  const accounts = (await show({ method: 'GET', path: '/v1/accounts?limit=5' })).data;
  print(
    table(
      ['account', 'currency', 'bill day'],
      accounts.map((it: Answer) => [it.name, it.currency, String(it.billDay)]),
    ),
  );
  const plans = await list(system, '/v1/plans');
  print('');
  print(
    table(
      ['plan', 'price', '', 'every'],
      plans.map((it) => {
        if (it.kind === 'payg') return [it.name, it.dailyRate, it.defaultCurrency, 'day, as you go'];
        const [schedule] = it.rateSchedules;
        const { unit, count } = it.interval;
        return [it.name, schedule.tiers[0].price, schedule.currency, count === 1 ? unit : `${count} ${unit}s`];
      }),
    ),
  );
  return Object.fromEntries(plans.map((it) => [it.code, it.id]));
}

/** Business time, not this machine's: the clock of a test organization may have been advanced. */
async function today({ system }: Stage): Promise<string> {
  const organizations = await list(system, '/v1/organizations', 'platform');
  return organizations.find((it) => it.id === system.organizationId).now.slice(0, 10);
}

async function takeOver(stage: Stage, plans: Record<string, string>): Promise<Customer> {
  const { print, post } = stage;
  print('\n== A customer comes from another system, on Plus, as paid as he is there');
  const { id: accountId } = await post('/v1/accounts', { name: 'Dana Novak', currency: 'USD', billDay: 1 });
  const period = monthOf(await today(stage));
  const subscription = await post('/v1/subscriptions', { accountId, planId: plans.plus, units: 1, ...period });
  print(
    `Paid from ${subscription.periodStart} through ${subscription.paidThrough}; next bill ${subscription.nextBillDate}.`,
  );
  return { accountId, subscriptionId: subscription.id, plans };
}

async function compareQuotes({ print, post }: Stage, { subscriptionId, plans }: Customer): Promise<void> {
  print('\n== What would Pro cost? Quoting stores nothing');
  const options = [
    { scope: 'immediately', proration: 'full' },
    { scope: 'immediately', proration: 'none' },
    { scope: 'immediately', proration: 'credit-only' },
    { scope: 'end-of-period' },
  ];
  const rows: string[][] = [];
  for (const option of options) {
    const asked = { subscriptionId, planId: plans.pro, units: 1, ...option };
    const quote = await post('/v1/master-plan-changes/quote', asked);
    const bill = `${quote.nextBillAmount} on ${quote.nextBillDate}`;
    const { credit, charge, net, effectiveDate } = quote;
    rows.push([option.scope, option.proration ?? '', effectiveDate, credit, charge, net, bill]);
  }
  print(table(['scope', 'proration', 'effective', 'credit', 'charge', 'net', 'next bill'], rows));
}

async function changeNow(stage: Stage, customer: Customer, title: string, plan: string): Promise<void> {
  const { print, post } = stage;
  print(`\n== ${title}`);
  const { subscriptionId, plans } = customer;
  const asked = { subscriptionId, planId: plans[plan], units: 1, scope: 'immediately', proration: 'full' };
  const quote = await post('/v1/master-plan-changes/quote', asked);
  print(quoteInWords(quote));
  const change = await post('/v1/master-plan-changes', { ...asked, quoteHash: quote.hash });
  print(changeInWords(change));
  await showChange(stage, customer, change.id);
}

async function moveAndCancel(stage: Stage, customer: Customer): Promise<void> {
  const { print, post } = stage;
  print('\n== A change for a later date, moved, then cancelled');
  const { subscriptionId, plans } = customer;
  const now = await today(stage);
  const asked = { subscriptionId, planId: plans.pro, units: 2, scope: 'on-date', effectiveDate: plusDays(now, 3) };
  const change = await post('/v1/master-plan-changes', asked);
  print(quoteInWords(change.quote));
  print(changeInWords(change));
  const moved = await post(`/v1/plan-changes/${change.id}/reschedule`, { effectiveDate: plusDays(now, 5) });
  print(quoteInWords(moved.quote));
  print(changeInWords(moved));
  const cancelled = await post(`/v1/plan-changes/${change.id}/cancel`, {
    reason: 'The customer thought better of it.',
  });
  print(changeInWords(cancelled));
  await showChange(stage, customer, change.id);
}

async function liveThrough(stage: Stage, customer: Customer): Promise<void> {
  const { system, print, post, show } = stage;
  print('\n== A change in the next month, lived through: first the renewal, which takes the credit, then the change');
  const { subscriptionId, plans } = customer;
  const now = await today(stage);
  const effectiveDate = nextMonth(now, 11);
  const asked = { subscriptionId, planId: plans.plus, units: 1, scope: 'on-date', effectiveDate };
  const change = await post('/v1/master-plan-changes', asked);
  print(quoteInWords(change.quote));
  print(changeInWords(change));
  const body = { by: `P${daysBetween(now, effectiveDate)}D`, organizationId: system.organizationId };
  const clock = await show({ method: 'POST', path: '/v1/clock/advance', body, key: 'platform' });
  print(`It is ${clock.now} for this organization.`);
  const after = await show({ method: 'GET', path: `/v1/plan-changes/${change.id}` });
  print(changeInWords(after));
  if (after.applied !== null) print(quoteInWords(after.applied));
  await showChange(stage, customer, change.id);
}

/** Shows what a step left behind: the history of the change, the invoices, the ledger and the credit of the account. */
async function showChange({ system, print }: Stage, { accountId }: Customer, changeId: string): Promise<void> {
  const get = (path: string) => call(system, { method: 'GET', path });
  const history = await get(`/v1/plan-changes/${changeId}/history`);
  const invoices = await list(system, `/v1/accounts/${accountId}/invoices`);
  const journals = await list(system, `/v1/accounts/${accountId}/ledger`);
  const credit = await get(`/v1/accounts/${accountId}/credit`);
  print(`\n${historyInWords(history.data)}\n\n${invoiceTable(invoices)}\n\n${ledgerTable(journals)}`);
  print(`\n  account credit ${credit.amount} ${credit.currency}`);
}
