/**
 * An upgrade that is booked, from the call to its end: four hours to pay the down payment, then the shop.
 *
 *   awaiting-downpayment ── paid ──────────────────┬─▶ install-collect ── revise: collect ─▶ collected
 *      │ timer: the window is over                 │         │ a refund ─▶ needs-attention
 *      ▼                                           │         └── revise: cancel (admin) ──▶ cancelled
 *   settling ── paid within the window, told late ─┘
 *      │ timer: the grace is over
 *      ▼
 *   expired: what was paid becomes time
 *
 * Payments are facts in the rows: their transaction counts them, and pokes this workflow.
 */
import type { Turn } from '../domain/timeline/turn.js';
import type { ChangeInput } from './lib/change.messages.js';
import { changeProcess } from './lib/change.process.js';

export function paygUpgradeBooking(input: ChangeInput): Promise<Turn> {
  return changeProcess('payg-upgrade-booking', input);
}
