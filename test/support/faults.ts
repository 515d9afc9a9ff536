import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { createOrchestrator, type Orchestrator } from '../../api/orchestrator.js';
import { inTransaction, type PrismaClient } from '../../prisma/client.js';
import { listOpenWorkflows } from '../../prisma/stores/due.store.js';
import { findOrganization, setClockOffset } from '../../prisma/stores/organizations.store.js';
import { type Finding, verify } from '../../relay/verify.js';
import { anOrganization, callerOf, type Reply, type TestApi } from './api.js';
import { workflowBundle } from './bundle.js';
import './runtime.js';
import { type AppProcess, aProcess, type MainName, type ProcessOptions } from './process.js';

/** The business time at which the organization of a fault test begins: far from every real date, a month before its first renewal. */
export const BEGIN = '2050-11-11T12:00:00.000Z';

/** A period paid in the month of BEGIN, for `aSubscriptionOf`. */
export const PAID = { periodStart: '2050-11-01', paidThrough: '2050-11-30' } as const;

/** The real system as processes that a test kills, on a database and a task queue of its own. */
export interface FaultSystem extends TestApi {
  readonly prisma: PrismaClient;
  readonly orchestrator: Orchestrator;
  /** Starts a process of the system; all of them end with the test. `call` goes to the first one that has an API. */
  start(name: MainName, failpoint?: string): Promise<AppProcess>;
  /** Moves the organization's clock forward to a business time; it runs on from there. */
  setClock(businessTime: string): Promise<void>;
  /** Waits, really, until the organization's clock shows a business time. */
  untilClock(businessTime: string): Promise<void>;
  /** Throws, with the end of its log, where a process ended by itself. */
  expectAlive(): void;
  /** What does not agree within two minutes: rows, workflows, ledger, and the replay of every history. */
  findings(): Promise<readonly Finding[]>;
  end(): Promise<void>;
}

interface FaultSystemOptions {
  readonly databaseUrl: string;
  readonly prisma: PrismaClient;
  readonly temporalAddress?: string;
}

/** Patience with a slow machine: whatever died goes on within 12 s, where it is judged. */
const AGREES_MS = 120_000;

export async function aFaultSystem({
  databaseUrl,
  prisma,
  temporalAddress = process.env.TEMPORAL_ADDRESS ?? '',
}: FaultSystemOptions): Promise<FaultSystem> {
  const options: ProcessOptions = { databaseUrl, temporalAddress, taskQueue: `faults-${randomUUID()}` };
  const organization = await anOrganization(prisma);
  const connection = Connection.lazy({ address: temporalAddress });
  const client = new Client({ connection });
  const orchestrator = createOrchestrator(client, options.taskQueue);
  const clock = { now: () => new Date() };
  const processes: AppProcess[] = [];
  let url = '';
  const setClock = async (businessTime: string) => {
    const offset = Date.parse(businessTime) - Date.now();
    await inTransaction(prisma, (tx) => setClockOffset(tx, organization.organizationId, offset));
  };
  await setClock(BEGIN);
  const expectAlive = () => {
    for (const it of processes) it.expectAlive();
  };
  const end = async () => {
    await Promise.all(processes.map((it) => it.stop()));
    await connection.close();
  };
  return {
    ...organization,
    url,
    prisma,
    orchestrator,
    setClock,
    untilClock: async (businessTime) => {
      const { clockOffsetMs = 0 } = (await findOrganization(prisma, organization.organizationId)) ?? {};
      await delay(Math.max(0, Date.parse(businessTime) - Date.now() - clockOffsetMs));
    },
    call: (method, path, call) => callerOf(url, organization)(method, path, call),
    start: async (name, failpoint) => {
      const started = await aProcess(name, { ...options, ...(failpoint === undefined ? {} : { failpoint }) });
      processes.push(started);
      if (name !== 'worker' && url === '') url = started.url;
      return started;
    },
    expectAlive,
    findings: async () => {
      const until = Date.now() + AGREES_MS;
      for (;;) {
        expectAlive();
        const found = await verify({ prisma, orchestrator, clock });
        if (found.length > 0 && Date.now() < until) await delay(200);
        else return [...found, ...(await replayed(client, prisma))];
      }
    },
    end,
    close: end,
  };
}

