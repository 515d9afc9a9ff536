import type { Account } from '../../prisma/stores/accounts.store.js';

export function accountView({ id, name, email, phone, currency, billDay, timeZone }: Account) {
  return { id, name, email, phone, currency, billDay, timeZone };
}
