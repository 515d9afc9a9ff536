import { generatePrismaClient } from '../../scripts/lib/prisma-client.js';
import { withServers } from '../support/run-servers.js';

/** `npm run replay:record`: records the histories that the replay test replays; `-- word`: only those whose name contains it. */
export async function main([word = '']: string[]): Promise<number> {
  await generatePrismaClient();
  return withServers(async () => {
    // Loaded now, since it needs the database client that was just generated.
    const { recordHistories } = await import('./record.js');
    await recordHistories(word);
    return 0;
  });
}
