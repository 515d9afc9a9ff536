import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const module = new URL('../../prisma/failpoint.ts', import.meta.url).href;
const cwd = fileURLToPath(new URL('../../', import.meta.url));

/** Passes a point three times in a process of its own; gives how that ended. */
function passing(env: Record<string, string>): string {
  const code = `
    import { failpoint } from '${module}';
    for (let i = 0; i < 3; i += 1) { failpoint('relay:claimed'); console.log('passed'); }`;
  const command = ['--import', 'tsx', '--input-type=module', '--eval', code];
  const { signal, stdout } = spawnSync(process.execPath, command, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return `passed ${stdout.split('passed').length - 1}, ${signal ?? 'ended'}`;
}

describe('a failpoint', () => {
  it('kills the process where it was started for development and the variable names it', () => {
    const development = { CHANGEOVER_DEVELOPMENT: '1' };
    expect(passing({ ...development, CHANGEOVER_FAILPOINT: 'relay:claimed' })).toBe('passed 0, SIGKILL');
    expect(passing({ ...development, CHANGEOVER_FAILPOINT: 'relay:claimed:3' })).toBe('passed 2, SIGKILL');
    expect(passing({ ...development, CHANGEOVER_FAILPOINT: 'relay:delivered' })).toBe('passed 3, ended');
  });

  it('does nothing in production', () => {
    expect(passing({ CHANGEOVER_DEVELOPMENT: '0', CHANGEOVER_FAILPOINT: 'relay:claimed' })).toBe('passed 3, ended');
  });
});
