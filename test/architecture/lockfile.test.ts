import { describe, expect, it } from 'vitest';
import { textOf } from './imports.js';

interface Locked {
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}

const packages = (JSON.parse(textOf('package-lock.json')) as { packages: Record<string, Locked> }).packages;

/** Looks for a package as Node does: beside the one that asks for it, then in each folder further out. */
function isLocked(name: string, path: string): boolean {
  if (`${path ? `${path}/` : ''}node_modules/${name}` in packages) return true;
  return path !== '' && isLocked(name, path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/'))));
}

describe('the lockfile', () => {
  it('names no host', () => {
    expect(Object.values(packages).filter(({ resolved }) => resolved)).toEqual([]);
  });

  it('knows every optional package of every platform, without which "npm ci" refuses it', () => {
    const unknown = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(name, path)),
    );
    expect(unknown).toEqual([]);
  });
});
