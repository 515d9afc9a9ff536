import { z } from 'zod';
import { DomainError } from '../errors.js';

/** The active codes of ISO 4217 by their minor unit. Codes without one (gold, test and drawing rights) are not money here. */
const CODES_BY_MINOR_UNIT: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP ' +
    'COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR ' +
    'JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN ' +
    'NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL ' +
    'THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const MINOR_UNITS: ReadonlyMap<string, number> = new Map(
  Object.entries(CODES_BY_MINOR_UNIT).flatMap(([decimals, codes]) =>
    codes.split(' ').map((code) => [code, Number(decimals)] as const),
  ),
);

/** Tells whether the code is an active currency with a minor unit. */
export function isCurrency(code: string): boolean {
  return MINOR_UNITS.has(code);
}

/** All currencies that amounts can be in, by code. */
export function allCurrencies(): readonly string[] {
  return [...MINOR_UNITS.keys()].sort();
}

/** Gives the number of decimals of a currency by ISO 4217: USD 2, JPY 0, KWD 3, CLF 4 (MP-22). Refuses `unknown-currency`. */
export function minorUnit(currency: string): number {
  const decimals = MINOR_UNITS.get(currency);
  if (decimals === undefined) {
    throw new DomainError(
      'unknown-currency',
      `"${currency}" is not a currency of ISO 4217. Use its three capital letters, for example USD.`,
      { path: 'currency' },
    );
  }
  return decimals;
}

export const currencySchema = z
  .string()
  .refine(isCurrency, 'must be an active ISO 4217 currency code, for example USD')
  .meta({ description: 'ISO 4217 currency code', example: 'USD' });
