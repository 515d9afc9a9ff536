import type { Account } from '../../prisma/stores/accounts.store.js';

export function accountView({ id, name, email, phone, currency, billDay, timeZone, blockedBecause }: Account) {
  return { id, name, email, phone, currency, billDay, timeZone, blockedBecause };
}
