import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const DIGEST = new URL('./digest.ts', import.meta.url).pathname;

async function digestIn(zone: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', DIGEST], { env: { ...process.env, TZ: zone } });
  return stdout;
}

describe('the time zone of the process', () => {
  it('F11 changes no date, moment or amount', { timeout: 300_000 }, async () => {
    const reference = await digestIn('UTC');
    expect(reference).toMatch(/^[0-9a-f]{64}$/);
    for (const zone of ['America/Los_Angeles', 'Pacific/Kiritimati', 'Africa/Cairo', 'America/Santiago']) {
      expect(await digestIn(zone), zone).toBe(reference);
    }
  });
});
