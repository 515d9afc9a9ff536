/**
 * An upgrade or downgrade of an agreement: a draft that staff edit, until they complete or abandon it.
 *
 *   draft ── revise: edit ──▶ draft (the time until it expires begins anew)
 *     ├───── revise: complete ─▶ completed, or refreshed where the agreement has moved meanwhile
 *     ├───── revise: abandon ──▶ abandoned
 *     └───── timer ────────────▶ abandoned
 */
import type { Turn } from '../domain/timeline/turn.js';
import type { ChangeInput } from './lib/change.messages.js';
import { changeProcess } from './lib/change.process.js';

export function agreementChange(input: ChangeInput): Promise<Turn> {
  return changeProcess('agreement-change', input);
}
