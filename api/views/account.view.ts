import type { Account } from '../../prisma/stores/accounts.store.js';

export function accountView(account: Account) {
  const { id, name, email, phone, currency, billDay, timeZone } = account;
  const { clientGroupId, blockedBecause, useCreditAutomatically } = account;
  return {
    id,
    name,
    email,
    phone,
    currency,
    billDay,
    timeZone,
    clientGroupId,
    blockedBecause,
    useCreditAutomatically,
  };
}
