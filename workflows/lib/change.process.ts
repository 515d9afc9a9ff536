import {
  ActivityFailure,
  ApplicationFailure,
  allHandlersFinished,
  condition,
  isCancellation,
  log,
  patched,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { Activities } from '../../activities/index.js';
import type { ChangeKind } from '../../domain/subscription/state.js';
import type { Turn } from '../../domain/timeline/turn.js';
import { type ChangeInput, poke, type RevisionMessage, revise } from './change.messages.js';
import { movingAttributesOf } from './search-attributes.messages.js';

// One transaction each: 10 s a try, 4 s where its worker says no more that it goes on; for a day, since an outage of the database ends
// and the change must not be lost.
const { carryOutChange } = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  heartbeatTimeout: '4s',
  scheduleToCloseTimeout: '1 day',
  retry: { initialInterval: '200ms', maximumInterval: '10s' },
  summary: 'Carry out what is due',
});
// A caller waits for the answer: three tries within 20 s, then it hears that the service is away and may ask again.
const { reviseChange } = proxyActivities<Activities>({
  startToCloseTimeout: '8s',
  heartbeatTimeout: '4s',
  scheduleToCloseTimeout: '20s',
  retry: { initialInterval: '200ms', maximumAttempts: 3 },
});
const SUMMARIES: Readonly<Record<RevisionMessage['revision']['command'], string>> = {
  reschedule: 'Set, move or remove its date',
  'complete-now': 'Carry it out now',
  cancel: 'Cancel it',
  retry: 'Try it again, as of its own date',
  edit: 'Edit the draft',
  complete: 'Complete the draft',
  abandon: 'Abandon the draft',
  'use-on-time-payments': 'Use old payments for the down payment',
  'use-conversion-payment': 'Use a payment from before the conversion',
  collect: 'Hand the upgrade over',
  process: 'Process it: it is paid',
  undo: 'Undo it before its date',
};
// The customer is on the line: one transaction without a round trip to the server; what fails here is done by the regular one.
const atOnce = proxyLocalActivities<Activities>({
  startToCloseTimeout: '3s',
  scheduleToCloseTimeout: '5s',
  retry: { initialInterval: '50ms', maximumAttempts: 2 },
  summary: 'Carry out what is due',
});

/** After the total bound of an activity it is tried again by itself, this often: by then an operator has seen the alarm. */
const AFTER_OUTAGE_MS = 600_000;

/**
 * Lives the life of a change of any kind, from its acceptance to its end (EN-01). The rows decide: it waits for the instant that they tell,
 * wakes and asks; its state moves in `take` only.
 */
export async function changeProcess(kind: ChangeKind, input: ChangeInput): Promise<Turn> {
  const { organizationId, accountId, changeId } = input;
  const about = { organizationId, accountId, kind, changeId };
  let turn = input.turn;
  let version = 0;
  let isPoked = false;
  let isBusy = false;

  setHandler(revise, (message) => alone(async () => take(await reviseAs(message))), {
    description: 'What somebody asks of the change. Sent by the API, which checks who asks.',
  });
  const lookAgain = () => {
    isPoked = true;
  };
  setHandler(poke, lookAgain, { description: 'The rows may have changed: look at them now. Harmless.' });

  setCurrentDetails(turn.details);
  if (turn.state === 'accepted') await carryOutWith(atOnce.carryOutChange, 0);
  while (!turn.isClosed) {
    if (await itIsTurn()) await carryOutWith(carryOutChange, AFTER_OUTAGE_MS);
  }
  await condition(allHandlersFinished);
  return turn;

  /** Waits for the timer, a poke or a revision. After a revision the waiting begins anew, for the date that holds now. */
  async function itIsTurn(): Promise<boolean> {
    const seen = version;
    const isMoved = () => isPoked || version !== seen;
    if (turn.waitMs === null) await condition(isMoved);
    else if (turn.waitMs > 0) await condition(isMoved, turn.waitMs, { summary: turn.summary });
    return version === seen;
  }

  async function carryOutWith(activity: Activities['carryOutChange'], retryMs: number): Promise<void> {
    isPoked = false;
    try {
      await alone(async () => take(await activity(about)));
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.error('the change could not be carried out and will be tried again', { changeId: about.changeId, error });
      turn = { ...turn, waitMs: retryMs };
    }
  }

  /**
   * Where the answer is lost the rows may have been written: they are looked at, or the workflow would outlive its change. The patch can go
   * when no change runs that was accepted before it came.
   */
  async function reviseAs(message: RevisionMessage): Promise<Turn> {
    const summary = SUMMARIES[message.revision.command];
    try {
      return await reviseChange.executeWithOptions({ summary }, [{ ...about, ...message }]);
    } catch (error) {
      if (!isRefusal(error) && patched('look-where-an-answer-is-lost')) lookAgain();
      throw error;
    }
  }

  /** One activity at a time, so that what an earlier one said never replaces what a later one says. */
  async function alone(work: () => Promise<Turn>): Promise<Turn> {
    await condition(() => !isBusy);
    isBusy = true;
    try {
      return await work();
    } finally {
      isBusy = false;
    }
  }

  function take(after: Turn): Turn {
    if (after.state !== turn.state || after.dueAt !== turn.dueAt) upsertSearchAttributes(movingAttributesOf(after));
    turn = after;
    version += 1;
    setCurrentDetails(turn.details);
    return turn;
  }
}

/** Tells a revision that was refused, so that nothing was written, from one of which nothing is known. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof ActivityFailure && error.cause instanceof ApplicationFailure && error.cause.nonRetryable === true
  );
}
