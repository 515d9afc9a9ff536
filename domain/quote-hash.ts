import type { ChangePlan } from './change-plan.js';
import { DomainError } from './errors.js';

export interface Difference {
  readonly field: string;
  readonly quoted: unknown;
  readonly now: unknown;
}

/**
 * Makes the token of a quote: what it covers (amounts, dates and the resulting state, never wording), written so that it can be held
 * against a later quote field by field. Nothing needs to be stored by quoting (MP-23).
 */
export function quoteHash(plan: ChangePlan): string {
  return hashOf(covered(plan));
}

/** Makes the token of what a quote of any kind covers. */
export function hashOf(covered: Readonly<Record<string, unknown>>): string {
  return `q1.${btoa(JSON.stringify(covered)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

/** Refuses a change whose quote no longer holds, naming each difference. Throws `quote-changed`, `invalid-quote-hash`. */
export function checkQuoteHash(hash: string | undefined, plan: ChangePlan): void {
  checkHash(hash, covered(plan));
}

/** Holds a token against what a quote of any kind covers now. Throws `quote-changed`, `invalid-quote-hash`. */
export function checkHash(hash: string | undefined, now: Readonly<Record<string, unknown>>): void {
  if (hash === undefined || hash === hashOf(now)) return;
  const quoted = read(hash);
  const differences = Object.keys({ ...quoted, ...now })
    .filter((field) => JSON.stringify(quoted[field]) !== JSON.stringify(now[field]))
    .map((field): Difference => ({ field, quoted: quoted[field] ?? null, now: now[field] ?? null }));
  const told = differences
    .map((it) => `${it.field} was ${JSON.stringify(it.quoted)} and is ${JSON.stringify(it.now)}`)
    .join('; ');
  throw new DomainError(
    'quote-changed',
    `The quote no longer holds: ${told}. Ask for a new quote and show it before going on.`,
    {
      path: 'quoteHash',
      details: { differences },
    },
  );
}

function covered(plan: ChangePlan): Record<string, unknown> {
  const {
    effectiveDate,
    currency,
    credit,
    charge,
    net,
    prorationEnd,
    nextBillDate,
    nextBillAmount,
    result,
    settlement,
  } = plan;
  return {
    subscriptionId: plan.subscriptionId,
    effectiveDate,
    currency,
    credit,
    charge,
    net,
    dueNow: settlement.dueNow,
    fromAccountCredit: settlement.fromAccountCredit,
    toOpenInvoices: settlement.toOpenInvoices,
    toAccountCredit: settlement.toAccountCredit,
    prorationEnd,
    nextBillDate,
    nextBillAmount,
    planId: result.planId,
    units: result.units,
    priceVersionId: result.priceVersionId,
    periodStart: result.periodStart,
    paidThrough: result.paidThrough,
    lastBilled: result.lastBilled,
    unbilled: result.unbilled?.map((it) => [it.planId, it.units, it.price, it.from, it.to].join(' ')),
    lines: plan.lines.map((it) => [it.kind, it.planId, it.quantity, it.from, it.to, it.amount].join(' ')),
  };
}

function read(hash: string): Record<string, unknown> {
  try {
    const text = atob(hash.replace(/^q1\./, '').replaceAll('-', '+').replaceAll('_', '/'));
    const parsed: unknown = JSON.parse(text);
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    if (hash.startsWith('q1.') && isObject) return { ...parsed };
  } catch {
    // Said below: whatever it is, no quote of ours made it.
  }
  throw new DomainError(
    'invalid-quote-hash',
    'The quoteHash is not the hash of a quote; send the one that the quote returned.',
    {
      path: 'quoteHash',
    },
  );
}
