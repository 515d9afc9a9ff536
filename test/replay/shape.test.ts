import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aSystem, type TestSystem } from '../support/system.js';
import { aCast, ask, askForDate, type Cast, ended } from './stage.js';

/** The numbers of Temporal's event types. */
const WORKFLOW_TASK_COMPLETED = 7;
const ACTIVITY_TASK_SCHEDULED = 10;
const MARKER_RECORDED = 25;
/** What moving the clock of a test organization adds: 55 the order, 60 each skip. */
const CLOCK_MOVED: readonly unknown[] = [55, 60];

describe('the history of a master plan change', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await aSystem();
  });
  afterAll(async () => {
    await system?.stop();
  });

  async function eventsOf(cast: Cast, changeId: string): Promise<readonly unknown[]> {
    const history = await system.client.workflow.getHandle(await ended(cast, changeId)).fetchHistory();
    return (history.events ?? []).map((it) => it.eventType).filter((it) => !CLOCK_MOVED.includes(it));
  }

  const count = (events: readonly unknown[], ...types: number[]) =>
    events.filter((it) => types.includes(Number(it))).length;

  it('has at most two workflow tasks and one activity when it is immediate (EN-03)', async () => {
    const cast = await aCast(system);
    const events = await eventsOf(cast, await ask(cast, { scope: 'immediately', proration: 'full' }));

    expect(count(events, WORKFLOW_TASK_COMPLETED)).toBeLessThanOrEqual(2);
    expect(count(events, ACTIVITY_TASK_SCHEDULED, MARKER_RECORDED)).toBe(1);
    expect(events.length).toBeLessThanOrEqual(20);
  });

  it('has at most twenty events when it waits for its date (EN-03)', async () => {
    const cast = await aCast(system);
    const changeId = await askForDate(cast, '2026-11-20');
    await system.advanceTo('2026-11-20');
    const events = await eventsOf(cast, changeId);

    expect(count(events, ACTIVITY_TASK_SCHEDULED, MARKER_RECORDED)).toBe(1);
    expect(events.length).toBeLessThanOrEqual(20);
  });
});
