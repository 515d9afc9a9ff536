import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../scripts/lib/bootstrap.mjs';
import { run } from '../../scripts/lib/children.js';
import { Failure } from '../../scripts/lib/failure.js';
import type { FirstExpected } from './first-archive.js';
import type { Names, Step } from './script.js';

const here = fileURLToPath(new URL('.', import.meta.url));

/** What has to happen to a kept data folder under whatever code opens it; stands beside the archive. */
export interface Expected {
  /** Real time at which the data was written: the clock goes on from there. */
  readonly savedAt: string;
  readonly organizationId: string;
  readonly names: Names;
  readonly steps: readonly Step[];
}

/** Names the archives that are kept, each by the date and the commit that wrote it. */
export async function listArchives(): Promise<readonly string[]> {
  return (await readdir(here)).filter((it) => it.endsWith('.tar.gz')).map((it) => it.slice(0, -'.tar.gz'.length));
}

/** Reads what is expected; of the first archive, which was written before there were scripts, in its own terms. */
export async function readExpected(name: string): Promise<Expected | FirstExpected> {
  return JSON.parse(await readFile(join(here, `${name}.json`), 'utf8'));
}

/** Where the code lies that writes data. */
const CODE = ['activities', 'api', 'domain', 'gateways', 'main', 'prisma', 'relay', 'workers', 'workflows'];

/**
 * Names the archive by the day and by the last commit that changed what writes it. Throws where that is not committed, and where there is
 * an archive already: what an earlier commit wrote is never replaced.
 */
export async function newArchiveName(today: string): Promise<string> {
  const changed = await git('status', '--porcelain', '--', ...CODE);
  if (changed !== '') throw new Failure(`Commit these first: the archive is named by a commit.\n${changed}`);
  const name = `${today}-${await git('log', '-1', '--format=%h', '--abbrev=10', '--', ...CODE)}`;
  if (existsSync(join(here, `${name}.tar.gz`))) throw new Failure(`test/kept-data/${name}.tar.gz is there already.`);
  return name;
}

async function git(...args: string[]): Promise<string> {
  const { code, output } = await run(['git', ...args], { cwd: root });
  if (code !== 0) throw new Failure(`git ${args[0]} ended with code ${code}: ${output.trim()}`);
  return output.trim();
}

/** Packs a folder and writes what is expected of it beside it. */
export async function pack(name: string, folder: string, expected: Expected): Promise<void> {
  await tar(['-czf', join(here, `${name}.tar.gz`), '-C', folder, '.']);
  await writeFile(join(here, `${name}.json`), `${JSON.stringify(expected, null, 2)}\n`);
}

export async function unpack(name: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await tar(['-xzf', join(here, `${name}.tar.gz`), '-C', folder, '--no-same-owner']);
}

async function tar(args: string[]): Promise<void> {
  const { code, output } = await run(['tar', ...args]);
  if (code !== 0) throw new Failure(`tar ended with code ${code}: ${output.trim()}`);
}
