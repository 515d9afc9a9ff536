import { setTimeout as delay } from 'node:timers/promises';
import { openLimit } from './limit.js';
import { measure, type Subject } from './measure.js';
import { openPlanChanges, type PlanChanges } from './plan-changes.js';
import { startServers } from './servers.js';
import { type BothRounds, type Round, tableOf } from './table.js';

const ONE_AT_A_TIME = { count: 100, atOnce: 1 };
const MANY_AT_ONCE = { count: 640, atOnce: 32 };
const WARM_UP = { count: 200, atOnce: 8 };

/** What is to be undone at the end, the last first. */
export type Undo = (() => Promise<void>)[];

export interface BenchOptions {
  readonly rounds: number;
  /** Temporal keeps its workflows in a file, as under `npm start`; else in memory. */
  readonly temporalInFile: boolean;
}

/** Measures both subjects in turns and prints the table; gives 1 where the system does not agree with itself afterwards. */
export async function bench(undo: Undo, { rounds, temporalInFile }: BenchOptions): Promise<number> {
  const servers = { limit: await startServers({ temporalInFile }), changes: await startServers({ temporalInFile }) };
  undo.push(servers.limit.stop, servers.changes.stop);
  const limit = await openLimit(servers.limit);
  undo.push(limit.close);
  const changes = await openPlanChanges(servers.changes);
  undo.push(changes.close);
  await changes.prepare(WARM_UP.count + rounds * (ONE_AT_A_TIME.count + MANY_AT_ONCE.count));
  for (const subject of [limit, changes]) await measure(subject, WARM_UP);
  const measured: BothRounds[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const both = { limit: await roundOf(limit), changes: await roundOf(changes) };
    measured.push(both);
    const [most, ours] = [both.limit.atOnce.perSecond, both.changes.atOnce.perSecond].map((it) => it.toFixed(0));
    console.log(`Round ${round} of ${rounds}: ${most}/s and ${ours}/s`);
  }
  console.log(`\n${tableOf(measured, { limit: limit.name, changes: changes.name })}\n`);
  if (changes.late() > 0) console.log(`${changes.late()} changes were answered before they were applied (202).`);
  return verdict(changes);
}

async function roundOf(subject: Subject): Promise<Round> {
  return { alone: await measure(subject, ONE_AT_A_TIME), atOnce: await measure(subject, MANY_AT_ONCE) };
}

/** Closing the last workflows comes a moment after their answers. */
async function verdict(changes: PlanChanges): Promise<number> {
  let disagreements = await changes.verify();
  for (let attempt = 1; disagreements !== undefined && attempt < 10; attempt += 1) {
    await delay(1_000);
    disagreements = await changes.verify();
  }
  if (disagreements === undefined) {
    console.log('Rows, workflows and ledger agree.');
    return 0;
  }
  console.log(`${disagreements}\nThe figures do not count: rows, workflows and ledger do not agree.`);
  return 1;
}
