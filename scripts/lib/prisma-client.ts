import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from './bootstrap.mjs';
import { run } from './children.js';
import { Failure } from './failure.js';
import { errorLine } from './server.js';

/** Generates the database client where the schema or Prisma's version is another one than at the last time. */
export async function generatePrismaClient(): Promise<void> {
  const schema = join(root, 'prisma', 'schema.prisma');
  if (!existsSync(schema)) return;
  const packageFile = createRequire(import.meta.url).resolve('prisma/package.json');
  const stampFile = join(root, 'prisma', 'generated', '.made-from');
  const stamp = createHash('sha256').update(readFileSync(schema)).update(readFileSync(packageFile)).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  const { code, output } = await run([process.execPath, join(dirname(packageFile), 'build', 'index.js'), 'generate'], {
    cwd: root,
    // Generating needs no schema engine, but Prisma would download one unless this names a file that exists.
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
  });
  if (code !== 0) throw new Failure(`"prisma generate" failed: ${errorLine(output)}`);
  writeFileSync(stampFile, stamp);
}
