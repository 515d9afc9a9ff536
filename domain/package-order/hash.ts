import { checkHash, hashOf } from '../quote-hash.js';
import type { OrderLine, OrderQuote } from './order.js';

/** Makes the token of a quote: it covers amounts, dates and the result, never wording, nor the version of the settings. */
export function orderQuoteHash(quote: OrderQuote): string {
  return hashOf(covered(quote));
}

/** Refuses an order whose quote no longer holds, naming each difference. Throws `quote-changed`, `invalid-quote-hash`. */
export function checkOrderQuoteHash(hash: string | undefined, quote: OrderQuote): void {
  checkHash(hash, covered(quote));
}

function covered({ lines, termLines, settingsVersion, kind, ...figures }: OrderQuote): Record<string, unknown> {
  const line = (it: OrderLine) => [it.part, it.planId, it.quantity, it.from, it.to, it.amount].join(' ');
  return { ...figures, lines: lines.map(line), termLines: termLines.map(line) };
}
