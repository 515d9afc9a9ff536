import { formatDateForPeople } from '../calendar/civil-date.js';
import type { AccountState } from '../subscription/state.js';
import type { ToldChange } from '../timeline/rules.js';
import type { HeldDraft } from './accept.js';

/** What of a draft is told to the people who operate its workflow. */
export type ToldDraft = Omit<ToldChange, 'data'> & { readonly data: Pick<HeldDraft, 'agreementId' | 'plan'> };

/** Says in one line what there is to wait for: `Draft of a change to Family, abandoned on 19 Nov 2026 unless completed` (EN-07). */
export function draftSummary(_: AccountState, { data, effectiveDate, state }: ToldDraft): string {
  if (state !== 'draft') return `Change to ${data.plan.name}, ${state}`;
  const when = effectiveDate === null ? '' : `, abandoned on ${formatDateForPeople(effectiveDate)} unless completed`;
  return `Draft of a change to ${data.plan.name}${when}`;
}

/** Tells how a draft stands, as Markdown for the Temporal UI (EN-06). Nothing personal: staff see the member in the draft itself. */
export function draftDetails(_: AccountState, told: ToldDraft, lastText: string): string {
  const { id, state, dueAt, data } = told;
  const about = `the agreement \`${data.agreementId}\` to ${data.plan.name}`;
  const headline = {
    draft: `**Draft**: staff may change ${about}.`,
    completed: `**Completed**: a change of ${about}.`,
    abandoned: `**Abandoned**: no change of ${about}; it is as it was.`,
  }[state];
  const points = [
    lastText,
    ...(state === 'draft' ? [`The timer ends at ${dueAt}: then it is abandoned. An edit lets it begin anew.`] : []),
  ];
  const actions =
    state === 'draft' ? `\n\nStaff can edit, complete or abandon it: \`/v1/agreement-changes/${id}\`.` : '';
  return `${headline ?? state}\n\n${points.map((it) => `- ${it}`).join('\n')}${actions}`;
}
