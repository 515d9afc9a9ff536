/** The chart of accounts (EN-02). Debits are positive: assets and expenses grow by debits, the others by credits. */
export const LEDGER_ACCOUNTS = {
  receivable: 'asset',
  cash: 'asset',
  'account-credit': 'liability',
  'opening-balance': 'equity',
  revenue: 'income',
} as const;

export type LedgerAccount = keyof typeof LEDGER_ACCOUNTS;
