/**
 * A master plan change, from its acceptance to its end.
 *
 *   accepted ──────────────┐ (its turn is now)
 *   waiting ── timer, poke ┴─▶ carry out ─▶ applied
 *      ▲ └── revise: cancel ───────│──────▶ cancelled
 *      └──── revise: reschedule ◀──┴──────▶ needs-attention ── revise: retry, complete-now, reschedule, cancel
 */
import type { Turn } from '../domain/timeline/turn.js';
import type { ChangeInput } from './lib/change.messages.js';
import { changeProcess } from './lib/change.process.js';

export function masterPlanChange(input: ChangeInput): Promise<Turn> {
  return changeProcess('master-plan-change', input);
}
