import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { removedAtEnd } from './children.js';
import { oneLine } from './failure.js';
import { type Server, startServer } from './server.js';
import { findTemporal } from './temporal-program.js';

export interface TemporalServer extends Server {
  /** `127.0.0.1:port`, as TEMPORAL_ADDRESS wants it. */
  readonly address: string;
  readonly uiUrl: string | undefined;
}

interface TemporalOptions {
  /** Where the log and, unless `inMemory`, the database file lie; a temporary folder where it is missing. */
  dataDir?: string;
  inMemory?: boolean;
  /** How its database file is written: `wal` is fast, `delete` leaves one file that has everything. */
  journal?: 'wal' | 'delete';
  port: number;
  /** Without it there is no user interface. */
  uiPort?: number;
  /** Receives a line for each source that failed and one for the server that was taken. */
  report?: (line: string) => void;
}

const retention = '90 days';

/**
 * Faster than the defaults: no 50 ms pause before a task, timers late by milliseconds, and time that can be skipped per workflow; no
 * pause of 1 s before a run that continues another, which the server cannot tell from a loop where time is skipped. After three workflow
 * tasks whose worker died the server waits ever longer for the next, up to ten minutes: here 10 s, the task's own 2 s among them.
 */
const dynamicConfig = [
  'frontend.WorkflowTimeSkippingEnabled=true',
  'system.enableEagerWorkflowStart=true',
  'history.transferProcessorMaxPollRPS=2000',
  'history.timerProcessorMaxPollRPS=2000',
  'history.timerProcessorMaxTimeShift="5ms"',
  'history.workflowIdReuseMinimalInterval="0s"',
  'history.workflowTaskRetryMaxInterval="8s"',
].flatMap((setting) => ['--dynamic-config-value', setting]);

/**
 * Starts a Temporal development server, waits until its `default` namespace answers and makes that keep histories for 90 days.
 * Throws a Failure that says what to do where it will not start.
 */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  const { port, uiPort, inMemory = false, journal = 'wal', report = () => {} } = options;
  const program = await findTemporal(report);
  report(`Temporal: taking ${program.origin}`);
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'changeover-temporal-'));
  const removeFolder = options.dataDir ? undefined : removedAtEnd(dataDir);
  const file = [
    '--db-filename',
    join(dataDir, 'temporal.db'),
    '--sqlite-pragma',
    `journal_mode=${journal}`,
    '--sqlite-pragma',
    'synchronous=1',
  ];
  const address = `127.0.0.1:${port}`;
  const server = await startServer({
    name: 'Temporal',
    dataDir,
    command: [
      ...[program.path, 'server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error'],
      ...(uiPort ? ['--ui-port', String(uiPort)] : ['--headless']),
      ...(inMemory ? [] : file),
      ...dynamicConfig,
    ],
    endSignal: 'TERM',
    refusal: () => refusalOf(address, keepHistories),
  });
  const { stop: stopServer } = server;
  const stop = async (): Promise<void> => {
    await stopServer();
    removeFolder?.();
  };
  return Object.assign(server, { address, uiUrl: uiPort ? `http://127.0.0.1:${uiPort}` : undefined, stop });
}

async function keepHistories({ workflowService }: Connection): Promise<void> {
  const wanted = msToTs(retention);
  const { config } = await workflowService.describeNamespace({ namespace: 'default' });
  if (config?.workflowExecutionRetentionTtl?.seconds?.equals(wanted.seconds ?? 0)) return;
  await workflowService.updateNamespace({ namespace: 'default', config: { workflowExecutionRetentionTtl: wanted } });
}

/** Says why the Temporal server at an address cannot be used, or undefined where it can. */
export async function refusalOf(
  address: string,
  use: (connection: Connection) => Promise<unknown>,
): Promise<string | undefined> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({ address, connectTimeout: 5_000 });
    await use(connection);
    return undefined;
  } catch (error) {
    return oneLine(error);
  } finally {
    await connection?.close().catch(() => undefined);
  }
}
