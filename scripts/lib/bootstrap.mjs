// Runs before node_modules exists: plain Node only, no packages, no TypeScript.
import { spawn } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Finds a program on the PATH, as a shell would.
 * @param {string} name
 * @returns {string | undefined}
 */
export function onPath(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {}
  }
  return undefined;
}

/**
 * Puts `setpriv --pdeathsig` before a command on Linux, so that the kernel ends it when this process ends, even by SIGKILL.
 * @param {string[]} command
 * @param {'INT' | 'TERM' | 'KILL'} signal
 * @returns {string[]}
 */
export function endingWithParent(command, signal) {
  if (process.platform !== 'linux' || !onPath('setpriv')) return command;
  return ['setpriv', '--pdeathsig', signal, ...command];
}

/** Prepares the packages, then runs `main` of a TypeScript module; whatever goes wrong becomes one line and exit code 1. */
export async function runTypeScript(/** @type {string} */ module) {
  try {
    await installPackages();
    const { register } = await import('tsx/esm/api');
    register();
    const { main } = await import(module);
    // Not left to the event loop: the schema engine leaves a timer of 10 s behind.
    process.exit(await main(process.argv.slice(2)));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    process.stderr.write(`changeover: ${text.replace(/\s*\n\s*/g, ' ')}\n`);
    process.exit(1);
  }
}

/** Installs what package-lock.json names, where anything of it is missing or another version. */
async function installPackages() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`Node ${process.versions.node} is too old: install Node 20.19 or newer.`);
  }
  const wanted = readPackages(join(root, 'package-lock.json'));
  if (!wanted) throw new Error('package-lock.json is missing or broken: check the project out again.');
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json')) ?? {};
  const missing = Object.entries(wanted).filter(
    ([path, entry]) => path !== '' && !entry.optional && installed[path]?.version !== entry.version,
  );
  if (missing.length === 0) return;
  console.log(`Installing ${missing.length} packages ...`);
  const code = await runNpm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) throw new Error(`"npm ci" ended with code ${code}: see its messages above, then start again.`);
}

/** @returns {Record<string, { version?: string, optional?: boolean }> | undefined} */
function readPackages(/** @type {string} */ file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** @returns {Promise<number>} */
function runNpm(/** @type {string[]} */ args) {
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const [program = 'npm', ...rest] = endingWithParent([...npm, ...args], 'TERM');
  return new Promise((done, fail) => {
    const child = spawn(program, rest, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    const forward = () => child.kill('SIGTERM');
    process.once('SIGTERM', forward).once('SIGINT', forward).once('SIGHUP', forward);
    child.once('error', fail);
    child.once('exit', (code, signal) => {
      process.off('SIGTERM', forward).off('SIGINT', forward).off('SIGHUP', forward);
      if (signal) process.exit(1);
      done(code ?? 1);
    });
  });
}
