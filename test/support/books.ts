import { minorUnit } from '../../domain/money/currency.js';
import type { Effect, Journal } from '../../domain/subscription/effects.js';

/** Counts an amount in minor units, as an integer: the model's own arithmetic. */
export function unitsOf(amount: string, currency: string): bigint {
  const [whole = '0', decimals = ''] = amount.replace('-', '').split('.');
  const units = BigInt(whole + decimals.padEnd(minorUnit(currency), '0'));
  return amount.startsWith('-') ? -units : units;
}

export function journalsOf(effects: readonly Effect[]): Journal[] {
  return effects.flatMap((it) => (it.type === 'journal-posted' ? [it.journal] : []));
}

/** Sums the postings of journals by ledger account, in minor units; `sum` is that of all of them. */
export function balancesOf(journals: readonly Journal[]): Record<string, bigint> & { sum: bigint } {
  const balances: Record<string, bigint> & { sum: bigint } = { sum: 0n };
  for (const { postings } of journals) {
    for (const { ledgerAccount, amount, currency } of postings) {
      const units = unitsOf(amount, currency);
      balances[ledgerAccount] = (balances[ledgerAccount] ?? 0n) + units;
      balances.sum += units;
    }
  }
  return balances;
}

/** The sum of the postings of one journal by currency; all zero where it balances. */
export function sumsByCurrency({ postings }: Journal): bigint[] {
  const sums = new Map<string, bigint>();
  for (const { amount, currency } of postings)
    sums.set(currency, (sums.get(currency) ?? 0n) + unitsOf(amount, currency));
  return [...sums.values()];
}

/** All ids that effects make, by what they are of. */
export function idsIn(effects: readonly Effect[]): string[] {
  return effects.flatMap((it): string[] => {
    switch (it.type) {
      case 'plan-assigned':
      case 'charge-credited':
      case 'invoice-settled':
        return [it.id];
      case 'charged':
        return [it.charge.id];
      case 'invoice-issued':
        return [it.invoice.id];
      case 'journal-posted':
        return [it.journal.id];
      case 'history-written':
        return [it.entry.id];
      default:
        return [];
    }
  });
}
