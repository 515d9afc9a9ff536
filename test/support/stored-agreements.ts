import { newAgreementSchema } from '../../domain/agreement/agreement.schema.js';
import { openAgreement } from '../../domain/agreement/open-agreement.js';
import type { AgreementChange } from '../../domain/subscription/state.js';
import { inTransaction, type PrismaClient } from '../../prisma/client.js';
import { setClubFeatures } from '../../prisma/stores/club-features.store.js';
import { addReferences, startImport } from '../../prisma/stores/imports.store.js';
import { aFeeBody, anAgreementBody, NOW, TODAY } from './agreements.js';
import { ids } from './builders.js';
import { persist, type Stored } from './stored.js';

/** The ids of what `aStoredAgreement` stores. */
export const STORED_AGREEMENT = 'agr_stored';
export const STORED_DRAFT = 'agc_stored';
export const STORED_IMPORT = 'imp_stored';

/** Stores an agreement with a fee to come, a version before it, an open draft, a club, and an import. */
export async function aStoredAgreement(prisma: PrismaClient, stored: Stored): Promise<void> {
  const { organizationId, accountId, silver } = stored;
  const fees = [aFeeBody({ dueDate: '2027-02-01', paidInPast: false })];
  const request = newAgreementSchema.parse(anAgreementBody({ accountId, planId: silver.id, fees }));
  const opening = { agreementId: STORED_AGREEMENT, currency: 'USD', today: TODAY, now: NOW, isTurnedOn: true };
  const { agreement, effects } = openAgreement(request, opening, ids);
  await persist(prisma, stored, effects);
  const change = {
    id: STORED_DRAFT,
    kind: 'agreement-change',
    subscriptionId: null,
    state: 'draft',
    request: { agreementId: STORED_AGREEMENT, planId: silver.id, confirmFreezeRemoval: false },
    data: { agreementId: STORED_AGREEMENT },
    effectiveDate: '2026-11-19',
    dueAt: '2026-11-19T00:00:00.000Z',
    requestedBy: 'test',
    acceptedAt: NOW,
    revision: 1,
    attention: null,
    // Nothing reads what this draft holds.
  } as unknown as AgreementChange;
  await persist(prisma, stored, [{ type: 'change-accepted', change, quote: {}, settingsVersion: 1 }]);
  await prisma.agreementVersion.create({
    data: { organizationId, agreementId: agreement.id, version: 1, terms: {}, endedAt: NOW, endedBy: 'test' },
  });
  await inTransaction(prisma, async (tx) => {
    await setClubFeatures(tx, { number: '7042', upgradeDowngrade: true, by: 'test', at: NOW });
    await startImport(tx, organizationId, { id: STORED_IMPORT, kind: 'accounts', startedBy: 'test', startedAt: NOW });
    const reference = { kind: 'accounts', reference: 'm1', resourceId: accountId, line: 2 } as const;
    await addReferences(tx, [{ organizationId, importId: STORED_IMPORT, ...reference }]);
  });
}
