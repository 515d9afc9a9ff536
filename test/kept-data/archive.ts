import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../scripts/lib/bootstrap.mjs';
import { run } from '../../scripts/lib/children.js';
import { Failure } from '../../scripts/lib/failure.js';

const here = fileURLToPath(new URL('.', import.meta.url));

/** What becomes of a change that was waiting when the data was written. */
export interface ExpectedChange {
  /** Which sort of waiting it is, for whoever reads a failure. */
  readonly what: string;
  readonly id: string;
  readonly state: 'applied' | 'cancelled';
  readonly effectiveDate: string | null;
  /** What it comes to, as it was quoted when the data was written; null where nothing is posted. */
  readonly net: string | null;
}

/** What has to happen to a kept data folder under whatever code opens it; stands beside the archive. */
export interface Expected {
  /** Real time at which the data was written: the clock goes on from there. */
  readonly savedAt: string;
  readonly organizationId: string;
  /** What an operator does first, through the API. */
  readonly calls: readonly { readonly path: string; readonly body: Readonly<Record<string, unknown>> }[];
  /** To this day the clock is advanced then. */
  readonly until: string;
  readonly changes: readonly ExpectedChange[];
}

/** Names the archives that are kept, each by the date and the commit that wrote it. */
export async function listArchives(): Promise<readonly string[]> {
  return (await readdir(here)).filter((it) => it.endsWith('.tar.gz')).map((it) => it.slice(0, -'.tar.gz'.length));
}

export async function readExpected(name: string): Promise<Expected> {
  return JSON.parse(await readFile(join(here, `${name}.json`), 'utf8'));
}

/** Names the archive that this commit writes. Throws where there is one: what an earlier commit wrote is never replaced. */
export async function newArchiveName(today: string): Promise<string> {
  const { code, output } = await run(['git', 'rev-parse', '--short=10', 'HEAD'], { cwd: root });
  const name = `${today}-${code === 0 ? output.trim() : 'without-git'}`;
  if (existsSync(join(here, `${name}.tar.gz`))) throw new Failure(`test/kept-data/${name}.tar.gz is there already.`);
  return name;
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
