import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bootstrap.mjs';
import type { StepResult } from './checks.js';
import { hasEnded, startChild } from './children.js';

/** The part of vitest's JSON report that is counted. */
interface Report {
  testResults: { name: string; status: string; message: string; assertionResults: { status: string }[] }[];
}

/** Runs vitest with its messages on this terminal and counts what it reports. */
export async function runVitest(args: string[], env: NodeJS.ProcessEnv, folder: string): Promise<StepResult> {
  const reportFile = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const command = [process.execPath, join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...reporters, ...args];
  const child = await startChild(command, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (!hasEnded(child)) await once(child, 'exit');
  return count(readReport(reportFile), child.exitCode === 0);
}

function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return undefined;
  }
}

/** Counts each test, and as one failure each file that could not run and a vitest that failed for another reason. */
export function count(report: Report | undefined, succeeded: boolean): StepResult {
  const step = 'tests';
  if (!report) return { step, passed: 0, failed: 1, remark: 'vitest left no report' };
  const statuses = report.testResults.flatMap((file) => file.assertionResults.map(({ status }) => status));
  const of = (status: string): number => statuses.filter((one) => one === status).length;
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  ).length;
  const passed = of('passed');
  const failed = of('failed') + brokenFiles;
  const skipped = statuses.length - passed - of('failed');
  if (passed + failed === 0) return { step, passed: 0, failed: 1, remark: 'no test ran' };
  if (failed === 0 && !succeeded) return { step, passed, failed: 1, remark: 'errors outside of the tests' };
  return { step, passed, failed, ...(skipped > 0 ? { remark: `${skipped} skipped` } : {}) };
}
