import { inTransaction, type PrismaClient } from '../../prisma/client.js';
import { newId } from '../../prisma/ids.js';
import { createAccount } from '../../prisma/stores/accounts.store.js';
import { bookUpgrade, openPaygService } from '../../prisma/stores/payg-commands.store.js';
import { takeManualPayment } from '../../prisma/stores/payment-commands.store.js';
import { createPaygPlan } from '../../prisma/stores/plans.store.js';
import { createUpgradePath } from '../../prisma/stores/upgrade-paths.store.js';
import { NOW } from './stored.js';

export interface StoredPayg {
  readonly accountId: string;
  readonly subscriptionId: string;
  readonly planId: string;
  readonly bookingId: string;
  readonly proposalId: string;
}

/** Stores a customer who pays as they go: converted, with a payment that became time and a proposal, and an open booking. */
export async function aStoredPaygCustomer(prisma: PrismaClient, organizationId: string): Promise<StoredPayg> {
  const deps = { prisma, clock: { now: () => new Date(NOW) } };
  const opened = await inTransaction(prisma, async (tx) => {
    const plan = (name: string, dailyRate: string, downPayment: string) => {
      const given = { code: newId(name), name, kind: 'payg' as const, defaultCurrency: 'USD', groupIds: [] };
      return createPaygPlan(tx, organizationId, { ...given, dailyRate, downPayment }, NOW, '2026-11-11');
    };
    const [lamp, radio] = [await plan('lamp', '10.00', '0'), await plan('radio', '15.00', '100.00')];
    await createUpgradePath(tx, { organizationId, fromPlanId: lamp.id, toPlanId: radio.id, rules: {} });
    const account = { organizationId, name: 'Grace', currency: 'USD', billDay: 1 };
    const { id: accountId } = await createAccount(tx, account);
    const payments = [{ amount: '30.00', paidAt: '2026-09-01T00:00:00.000Z', reference: 'September' }];
    const request = { accountId, planId: lamp.id, convertedFrom: { payments } };
    const subscriptionId = await openPaygService(tx, deps, { organizationId, request });
    const payment = { amount: { amount: '100.00', currency: 'USD' }, reference: 'Shop' };
    await takeManualPayment(tx, deps, { organizationId, accountId, request: payment, by: 'test', mayDateBack: false });
    return { accountId, subscriptionId, planId: radio.id };
  });
  const { accountId, planId } = opened;
  const request = { accountId, planIds: [planId] };
  const booked = await bookUpgrade(deps, { organizationId, accountId, request, by: 'test', alongside: async () => {} });
  const proposal = await prisma.bookingProposal.findFirstOrThrow({ where: { organizationId } });
  return { ...opened, bookingId: booked.changeId, proposalId: proposal.id };
}