/** Replays the histories of all workflows of the database; a nondeterminism is a finding. */
async function replayed(client: Client, prisma: PrismaClient): Promise<Finding[]> {
  const changes = await prisma.change.findMany({ select: { workflowId: true } });
  const services = (await listOpenWorkflows(prisma)).filter((it) => it.changeId === null);
  const histories = [...changes, ...services].map(async function* ({ workflowId }) {
    yield { workflowId, history: await client.workflow.getHandle(workflowId).fetchHistory() };
  });
  async function* all() {
    for (const it of histories) yield* it;
  }
  const findings: Finding[] = [];
  for await (const { workflowId, error } of Worker.runReplayHistories(
    { workflowBundle: await workflowBundle() },
    all(),
  )) {
    if (error) findings.push({ check: 'replay', subject: workflowId, message: error.message });
  }
  return findings;
}

export interface Sent {
  readonly reply: Reply;
  /** What was answered on the way: a status, or 0 where the connection broke. */
  readonly statuses: readonly number[];
}

/**
 * Sends a POST as a client that has to get through: again with the same Idempotency-Key where the connection breaks, the service is
 * away (503) or the first try is still under way; gives the final answer. Throws on any other 5xx, where a process of the system ended
 * by itself, and after two minutes.
 */
export async function send(
  to: Pick<FaultSystem, 'secrets' | 'url'> & Partial<Pick<FaultSystem, 'call' | 'expectAlive'>>,
  path: string,
  body: unknown,
  key: string = randomUUID(),
): Promise<Sent> {
  const statuses: number[] = [];
  const until = Date.now() + 120_000;
  for (;;) {
    const reply = await tried(
      to.call ?? callerOf(to.url, { ...to, organizationId: '', accountId: '' }),
      path,
      body,
      key,
    );
    statuses.push(reply?.status ?? 0);
    const isFinal = reply !== null && reply.status !== 503 && reply.body?.code !== 'request-in-progress';
    if (reply !== null && reply.status >= 500 && reply.status !== 503) {
      throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    }
    if (reply !== null && isFinal) return { reply, statuses };
    to.expectAlive?.();
    if (Date.now() > until) throw new Error(`${path}: no answer but ${counted(statuses)}`);
    await delay(100);
  }
}

/** Tells how often each status was answered: `3 x 503, 12 x broken`. */
export function counted(statuses: readonly number[]): string {
  const counts = new Map<number, number>();
  for (const it of statuses) counts.set(it, (counts.get(it) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${count} x ${status || 'broken'}`).join(', ');
}

async function tried(call: TestApi['call'], path: string, body: unknown, key: string): Promise<Reply | null> {
  try {
    return await call('POST', path, { body, headers: { 'idempotency-key': key } });
  } catch {
    return null;
  }
}

/** Tells whether this is `npm run faults`: the large sizes, and times are judged. */
export const isFullRun = process.env.FAULTS === 'full';

/** Beyond this the rounds of a row end in `npm test`, whatever their count; FAULTS_SECONDS gives them more on a busy machine. */
const BUDGET_MS = 1_000 * Number(process.env.FAULTS_SECONDS ?? 40);

/** A row's test may take this long: in `npm test` its rounds end by themselves much sooner. */
export const ROW_TIMEOUT_MS = isFullRun ? 6 * 3_600_000 : BUDGET_MS + 260_000;

/** Carries out the rounds of a row, as many as its size says, in `npm test` within its time; prints and gives their count. */
export async function rounds(
  row: string,
  { inTest, inFull, unit }: { inTest: number; inFull: number; unit: string },
  round: (index: number) => Promise<void>,
): Promise<number> {
  const wanted = isFullRun ? inFull : inTest;
  const begun = Date.now();
  let done = 0;
  while (done < wanted && (done === 0 || isFullRun || Date.now() - begun < BUDGET_MS)) {
    await round(done);
    done += 1;
  }
  console.log(`${row}: ${done} of ${wanted} ${unit} in ${((Date.now() - begun) / 1000).toFixed(0)} s`);
  return done;
}
