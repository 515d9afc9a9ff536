import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import proto, { type temporal } from '@temporalio/proto';
import { root } from '../../scripts/lib/bootstrap.mjs';

const folder = fileURLToPath(new URL('./histories', import.meta.url));

const { History: Codec } = proto.temporal.api.history.v1;

export type History = temporal.api.history.v1.IHistory;

export interface RecordedHistory {
  /** `master-plan-change/dated-applied`: the kind of workflow and the path that it took. */
  readonly name: string;
  readonly history: History;
}

/** Writes a history as JSON, one line for each event. */
export async function writeHistory({ name, history }: RecordedHistory): Promise<void> {
  const file = join(folder, `${name}.json`);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, canonical(history));
}

/** Reads all that were recorded, by name. */
export async function readHistories(): Promise<readonly RecordedHistory[]> {
  const files = (await readdir(folder, { recursive: true })).filter((it) => it.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (file) => ({
      name: file.slice(0, -'.json'.length).replaceAll('\\', '/'),
      history: Codec.fromObject(JSON.parse(await readFile(join(folder, file), 'utf8'))),
    })),
  );
}

/** What says where and by whom something was run; nothing of it decides how a workflow goes on. */
const LEFT_OUT = new Set([
  ...['identity', 'requestId', 'taskId', 'workerVersion', 'prevAutoResetPoints', 'stackTrace', 'inheritBuildId'],
  ...['meteringMetadata', 'externalPayloadDetails', 'lastFailure'],
]);

function canonical(history: History): string {
  const { events } = Codec.toObject(Codec.fromObject(history), { longs: String, enums: String, bytes: String });
  return `{"events":[\n${events.map((it: unknown) => JSON.stringify(cleaned(it))).join(',\n')}\n]}\n`;
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(root, '');
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !LEFT_OUT.has(key));
  return Object.fromEntries(
    kept.map(([key, it]) => [key, key === 'taskQueue' ? { name: 'changeover', kind: it.kind } : cleaned(it)]),
  );
}
