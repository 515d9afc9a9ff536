import type { PrismaClient } from '../client.js';

/** Asks PostgreSQL for an answer; throws where there is none. */
export async function pingStore(prisma: PrismaClient): Promise<void> {
  await prisma.$queryRaw`SELECT 1`;
}
