import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { aSystem, type TestSystem } from '../support/system.js';
import { AGREEMENT_PATHS } from './agreement-paths.js';
import { BOOKING_PATHS } from './booking-paths.js';
import { CHANGE_PATHS } from './change-paths.js';
import { type History, writeHistory } from './histories.js';
import { ORDER_PATHS } from './order-paths.js';
import { PREPAID_PATHS } from './prepaid-paths.js';
import { SERVICE_PATHS } from './service-paths.js';
import type { Path } from './stage.js';

/** Plays every path, or those whose name contains a word, each in an organization of its own, and writes the histories anew. */
export async function recordHistories(word: string): Promise<void> {
  const all = [
    ...CHANGE_PATHS,
    ...AGREEMENT_PATHS,
    ...BOOKING_PATHS,
    ...ORDER_PATHS,
    ...SERVICE_PATHS,
    ...PREPAID_PATHS,
  ];
  const paths = all.filter((it) => it.name.includes(word));
  if (word === '') await rm(fileURLToPath(new URL('./histories', import.meta.url)), { recursive: true, force: true });
  for (const path of paths) await record(path);
}

async function record(path: Path): Promise<void> {
  const system = await aSystem();
  try {
    const runs = await historiesOf(system, await path.play(system));
    for (const [index, history] of runs.entries()) {
      const name = runs.length === 1 ? path.name : `${path.name}-${index + 1}`;
      await writeHistory({ name, history });
      console.log(`${name}: ${history.events?.length} events`);
    }
    const findings = await system.verify();
    if (findings.length > 0) throw new Error(`${path.name}: ${JSON.stringify(findings)}`);
  } finally {
    await system.stop();
  }
}

/** Fetches the histories of a workflow's runs, from the first to the one that continues it last. */
async function historiesOf({ client }: TestSystem, workflowId: string): Promise<History[]> {
  const histories: History[] = [];
  for (let runId: string | undefined = ''; runId !== undefined; ) {
    const history = await client.workflow.getHandle(workflowId, runId === '' ? undefined : runId).fetchHistory();
    histories.unshift(history);
    runId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
  }
  return histories;
}
