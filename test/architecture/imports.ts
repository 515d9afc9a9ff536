import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Import {
  /** The package's name, or the path of a file of ours from the root, without its suffix: `domain/money/amount`. */
  target: string;
  typeOnly: boolean;
}

/** Reads the imports of a TypeScript text; `import { type A }` counts as a value, because the module is loaded all the same. */
export function importsOf(file: string, text: string): Import[] {
  const statements = /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
  const calls = /\b(?:import|require)\(\s*['"]([^'"]+)['"]/g;
  const target = (specifier: string): string =>
    specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier).replace(/\.(js|ts|mjs)$/, '') : specifier;
  return [
    ...[...text.matchAll(statements)].map((m) => ({ target: target(m[2] ?? ''), typeOnly: m[1] !== undefined })),
    ...[...text.matchAll(calls)].map((m) => ({ target: target(m[1] ?? ''), typeOnly: false })),
  ];
}

/** Lists the TypeScript files of a folder, as paths from the root. */
export function filesIn(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/(^|[\\/])(generated|node_modules|dist)[\\/]/.test(name))
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')));
}

export function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** Follows the imports of values from some files and gives every package that is loaded with them. */
export function packagesLoadedBy(files: readonly string[], read: (file: string) => string): string[] {
  const seen = new Set(files);
  const packages = new Set<string>();
  for (const file of seen) {
    for (const { target, typeOnly } of importsOf(file, read(file))) {
      if (typeOnly) continue;
      if (/^(domain|workflows|activities|prisma|api|relay|workers)\//.test(target)) seen.add(`${target}.ts`);
      else packages.add(target);
    }
  }
  return [...packages].sort();
}
