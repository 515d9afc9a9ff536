import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure, oneLine } from './failure.js';

interface Holder {
  pid: number;
  /** Tells a process from a later one with the same number: the time since boot at which it began, where the system tells it. */
  began: string;
}

/** Gives when a running process began, or undefined where there is no such process. */
function beginningOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const zombie = fields[0] === 'Z';
    return zombie ? undefined : (fields[19] ?? '');
  } catch {
    return '';
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    const [pid, began] = readFileSync(file, 'utf8').trim().split(' ');
    return Number.isInteger(Number(pid)) && Number(pid) > 0 ? { pid: Number(pid), began: began ?? '' } : undefined;
  } catch {
    return undefined;
  }
}

const isRunning = (holder: Holder): boolean => beginningOf(holder.pid) === holder.began;

/** Makes the data folder, readable by its owner only, or fails with what hinders it. */
export function makeDataFolder(dataDir: string): void {
  try {
    makeFolder(resolve(dataDir));
    writeFileSync(join(dataDir, '.writable'), '');
    rmSync(join(dataDir, '.writable'));
  } catch (error) {
    throw new Failure(
      `The data folder ${dataDir} cannot be written (${oneLine(error)}): give another one, DATA_DIR=... npm start.`,
    );
  }
}

/**
 * Takes the data folder for this process, from a holder that no longer runs if need be, and returns what gives it back.
 * Fails where a running system holds it.
 */
export function holdDataFolder(dataDir: string): () => void {
  const file = join(dataDir, 'running');
  const own = `${file}.${process.pid}`;
  writeFileSync(own, `${process.pid} ${beginningOf(process.pid) ?? ''}\n`);
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (linked(own, file)) return () => rmSync(file, { force: true });
      const holder = readHolder(file);
      if (holder && isRunning(holder)) {
        throw new Failure(
          `${dataDir} is in use by a running system (process ${holder.pid}): end that one, or give another folder and port, DATA_DIR=... PORT=... npm start.`,
        );
      }
      removeStale(file, `${own}.stale`);
    }
    throw new Failure(`${dataDir} is being taken by another start: try again.`);
  } finally {
    rmSync(own, { force: true });
  }
}

function linked(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Renames before removing: of two starts that find the same stale file, one rename succeeds. */
function removeStale(file: string, aside: string): void {
  try {
    renameSync(file, aside);
    rmSync(aside, { force: true });
  } catch {}
}

/** Notes the process that uses a part of the data folder, for the next start to wait for its end. */
export function noteProcess(file: string, pid: number): void {
  writeFileSync(file, `${pid} ${beginningOf(pid) ?? ''}\n`);
}

/** Waits for the end of the process that was noted last, which after a SIGKILL of its parent takes a moment; says whether it ended. */
export async function notedProcessEnded(file: string, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const holder = readHolder(file);
    if (!holder || !isRunning(holder)) return true;
    if (Date.now() > deadline) return false;
    await delay(50);
  }
}

/** Makes a folder and those above it one by one: Node's own recursive way never ends where the system answers that it is not there, as in `/proc`. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}
