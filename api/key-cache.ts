import { createHash } from 'node:crypto';
import type { ApiKey } from '../prisma/stores/api-keys.store.js';

const LIFE_MS = 3_000;
const ENTRIES_MAX = 10_000;

interface Entry {
  readonly key: ApiKey;
  readonly until: number;
}

/**
 * Remembers valid keys for three seconds, by the hash of their secret: a revoked one is refused after that at the latest. It runs on
 * the machine's monotonic time, since no business date hangs on it.
 */
export class KeyCache {
  readonly #entries = new Map<string, Entry>();

  get(secret: string): ApiKey | undefined {
    const entry = this.#entries.get(hashOf(secret));
    return entry && entry.until > performance.now() ? entry.key : undefined;
  }

  /** Keeps a key that was found, and hands it back; one that was not found is looked up again each time. */
  keep(secret: string, key: ApiKey | null): ApiKey | null {
    if (!key) return null;
    if (this.#entries.size >= ENTRIES_MAX) this.#entries.clear();
    this.#entries.set(hashOf(secret), { key, until: performance.now() + LIFE_MS });
    return key;
  }

  /** Drops a key that was revoked, so that this process refuses it at once. */
  forget(keyId: string): void {
    for (const [hash, { key }] of this.#entries) {
      if (key.id === keyId) this.#entries.delete(hash);
    }
  }
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64');
}
