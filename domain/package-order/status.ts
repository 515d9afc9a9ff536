import { DomainError } from '../errors.js';
import type { OrderState } from './order.js';
import type { PackageOrderRevision } from './request.schema.js';

type Command = PackageOrderRevision['command'];

/** Which commands a state takes: the one table that API, activities and workflow ask. An order that waits for attention is processed again. */
const TAKES: Readonly<Record<OrderState, readonly Command[]>> = {
  'awaiting-payment': ['cancel'],
  'awaiting-processing': ['process', 'cancel'],
  accepted: ['cancel'],
  scheduled: ['undo', 'cancel'],
  'needs-attention': ['process', 'cancel'],
  applied: [],
  expired: [],
  cancelled: [],
};

/** Tells whether an order in a state takes a command. */
export function takes(state: string, command: string): boolean {
  const taken: readonly string[] = TAKES[state as OrderState] ?? [];
  return taken.includes(command);
}

/** Refuses a command that the state does not take, naming the state (EN-11). Throws `change-state`. */
export function checkTakes(orderId: string, state: string, command: Command): void {
  if (takes(state, command)) return;
  const message = `The package order ${orderId} is ${state}; ${command} does not apply to it.`;
  throw new DomainError('change-state', message, { details: { state } });
}
