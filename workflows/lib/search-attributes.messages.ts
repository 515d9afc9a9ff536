import {
  defineSearchAttributeKey,
  type SearchAttributePair,
  SearchAttributeType,
  type SearchAttributeUpdatePair,
} from '@temporalio/common';

/** By these workflows are found in the Temporal UI (EN-07). Registered by workers/register.ts before the first start. */
export const OrganizationId = defineSearchAttributeKey('OrganizationId', SearchAttributeType.KEYWORD);
export const AccountId = defineSearchAttributeKey('AccountId', SearchAttributeType.KEYWORD);
export const SubscriptionId = defineSearchAttributeKey('SubscriptionId', SearchAttributeType.KEYWORD);
export const ChangeKind = defineSearchAttributeKey('ChangeKind', SearchAttributeType.KEYWORD);
export const ChangeState = defineSearchAttributeKey('ChangeState', SearchAttributeType.KEYWORD);
export const EffectiveAt = defineSearchAttributeKey('EffectiveAt', SearchAttributeType.DATETIME);

export const ALL_SEARCH_ATTRIBUTES = [OrganizationId, AccountId, SubscriptionId, ChangeKind, ChangeState, EffectiveAt];

export interface Searchable {
  readonly organizationId: string;
  readonly accountId: string;
  /** Null: it is not about a subscription. */
  readonly subscriptionId: string | null;
  readonly kind: string;
  readonly state: string;
  readonly dueAt: string | null;
}

/** Makes the attributes that a workflow starts with. An undated change has no EffectiveAt. */
export function searchAttributesOf(it: Searchable): SearchAttributePair[] {
  const dated: SearchAttributePair[] = it.dueAt === null ? [] : [{ key: EffectiveAt, value: new Date(it.dueAt) }];
  const about: SearchAttributePair[] =
    it.subscriptionId === null ? [] : [{ key: SubscriptionId, value: it.subscriptionId }];
  return [
    { key: OrganizationId, value: it.organizationId },
    { key: AccountId, value: it.accountId },
    ...about,
    { key: ChangeKind, value: it.kind },
    { key: ChangeState, value: it.state },
    ...dated,
  ];
}

/** Makes the attributes that change while a workflow runs; without a date there is no EffectiveAt any more. */
export function movingAttributesOf(it: Pick<Searchable, 'state' | 'dueAt'>): SearchAttributeUpdatePair[] {
  return [
    { key: ChangeState, value: it.state },
    { key: EffectiveAt, value: it.dueAt === null ? null : new Date(it.dueAt) },
  ];
}
