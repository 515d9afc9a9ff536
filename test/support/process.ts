import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { root } from '../../scripts/lib/bootstrap.mjs';
import { endChild, hasEnded, removedAtEnd, startChild } from '../../scripts/lib/children.js';
import { freePort } from '../../scripts/lib/ports.js';
import { workflowBundleFile } from './bundle.js';
import { compiledSystem } from './compiled.js';

export type MainName = 'all-in-one' | 'api' | 'worker';

/** A process of the real system, which a test may kill at any moment. It ends with the test, however that ends. */
export interface AppProcess {
  /** Address of its API; the same after a restart. */
  readonly url: string;
  /** Ends it by SIGKILL, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port and folder, after killing it where it still runs; with a failpoint it will die there. */
  restart(failpoint?: string): Promise<void>;
  isDead(): boolean;
  /** Throws, with the end of its log, where it ended by itself: neither killed, nor stopped. */
  expectAlive(): void;
  /** Resolves when it is dead: by a failpoint, or killed. */
  death(): Promise<void>;
  /** Ends it by SIGTERM, in good order, and removes its folder. */
  stop(): Promise<void>;
}

export interface ProcessOptions {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly taskQueue: string;
  readonly failpoint?: string;
}

const READY_MS = 60_000;
/** So much of a log's end is told, in characters: a stack trace and what led to it. */
const LOG_TAIL = 4_000;

/** Starts `main/<name>.ts` with a free port and a data folder of its own, and waits until it is ready. */
export async function aProcess(name: MainName, options: ProcessOptions): Promise<AppProcess> {
  const dataDir = mkdtempSync(join(tmpdir(), `changeover-${name}-`));
  const removeFolder = removedAtEnd(dataDir);
  const bundle = await workflowBundleFile();
  await copyFile(bundle, join(dataDir, basename(bundle)));
  const logFile = join(dataDir, 'output.log');
  const port = await freePort();
  const launch = async (failpoint?: string): Promise<ChildProcess> => {
    const env = {
      ...process.env,
      DATABASE_URL: options.databaseUrl,
      TEMPORAL_ADDRESS: options.temporalAddress,
      TEMPORAL_TASK_QUEUE: options.taskQueue,
      PORT: String(port),
      DATA_DIR: dataDir,
      CHANGEOVER_DEVELOPMENT: '1',
      ...(failpoint === undefined ? {} : { CHANGEOVER_FAILPOINT: failpoint }),
    };
    return started(name, logFile, env);
  };
  let child = await launch(options.failpoint);
  let isStopped = false;
  const expectAlive = () => {
    if (isStopped || !hasEnded(child) || child.signalCode === 'SIGKILL') return;
    const how = child.signalCode ?? `code ${child.exitCode}`;
    throw new Error(`main/${name}.ts ended by itself, with ${how}: ${endOf(logFile)}`);
  };
  return {
    url: `http://127.0.0.1:${port}`,
    kill: () => endChild(child, 'KILL'),
    restart: async (failpoint) => {
      await endChild(child, 'KILL');
      child = await launch(failpoint);
    },
    isDead: () => hasEnded(child),
    expectAlive,
    death: async () => {
      if (!hasEnded(child)) await once(child, 'exit');
      expectAlive();
    },
    stop: async () => {
      isStopped = true;
      await endChild(child, 'TERM');
      removeFolder();
    },
  };
}

async function started(name: MainName, logFile: string, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const log = openSync(logFile, 'a');
  const command = [process.execPath, join(await compiledSystem(), 'main', `${name}.js`)];
  const child = await startChild(command, { cwd: root, env, endSignal: 'KILL', stdio: ['ignore', log, log, 'ipc'] });
  closeSync(log);
  const ready = new Promise<'ready'>((done) => {
    child.on('message', (it) => {
      if (JSON.stringify(it) === '{"type":"ready"}') done('ready');
    });
  });
  const late = new Promise<'late'>((done) => setTimeout(done, READY_MS, 'late').unref());
  const outcome = await Promise.race([ready, late, once(child, 'exit').then(() => 'dead' as const)]);
  // At a failpoint it may die of the work that it finds waiting.
  if (outcome === 'ready' || (child.signalCode === 'SIGKILL' && env.CHANGEOVER_FAILPOINT)) return child;
  await endChild(child, 'KILL');
  throw new Error(`main/${name}.ts is ${outcome} and not ready: ${endOf(logFile)}`);
}

function endOf(logFile: string): string {
  return readFileSync(logFile, 'utf8').slice(-LOG_TAIL);
}
