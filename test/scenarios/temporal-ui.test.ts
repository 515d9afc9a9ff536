import { setTimeout as delay } from 'node:timers/promises';
import { defaultPayloadConverter } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCatalog, aSubscriptionOf } from '../support/catalog.js';
import { aSystem, type TestSystem } from '../support/system.js';

/** The server's index follows the workflows a moment later. */
const FOUND_MS = 60_000;
const SUMMARY = 'Change to 2 x 60.00 USD on 20 Nov 2026';

describe('a change in the Temporal UI (EN-07)', () => {
  let system: TestSystem;
  let change: { id: string; workflowId: string };
  let account: { accountId: string; subscriptionId: string };
  beforeAll(async () => {
    system = await aSystem({ now: '2026-11-11T12:00:00.000Z' });
    const { basic, plus } = await aCatalog(system);
    account = await aSubscriptionOf(system, { planId: basic });
    const asked = { subscriptionId: account.subscriptionId, planId: plus, units: 2 };
    const body = { ...asked, scope: 'on-date', effectiveDate: '2026-11-20' };
    change = (await system.call('POST', '/v1/master-plan-changes', { body })).body;
  });
  afterAll(async () => {
    await system?.stop();
  });

  const on = (date: string) => `EffectiveAt BETWEEN '${date}T00:00:00Z' AND '${date}T23:59:59Z'`;
  const handle = () => system.client.workflow.getHandle(change.workflowId);

  /** The ids of the workflows that a query of the UI finds, once the server's index has them. */
  async function found(query: string): Promise<readonly string[]> {
    const until = Date.now() + FOUND_MS;
    for (;;) {
      const ids: string[] = [];
      for await (const { workflowId } of system.client.workflow.list({ query })) ids.push(workflowId);
      if (ids.includes(change.workflowId) || Date.now() > until) return ids;
      await delay(100);
    }
  }

  it('has an id that people can read', () => {
    expect(change.workflowId).toBe(`master-plan-change/${change.id}`);
  });

  it('is found by organization, account, subscription, kind, state and date', async () => {
    const queries = [
      `OrganizationId = '${system.organizationId}' AND ChangeKind = 'master-plan-change'`,
      `AccountId = '${account.accountId}' AND ChangeState = 'waiting'`,
      `SubscriptionId = '${account.subscriptionId}' AND ${on('2026-11-20')}`,
    ];
    for (const query of queries) expect(await found(query), query).toContain(change.workflowId);
  });

  it('has a summary line, details that tell how it stands, and a timer with a name', async () => {
    const description = await handle().describe();
    expect(await description.staticSummary()).toBe(SUMMARY);
    const { currentDetails } = await handle().query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(currentDetails).toContain('**Waiting for 20 Nov 2026**');
    expect(await summariesOf('timerStartedEventAttributes')).toEqual([SUMMARY]);
  });

  it('is found by its new state and date, and names what it did, when it is completed', async () => {
    await system.call('POST', `/v1/plan-changes/${change.id}/complete-now`, { body: {} });
    await handle().result();
    const query = `SubscriptionId = '${account.subscriptionId}' AND ChangeState = 'applied' AND ${on('2026-11-11')}`;
    expect(await found(query)).toContain(change.workflowId);
    expect(await summariesOf('activityTaskScheduledEventAttributes')).toEqual(['Carry it out now']);
    expect(await system.verify()).toEqual([]);
  });

  /** What the UI writes beside the events of a sort. */
  async function summariesOf(
    sort: 'timerStartedEventAttributes' | 'activityTaskScheduledEventAttributes',
  ): Promise<unknown[]> {
    const { events } = await handle().fetchHistory();
    return (events ?? []).flatMap((it) => {
      const summary = it.userMetadata?.summary;
      return it[sort] && summary ? [defaultPayloadConverter.fromPayload(summary)] : [];
    });
  }
});
