import { writeMinorUnits } from '../oracle/rational.js';
import type { TestApi } from '../support/api.js';
import { unitsOf } from '../support/books.js';
import type { Json } from './script.js';

type Caller = TestApi['call'];

/** Every document of an account, oldest first: `2027-06-15 16.00: credit 1 2027-06-15..2027-07-01 16.00, ...`, a credit note below zero. */
export async function documentsOf(call: Caller, accountId: string): Promise<string[]> {
  const all = await everyPage(call, `/v1/accounts/${accountId}/invoices`);
  return all.map(({ kind, standing, issuedOn, total, lines }) => {
    const told = standing === 'posted' ? '' : `${standing} `;
    return `${issuedOn} ${told}${kind === 'invoice' ? '' : '-'}${total}: ${lines.map(line).join(', ')}`;
  });
}

/** What is in the ledger of an account, by ledger account: those that are not zero. */
export async function balancesOf(call: Caller, accountId: string): Promise<Record<string, string>> {
  const sums: Record<string, bigint> = {};
  for (const { postings } of await everyPage(call, `/v1/accounts/${accountId}/ledger`)) {
    for (const { ledgerAccount, amount, currency } of postings)
      sums[ledgerAccount] = (sums[ledgerAccount] ?? 0n) + unitsOf(amount, currency);
  }
  const balances = Object.entries(sums).filter(([, sum]) => sum !== 0n);
  return Object.fromEntries(balances.map(([name, sum]) => [name, writeMinorUnits(sum, 2)]));
}

const line = ({ kind, quantity, from, to, amount }: Json) => `${kind} ${quantity} ${from}..${to} ${amount}`;

async function everyPage(call: Caller, path: string): Promise<Json[]> {
  const all: Json[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await call('GET', `${path}?limit=200${cursor && `&cursor=${cursor}`}`);
    all.push(...body.data);
    if (body.nextCursor === null) return all;
    cursor = body.nextCursor;
  }
}
