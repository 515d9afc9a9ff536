import type { Instant } from '../../domain/calendar/instant.js';
import type { Db, Tx } from '../client.js';

export interface ClubFeatures {
  readonly number: string;
  /** Whether agreements of the club may be upgraded and downgraded (AG-01). */
  readonly upgradeDowngrade: boolean;
}

/** Finds what is turned on for a club: nothing, for a number that was never set. */
export async function findClubFeatures(db: Db, number: string): Promise<ClubFeatures> {
  const row = await db.clubFeatures.findUnique({ where: { number } });
  return { number, upgradeDowngrade: row?.upgradeDowngrade ?? false };
}

/** Sets what is turned on for a club, whatever it was before. Twice is as once. */
export async function setClubFeatures(
  tx: Tx,
  { number, upgradeDowngrade, by, at }: ClubFeatures & { readonly by: string; readonly at: Instant },
): Promise<ClubFeatures> {
  const set = { upgradeDowngrade, setBy: by, setAt: at };
  await tx.clubFeatures.upsert({ where: { number }, create: { number, ...set }, update: set });
  return { number, upgradeDowngrade };
}
