/** The chart of accounts (EN-02). Debits are positive: assets and expenses grow by debits, the others by credits. */
export const LEDGER_ACCOUNTS = {
  receivable: 'asset',
  cash: 'asset',
  'account-credit': 'liability',
  /** Time that was bought and is not used. */
  'unearned-time': 'liability',
  /** Money held for upgrades until they are collected. */
  'down-payment': 'liability',
  /** Payments from before a customer was converted to pay as you go. */
  'conversion-held': 'liability',
  /** What was paid for package orders that are not applied yet. */
  'order-deposit': 'liability',
  'opening-balance': 'equity',
  revenue: 'income',
  /** Credit of package orders that is not given (PO-05). */
  'forfeited-credit': 'income',
  goodwill: 'expense',
} as const;

export type LedgerAccount = keyof typeof LEDGER_ACCOUNTS;
