/**
 * An order of another package for a service, from its acceptance to its end.
 *
 *   awaiting-payment ── paid (poke) ─▶ accepted ── carry out ─▶ applied
 *      │  ▲                 ├──────▶ awaiting-processing ── revise: process, or automatic processing on (poke) ─▶ accepted
 *      │  └── money back ───│──────────────┘
 *      ├── timer: the last day to pay and the grace are over ─▶ expired
 *   scheduled ── timer: the term ends ─▶ accepted or awaiting-processing
 *   any of them ── revise: cancel, undo ─▶ cancelled       accepted, too late for the term ─▶ needs-attention ── process, cancel
 */
import type { Turn } from '../domain/timeline/turn.js';
import type { ChangeInput } from './lib/change.messages.js';
import { changeProcess } from './lib/change.process.js';

export function packageChangeOrder(input: ChangeInput): Promise<Turn> {
  return changeProcess('package-change-order', input);
}
