import { Decimal as DecimalJs } from 'decimal.js';
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { currencySchema, isCurrency, minorUnit } from './currency.js';

/** The one configuration of decimals: 60 digits, half up on the magnitude. It never leaves a function; rows and wires carry strings. */
export const Decimal = DecimalJs.clone({
  precision: 60,
  rounding: DecimalJs.ROUND_HALF_UP,
  toExpNeg: -60,
  toExpPos: 60,
});
export type Decimal = InstanceType<typeof Decimal>;

/** An amount and its currency as they travel: `{ amount: '12.50', currency: 'USD' }`. */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}

const PLAIN_DECIMAL = /^-?(0|[1-9]\d{0,17})(\.\d{1,12})?$/;

/** A plain decimal number as a string; the number of decimals is checked against the currency where that is known. */
export const amountSchema = z
  .string()
  .regex(PLAIN_DECIMAL, 'must be a plain decimal number, for example 12.50')
  .meta({ description: 'Amount as a decimal string', example: '12.50' });

/** A price: an amount that is not below zero. */
export const priceSchema = amountSchema
  .refine((amount) => !amount.startsWith('-') || !/[1-9]/.test(amount), 'must not be below zero')
  .meta({ description: 'Price as a decimal string, not below zero', example: '29.99' });

export const moneySchema = z
  .strictObject({ amount: amountSchema, currency: currencySchema })
  .refine(({ amount, currency }) => !isCurrency(currency) || hasDecimalsOf(amount, currency), {
    path: ['amount'],
    message: 'has more decimals than its currency',
  })
  .meta({ description: 'An amount of money', example: { amount: '12.50', currency: 'USD' } });

/** Writes an amount with exactly the decimals of its currency, rounded half up on the magnitude: 13.995 USD is `'14.00'`. */
export function formatAmount(value: Decimal | string, currency: string): string {
  const written = new Decimal(value).toFixed(minorUnit(currency));
  return written.startsWith('-') && !/[1-9]/.test(written) ? written.slice(1) : written;
}

/** Rounds to the currency's minor unit, half up on the magnitude (MP-22): 13.995 USD -> 14.00, -0.125 -> -0.13, JPY 466.5 -> 467. */
export function roundMoney(value: Decimal | string, currency: string): Money {
  return { amount: formatAmount(value, currency), currency };
}

/**
 * Reads an amount that people or programs sent, and writes it with the currency's decimals: `'12.5'` USD is `'12.50'`.
 * Refuses `invalid-amount` for anything but a plain decimal number with at most the currency's decimals.
 */
export function parseAmount(text: string, currency: string, path = 'amount'): string {
  if (!PLAIN_DECIMAL.test(text)) {
    throw new DomainError('invalid-amount', `"${text}" is not a plain decimal number, such as 12.50.`, { path });
  }
  if (!hasDecimalsOf(text, currency)) {
    const decimals = minorUnit(currency);
    throw new DomainError('invalid-amount', `${text} has more than the ${decimals} decimals of ${currency}.`, { path });
  }
  return formatAmount(text, currency);
}

/** Tells whether the amount can be paid in this currency, that is, has no more decimals than it. Zeros count. */
export function hasDecimalsOf(amount: string, currency: string): boolean {
  return (amount.split('.')[1]?.length ?? 0) <= minorUnit(currency);
}
