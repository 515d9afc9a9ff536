import type { NativeConnection } from '@temporalio/worker';
import { ALL_SEARCH_ATTRIBUTES } from '../workflows/lib/search-attributes.messages.js';

/** The numbers of Temporal's IndexedValueType. */
const INDEXED_VALUE = { KEYWORD: 2, DATETIME: 6 } as const;
const RETENTION_SECONDS = 90 * 86_400;

/**
 * Registers what the workflows need of the namespace before the first start: the search attributes, and 90 days of closed histories
 * where it keeps fewer. Idempotent.
 */
export async function registerNamespace(connection: NativeConnection, namespace: string): Promise<void> {
  const { operatorService, workflowService } = connection;
  const known = await operatorService.listSearchAttributes({ namespace });
  const missing = ALL_SEARCH_ATTRIBUTES.filter((it) => known.customAttributes?.[it.name] === undefined);
  if (missing.length > 0) {
    const searchAttributes = Object.fromEntries(
      missing.map((it) => [it.name, INDEXED_VALUE[it.type as keyof typeof INDEXED_VALUE]]),
    );
    await operatorService.addSearchAttributes({ namespace, searchAttributes });
  }
  const { config } = await workflowService.describeNamespace({ namespace });
  if (Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) >= RETENTION_SECONDS) return;
  await workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: { seconds: RETENTION_SECONDS as never } },
  });
}
