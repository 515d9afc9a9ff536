import { minorUnit } from '../../domain/money/currency.js';
import { formatAmount, type Money } from '../../domain/money/money.js';
import { GatewayRefused } from '../gateway.js';

/** Currencies whose amounts have other decimals at Stripe than in ISO 4217: ISK and UGX are told in hundredths for old times' sake, MGA whole. */
const DECIMALS_AT_STRIPE: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };

/**
 * Writes an amount as Stripe takes it, in its smallest unit: 10.00 USD is 1000, 500 JPY is 500, 5 ISK is 500, 5.120 KWD is 5120. Refuses
 * what it does not take: thousandths of a three-decimal currency (5.124 KWD), parts of a whole one (0.50 MGA), four decimals.
 */
export function toStripeAmount({ amount, currency }: Money): number {
  const decimals = decimalsAtStripe(currency);
  if (decimals > 3) throw new GatewayRefused(`Stripe does not take ${currency}.`);
  const [whole = '0', part = ''] = amount.split('.');
  const inUnits = Number(`${whole}${part.slice(0, decimals).padEnd(decimals, '0')}`);
  const isExact = !/[1-9]/.test(part.slice(decimals)) && (decimals < 3 || inUnits % 10 === 0);
  if (!isExact) throw new GatewayRefused(`Stripe does not take so many decimals: ${amount} ${currency}.`);
  if (!Number.isSafeInteger(inUnits)) throw new GatewayRefused(`${amount} ${currency} is more than Stripe takes.`);
  return inUnits;
}

/** Reads an amount in Stripe's smallest unit and its currency in small letters: 1000 usd is 10.00 USD, 500 isk is 5 ISK. */
export function fromStripeAmount(inUnits: number, currency: string): Money {
  const code = currency.toUpperCase();
  const decimals = decimalsAtStripe(code);
  const digits = String(inUnits).padStart(decimals + 1, '0');
  const at = digits.length - decimals;
  return { amount: formatAmount(`${digits.slice(0, at)}.${digits.slice(at) || '0'}`, code), currency: code };
}

function decimalsAtStripe(currency: string): number {
  return DECIMALS_AT_STRIPE[currency] ?? minorUnit(currency);
}
