/**
 * A client's checkout for a suspended or paused service, from its opening to its end (PS-09, PS-11).
 *
 *   accepted (credit pays it) ──┐
 *   waiting ── poke (money) ────┴─▶ carry out ─▶ applied: the months are bought, the service is active
 *      ├────── timer ─────────────────────────▶ expired, when the grace for webhooks on their way is over
 *      └────── revise: cancel ────────────────▶ cancelled
 */
import type { Turn } from '../domain/timeline/turn.js';
import type { ChangeInput } from './lib/change.messages.js';
import { changeProcess } from './lib/change.process.js';

export function serviceReactivation(input: ChangeInput): Promise<Turn> {
  return changeProcess('service-reactivation', input);
}
