import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from './bootstrap.mjs';
import { endChild, hasEnded, startChild } from './children.js';
import { Failure } from './failure.js';

/** The application as a child process: the API, the worker and the relay in one. */
export interface Application {
  /** Ends it in good order: it answers what it has begun to answer. */
  stop(): Promise<void>;
  /** Resolves when it says that it answers; fails where it ends before it, or takes too long. */
  ready: Promise<void>;
  /** Resolves with the exit code when it ends by itself. */
  ended: Promise<number>;
}

const readyWithinMs = 120_000;
const drainMs = 20_000;
const sourceFolders = ['main', 'domain', 'workflows', 'activities', 'workers', 'relay', 'api', 'prisma'];

/** Starts `main/all-in-one.ts`. */
export async function startApplication(env: NodeJS.ProcessEnv): Promise<Application> {
  const child = await launch(env);
  return { stop: () => endChild(child, 'TERM', drainMs), ready: untilReady(child), ended: exitOf(child) };
}

async function launch(env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const file = join(root, 'main', 'all-in-one.ts');
  if (!existsSync(file)) throw new Failure('main/all-in-one.ts is missing: check the project out again.');
  return startChild([process.execPath, '--import', 'tsx', file], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

async function exitOf(child: ChildProcess): Promise<number> {
  if (!hasEnded(child)) await once(child, 'exit');
  return child.exitCode ?? 1;
}

async function untilReady(child: ChildProcess): Promise<void> {
  const waiting = new AbortController();
  const ready = new Promise<'ready'>((done) => {
    child.on('message', (message: unknown) => {
      if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready')
        done('ready');
    });
  });
  const late = delay(readyWithinMs, 'late' as const, { signal: waiting.signal }).catch(() => 'late' as const);
  const outcome = await Promise.race([ready, late, exitOf(child)]);
  waiting.abort();
  if (outcome === 'ready') return;
  await endChild(child, 'TERM', drainMs);
  throw new Failure(
    outcome === 'late'
      ? `The application was not ready within ${readyWithinMs / 1000} s: its messages above say how far it came.`
      : `The application ended with code ${outcome} before it was ready: its messages above say why.`,
  );
}

/** Starts the application and starts it again whenever a source file changes; it lives on when a version does not come up. */
export async function startWatched(env: NodeJS.ProcessEnv): Promise<Application> {
  let child = await launch(env);
  let restarting = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const restart = async (): Promise<void> => {
    console.log('A file changed: starting again ...');
    await endChild(child, 'TERM', drainMs);
    child = await launch(env);
  };
  const watchers = sourceFolders
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .map((folder) =>
      watch(folder, { recursive: true }, (_event, file) => {
        if (!file || !/\.(ts|json)$/.test(file) || /^(generated|migrations)\b/.test(file)) return;
        clearTimeout(timer);
        timer = setTimeout(() => {
          restarting = restarting.then(restart);
        }, 150);
      }),
    );
  return {
    stop: async () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
      await restarting;
      await endChild(child, 'TERM', drainMs);
    },
    ready: Promise.resolve(),
    ended: new Promise(() => {}),
  };
}
