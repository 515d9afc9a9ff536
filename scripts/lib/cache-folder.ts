import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { root } from './bootstrap.mjs';
import { Failure } from './failure.js';

/** Gives a folder shared by all checkouts of one user, so that a fresh clone downloads nothing again. */
export function cacheFolder(name: string): string {
  for (const base of [process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), join(root, '.cache')]) {
    const folder = join(base, 'changeover', name);
    try {
      mkdirSync(folder, { recursive: true });
      return folder;
    } catch {}
  }
  throw new Failure('No folder for downloads can be written: give one, XDG_CACHE_HOME=... npm start.');
}
