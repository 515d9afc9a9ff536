import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endingWithParent } from './bootstrap.mjs';
import { oneLine } from './failure.js';

type EndSignal = 'INT' | 'TERM' | 'KILL';

interface ChildOptions {
  /** Asks the program to end in good order: PostgreSQL's is INT, everybody else's TERM. */
  endSignal?: EndSignal;
  /** Stands before `setpriv`, since entering a user namespace would make the kernel forget the parent's death. */
  prefix?: string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  stdio?: StdioOptions;
}

let janitor: ChildProcess | undefined;
const running = new Map<ChildProcess, EndSignal>();
let closing = false;

/** Tells the janitor, which is started with the first message and ends what is left when this process is gone. */
function tell(message: Record<string, string | number>): void {
  if (!janitor) {
    const script = fileURLToPath(new URL('./janitor.mjs', import.meta.url));
    janitor = spawn(process.execPath, [script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    janitor.unref();
    janitor.once('exit', () => {
      janitor = undefined;
    });
    janitor.once('error', () => {});
    janitor.stdin?.on('error', () => {});
    const { stdin } = janitor;
    if (stdin && 'unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
  }
  janitor.stdin?.write(`${JSON.stringify(message)}\n`);
}

/**
 * Starts a program in a process group of its own, so that a Ctrl-C does not reach it, and so that it ends when this process ends.
 * Throws the operating system's error where the program cannot be started.
 */
export async function startChild(command: string[], options: ChildOptions = {}): Promise<ChildProcess> {
  if (closing) throw new Error('this process is ending');
  const endSignal = options.endSignal ?? 'TERM';
  const [program = '', ...args] = [...(options.prefix ?? []), ...endingWithParent(command, endSignal)];
  const child = spawn(program, args, {
    detached: true,
    stdio: options.stdio ?? ['ignore', 'ignore', 'ignore'],
    ...(options.cwd ? { cwd: options.cwd } : {}),
    ...(options.env ? { env: options.env } : {}),
  });
  const { pid } = child;
  if (pid) {
    tell({ process: pid, signal: `SIG${endSignal}` });
    running.set(child, endSignal);
    child.once('exit', () => {
      tell({ ended: pid });
      running.delete(child);
    });
  }
  await once(child, 'spawn');
  return child;
}

export const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Waits until the program has ended, at most `withinMs`; says whether it has. */
export async function ended(child: ChildProcess, withinMs: number): Promise<boolean> {
  if (hasEnded(child)) return true;
  const waiting = new AbortController();
  const { signal } = waiting;
  const exit = once(child, 'exit', { signal }).catch(() => undefined);
  await Promise.race([exit, delay(withinMs, undefined, { signal }).catch(() => undefined)]);
  waiting.abort();
  return hasEnded(child);
}

/**
 * Ends a program in good order, by SIGKILL where it has not ended after `graceMs`, and then what it has left of its process group:
 * the processes in which vitest runs its tests do not end with vitest.
 */
export async function endChild(child: ChildProcess, endSignal: EndSignal = 'TERM', graceMs = 10_000): Promise<void> {
  if (!hasEnded(child)) child.kill(`SIG${endSignal}`);
  await ended(child, graceMs);
  killGroup(child);
  await ended(child, graceMs);
}

/** Ends what an interrupted step has left running and starts nothing any more: the last thing before this process exits. */
export async function endRemaining(): Promise<void> {
  closing = true;
  await Promise.all([...running].map(([child, endSignal]) => endChild(child, endSignal)));
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

interface Outcome {
  code: number;
  output: string;
}

/** Runs a program to its end and collects what it prints; code 127 where it cannot be started, 124 where it took too long. */
export async function run(command: string[], options: ChildOptions & { timeoutMs?: number } = {}): Promise<Outcome> {
  try {
    const child = await startChild(command, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    const closed = once(child, 'close');
    if (!(await ended(child, options.timeoutMs ?? 600_000))) {
      killGroup(child);
      return { code: 124, output: `${output}\nstopped after ${(options.timeoutMs ?? 600_000) / 1000} s` };
    }
    await closed;
    return { code: child.exitCode ?? 1, output };
  } catch (error) {
    return { code: 127, output: oneLine(error) };
  }
}

/** Registers a temporary folder, which is removed by the returned function, or by the janitor if this process is killed. */
export function removedAtEnd(folder: string): () => void {
  tell({ folder });
  return () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    tell({ removed: folder });
  };
}
