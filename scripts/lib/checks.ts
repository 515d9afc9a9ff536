import { join } from 'node:path';
import { root } from './bootstrap.mjs';
import { run } from './children.js';

/** One step of the tests and what came of it, as the summary shows it. */
export interface StepResult {
  step: string;
  passed: number;
  failed: number;
  remark?: string;
}

/** Gives the script behind a package's program. */
const program = (script: string): string => join(root, 'node_modules', script);

/** Runs the checks that need no servers, one after another, and prints what each one that fails has to say. */
export async function runChecks(): Promise<StepResult[]> {
  const checks = [
    { step: 'types', command: [program('typescript/bin/tsc'), '--noEmit', '--pretty', 'false'] },
    { step: 'lint', command: [program('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'] },
    { step: 'unused code', command: [program('knip/bin/knip.js'), '--no-progress'] },
  ];
  const results: StepResult[] = [];
  for (const { step, command } of checks) {
    const { code, output } = await run([process.execPath, ...command], { cwd: root, timeoutMs: 300_000 });
    if (code !== 0) console.log(`\n${step}:\n${output.trimEnd()}\n`);
    results.push(code === 0 ? { step, passed: 1, failed: 0 } : { step, passed: 0, failed: 1 });
  }
  return results;
}
