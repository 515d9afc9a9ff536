import type { ChangeKind } from '../subscription/state.js';

/** Names the workflow of a change: an id that people can read and that a row guarantees to be one of its kind. */
export function changeWorkflowId(kind: ChangeKind, changeId: string): string {
  return `${kind}/${changeId}`;
}

/** Reads the kind of change out of the id of its workflow. */
export function kindOf(workflowId: string): ChangeKind {
  return workflowId.slice(0, workflowId.indexOf('/')) as ChangeKind;
}

/** Names the alarm clock of a service. */
export function serviceWorkflowId(subscriptionId: string): string {
  return `prepaid-service/${subscriptionId}`;
}
