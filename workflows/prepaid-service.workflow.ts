/**
 * The alarm clock of one service, for as long as it lives.
 *
 *   waiting ── timer, poke ─▶ carry out what is due ─▶ waiting … ─▶ closed, when the subscription is cancelled
 *
 * The rows know what is due; it holds the next date, nothing else, and continues as new before its history grows.
 */
import {
  allHandlersFinished,
  condition,
  continueAsNew,
  isCancellation,
  log,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';
import type { Turn } from '../domain/timeline/turn.js';
import { movingAttributesOf } from './lib/search-attributes.messages.js';
import { type PrepaidServiceInput, poke } from './prepaid-service.messages.js';

// One transaction: 30 s a try, since it may bill an outage of months, 4 s where its worker says no more that it goes on; for a day,
// since an outage of the database ends.
const { carryOutService } = proxyActivities<Activities>({
  startToCloseTimeout: '30s',
  heartbeatTimeout: '4s',
  scheduleToCloseTimeout: '1 day',
  retry: { initialInterval: '200ms', maximumInterval: '10s' },
  summary: 'Carry out what is due',
});

/** After the total bound of an activity it is tried again by itself, this often: by then an operator has seen the alarm. */
const AFTER_OUTAGE_MS = 600_000;

/**
 * Events after which the run continues as new, some thirty renewals: another worker replays so much well within the 2 s of a workflow
 * task; the server's own limit of thousands it did not, on a busy machine.
 */
const LONG_HISTORY = 400;

export async function prepaidService(input: PrepaidServiceInput): Promise<void> {
  const { organizationId, accountId, subscriptionId } = input;
  let turn = input.turn;
  let isPoked = false;

  const lookAgain = () => {
    isPoked = true;
  };
  setHandler(poke, lookAgain, { description: 'The rows may have changed: look at them now. Harmless.' });

  setCurrentDetails(turn.details);
  while (!turn.isClosed && !isLong()) {
    await untilDue();
    await carryOut();
  }
  await condition(allHandlersFinished);
  if (!turn.isClosed) {
    await continueAsNew<typeof prepaidService>({ ...input, turn: isPoked ? { ...turn, waitMs: 0 } : turn });
  }

  function isLong(): boolean {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    return historyLength >= LONG_HISTORY || continueAsNewSuggested;
  }

  async function untilDue(): Promise<void> {
    if (turn.waitMs === null) await condition(() => isPoked);
    else if (turn.waitMs > 0) await condition(() => isPoked, turn.waitMs, { summary: turn.summary });
  }

  async function carryOut(): Promise<void> {
    isPoked = false;
    try {
      take(await carryOutService({ organizationId, accountId, subscriptionId }));
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.error('what is due could not be carried out and will be tried again', { subscriptionId, error });
      turn = { ...turn, waitMs: AFTER_OUTAGE_MS };
    }
  }

  function take(after: Turn): void {
    if (after.state !== turn.state || after.dueAt !== turn.dueAt) upsertSearchAttributes(movingAttributesOf(after));
    turn = after;
    setCurrentDetails(turn.details);
  }
}
