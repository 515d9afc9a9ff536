import { parseArgs } from 'node:util';
import { endRemaining } from '../scripts/lib/children.js';
import { Failure } from '../scripts/lib/failure.js';
import { generatePrismaClient } from '../scripts/lib/prisma-client.js';
import { Interrupted, listenForStop } from '../scripts/lib/stopping.js';
import type { Undo } from './bench.js';

/**
 * Measures an immediate plan change through the whole API beside what Temporal and PostgreSQL can do at most on the same machine, in
 * turns, so that both see the same noise. `--rounds 3`; `--file`: Temporal keeps its workflows in a file.
 */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '3' },
      file: { type: 'boolean', default: false },
    },
  });
  const stop = listenForStop();
  const undo: Undo = [];
  try {
    await generatePrismaClient();
    const rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 1) throw new Failure('Give a number of rounds from 1: --rounds 3');
    // Loaded now, since it needs the database client that was just generated.
    const { bench } = await import('./bench.js');
    const options = { rounds, temporalInFile: values.file };
    return await stop.orElse(bench(undo, options));
  } catch (error) {
    if (error instanceof Interrupted) return 1;
    throw error;
  } finally {
    for (const step of undo.reverse()) await step();
    await endRemaining();
  }
}
