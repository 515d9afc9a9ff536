import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endChild, hasEnded, startChild } from './children.js';
import { Failure } from './failure.js';
import { notedProcessEnded, noteProcess } from './lock.js';

/** What can be done with a server that this project started; PostgreSQL and Temporal look the same to those who use them. */
export interface Server {
  readonly pid: number;
  /** Resolves when the process that runs now has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends it in good order. */
  stop(): Promise<void>;
  /** Ends it by SIGKILL, as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on the same data and the same ports, after stopping it in good order where it still runs. */
  restart(): Promise<void>;
}

interface ServerProgram {
  name: 'PostgreSQL' | 'Temporal';
  /** Where its log lies and the note of its process, by which the next start waits for its end. */
  dataDir: string;
  command: string[];
  prefix?: string[];
  endSignal: 'INT' | 'TERM';
  /** Says why it cannot be used yet, or undefined where it can. */
  refusal(): Promise<string | undefined>;
  /** What it says when it ends at once for a reason that passes by itself. */
  passing?: RegExp;
}

const readyWithinMs = 60_000;

/** Starts a server, waits until it can be used, and gives the handle; a Failure says in one line why it cannot. */
export async function startServer(program: ServerProgram): Promise<Server> {
  mkdirSync(program.dataDir, { recursive: true, mode: 0o700 });
  let child = await launchAgain(program);
  return {
    get pid() {
      return child.pid ?? 0;
    },
    get ended() {
      return exitOf(child);
    },
    stop: () => endChild(child, program.endSignal),
    kill: () => endChild(child, 'KILL'),
    restart: async () => {
      await endChild(child, program.endSignal);
      child = await launchAgain(program);
    },
  };
}

async function exitOf(child: ChildProcess): Promise<void> {
  if (!hasEnded(child)) await once(child, 'exit');
}

async function launchAgain(program: ServerProgram): Promise<ChildProcess> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await launch(program);
    } catch (error) {
      const passes = error instanceof Failure && program.passing?.test(error.message) && attempt < 40;
      if (!passes) throw error;
      await delay(250);
    }
  }
}

async function launch({ name, dataDir, command, prefix, endSignal, refusal }: ServerProgram): Promise<ChildProcess> {
  const logFile = join(dataDir, `${name.toLowerCase()}.log`);
  const note = join(dataDir, `${name.toLowerCase()}.process`);
  if (!(await notedProcessEnded(note, 15_000))) {
    throw new Failure(`${name} of an earlier start still runs on ${dataDir}: end it, then start again.`);
  }
  const log = openSync(logFile, 'w', 0o600);
  const child = await startChild(command, { endSignal, stdio: ['ignore', log, log], ...(prefix ? { prefix } : {}) });
  closeSync(log);
  noteProcess(note, child.pid ?? 0);
  const deadline = Date.now() + readyWithinMs;
  for (;;) {
    const refused = await refusal();
    if (hasEnded(child)) {
      throw new Failure(`${name} did not start: ${errorLine(readFileSync(logFile, 'utf8'))} (its log: ${logFile})`);
    }
    if (refused === undefined) return child;
    if (Date.now() > deadline) {
      await endChild(child, endSignal);
      throw new Failure(`${name} does not answer: ${refused} (its log: ${logFile})`);
    }
    await delay(30);
  }
}

/** Picks the line that says why from what a program printed. */
export function errorLine(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return lines.findLast((line) => /FATAL|PANIC|error:|could not/i.test(line)) ?? lines.at(-1) ?? 'it printed nothing';
}
