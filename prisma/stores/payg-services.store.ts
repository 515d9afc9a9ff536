import type { CivilDate } from '../../domain/calendar/civil-date.js';
import { localDateAt } from '../../domain/calendar/time-zone.js';
import { DomainError } from '../../domain/errors.js';
import { cancelPayg } from '../../domain/payg-booking/cancel-service.js';
import type { AccountState } from '../../domain/subscription/state.js';
import type { Db } from '../client.js';
import { PAYG_SERVICE_JSON, type PaygServiceRow, paygServiceOf } from './payg-state.js';
import { onTimeline, type StoreDeps } from './timeline.store.js';

/**
 * Adds a subscription that is paid as you go and cancelled to the snapshot of its account, which has only those that run: for showing
 * what it was.
 */
export async function withCancelled(
  db: Db,
  organizationId: string,
  state: AccountState,
  id: string,
): Promise<AccountState> {
  if (state.payg.services.some((it) => it.id === id)) return state;
  const [row] = await db.$queryRawUnsafe<{ service: PaygServiceRow }[]>(
    `SELECT ${PAYG_SERVICE_JSON} AS service FROM subscriptions subscription JOIN payg_services service
        ON service.organization_id = subscription.organization_id AND service.subscription_id = subscription.id
      WHERE subscription.organization_id = $1 AND subscription.id = $2`,
    organizationId,
    id,
  );
  if (!row) return state;
  const services = [...state.payg.services, paygServiceOf(row.service, state.account.currency)];
  return { ...state, payg: { ...state.payg, services } };
}

export interface CancelPayg {
  readonly organizationId: string;
  readonly accountId: string;
  readonly subscriptionId: string;
  /** First day without it; undefined: today, at once; null withdraws a cancellation that has not come yet. */
  readonly on: CivilDate | null | undefined;
  readonly reason: string | undefined;
  readonly by: string;
}

/**
 * Cancels a subscription that is paid as you go, now or on a day to come, with its open booking; what is left of its time becomes account
 * credit (MP-27). Throws `subscription-cancelled`, `effective-date-in-past`.
 */
export function cancelPaygService(deps: StoreDeps, command: CancelPayg): Promise<void> {
  const { organizationId, accountId, subscriptionId, reason, by } = command;
  return onTimeline(deps, { organizationId, accountId }, ({ state, now, ids }) => {
    const service = state.payg.services.find((it) => it.id === subscriptionId && it.status === 'active');
    if (!service)
      throw new DomainError('subscription-cancelled', `The subscription ${subscriptionId} is cancelled already.`);
    const on = command.on === undefined ? localDateAt(now, state.settings.timeZone) : command.on;
    const effects = cancelPayg(state, service, { on, reason, by, now }, ids);
    return { effects, thenCarryOut: true, answer: async () => undefined };
  });
}
