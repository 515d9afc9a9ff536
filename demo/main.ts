import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from '../scripts/lib/bootstrap.mjs';
import { run } from '../scripts/lib/children.js';
import { Failure } from '../scripts/lib/failure.js';
import type { DemoSystem } from './api.js';
import { playDemo } from './demo.js';

/** Plays the demo against the system that runs on the data folder, as often as one likes: each time with a customer of its own. */
export async function main(): Promise<number> {
  const dataDir = resolve(process.env.DATA_DIR || '.changeover');
  const system = readSystem(dataDir);
  await checkRunning(system, dataDir);
  await playDemo({ system, print: console.log, verdict: () => verify(dataDir) });
  return 0;
}

function readSystem(dataDir: string): DemoSystem {
  try {
    return JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8'));
  } catch {
    throw notRunning(dataDir);
  }
}

async function checkRunning({ apiUrl }: DemoSystem, dataDir: string): Promise<void> {
  const isReady = await fetch(`${apiUrl}/readyz`).then(
    (it) => it.ok,
    () => false,
  );
  if (!isReady) throw notRunning(dataDir);
}

function notRunning(dataDir: string): Failure {
  return new Failure(
    `No system is running on ${dataDir}: start one with npm start, then run npm run demo beside it, with the same DATA_DIR.`,
  );
}

async function verify(dataDir: string): Promise<string> {
  const command = [process.execPath, '--import', 'tsx', join(root, 'main', 'verify.ts')];
  const { output } = await run(command, { cwd: root, env: { ...process.env, DATA_DIR: dataDir } });
  return output.trim();
}
