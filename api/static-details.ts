import type { ChangeKind } from '../domain/subscription/state.js';
import { kindOf } from '../domain/timeline/workflow-ids.js';
import type { StartMessage } from './orchestrator.js';

/** How people change the course of a change of each kind. */
const COMMANDS: Readonly<Record<ChangeKind, (id: string) => string>> = {
  'master-plan-change': (id) =>
    `\`POST /v1/plan-changes/${id}/\` with \`reschedule\`, \`complete-now\`, \`retry\` or \`cancel\``,
  'agreement-change': (id) =>
    `\`PATCH /v1/agreement-changes/${id}\`, or \`POST\` with \`/complete\` or \`/abandon\` behind it`,
  'payg-upgrade-booking': (id) =>
    `\`POST /v1/bookings/${id}/\` with \`use-on-time-payments\`, \`use-conversion-payment\`, \`collect\` or \`cancel\``,
  'package-change-order': (id) =>
    `\`POST /v1/package-orders/${id}/\` with \`process\`, \`undo\` or \`cancel\`, and payments that name its invoice`,
  'service-reactivation': (id) => `\`POST /v1/reactivations/${id}/cancel\`; it is carried out by its payment`,
};

/** Says in one line what a workflow is for, as it was started: the summary that the Temporal UI shows (EN-07). */
export function staticSummaryOf({ changeId, subscriptionId, turn, workflowId }: StartMessage): string {
  if (workflowId.startsWith('webhook-delivery/')) return turn.summary;
  return (changeId === null ? `Renewals of the subscription ${subscriptionId}` : turn.summary).slice(0, 200);
}

/** Tells what a workflow began with and how it is handled, as Markdown for the Temporal UI: it stays as it is, unlike the current details. */
export function staticDetailsOf({ changeId, subscriptionId, accountId, workflowId, turn }: StartMessage): string {
  const calls =
    changeId === null
      ? [`Its documents: \`GET /v1/accounts/${accountId}/invoices\`.`]
      : [
          `Its history: \`GET /v1/plan-changes/${changeId}/history\`.`,
          `To change its course: ${COMMANDS[kindOf(workflowId)](changeId)}.`,
        ];
  const told = [
    ...calls,
    `The account \`${accountId}\`${subscriptionId === null ? '' : `, the subscription \`${subscriptionId}\``}.`,
    'The rows decide, and this workflow is their alarm clock: the signal `poke` makes it look at them now. Ended here by hand, it is started again.',
  ];
  return [`As it began:\n\n${turn.details}`, '---', told.map((it) => `- ${it}`).join('\n')].join('\n\n');
}
