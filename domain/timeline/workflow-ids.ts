/** Names the workflow of a change: an id that people can read and that a row guarantees to be one of its kind. */
export function changeWorkflowId(kind: string, changeId: string): string {
  return `${kind}/${changeId}`;
}

/** Names the alarm clock of a service. */
export function serviceWorkflowId(subscriptionId: string): string {
  return `prepaid-service/${subscriptionId}`;
}
