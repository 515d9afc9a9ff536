import type { Instant } from '../calendar/instant.js';
import { journal } from '../ledger/issue.js';
import { negateAmount, subtractAmounts, sumAmounts } from '../money/amount.js';
import type { Effect, IdMaker, Journal } from '../subscription/effects.js';
import type { AccountState } from '../subscription/state.js';
import { unusedValue } from './lot.js';
import type { PaygService } from './payg.js';
import { serviceOf } from './rate.js';

/** Values all time of a service that is not used at an instant: 90.00 and 50.00 of two lots -> 140.00. */
export function timeLeft(service: PaygService, at: Instant, currency: string): string {
  return sumAmounts(
    service.lots.map((it) => unusedValue(it, at, currency)),
    currency,
  );
}

/**
 * Posts what was used since the last time as earned: 120.00 for 12 days, 3 days later -> 30.00 from unearned time to revenue. Comes
 * before everything that changes the time of a service, so that what is left there is what the ledger says is left.
 */
export function earn(state: AccountState, subscriptionId: string, at: Instant, ids: IdMaker): Effect[] {
  const service = serviceOf(state.payg, subscriptionId);
  if (at <= service.earnedUntil) return [];
  const { currency } = state.account;
  const used = subtractAmounts(
    timeLeft(service, service.earnedUntil, currency),
    timeLeft(service, at, currency),
    currency,
  );
  const about = { currency, subscriptionId, changeId: null, invoiceId: null };
  return [
    ...journal({
      id: ids('jnl', `${subscriptionId}/used/${at}`, at),
      kind: 'time-used',
      description: 'Time used',
      effectiveAt: at,
      postings: [
        { ...about, ledgerAccount: 'unearned-time', amount: used },
        { ...about, ledgerAccount: 'revenue', amount: negateAmount(used, currency) },
      ],
    }),
    { type: 'time-earned', subscriptionId, until: at },
  ];
}

/**
 * Tells what was used up to an instant and is not posted yet, as the journal that would post it (EN-02): with it the ledger says at every
 * instant what is left. 120.00 for 12 days, posted to the 1st and read on the 2nd -> 10.00. Null where it comes to nothing.
 */
export function notPostedYet(state: AccountState, at: Instant, ids: IdMaker): Journal | null {
  const used = state.payg.services.flatMap((it) => earn(state, it.id, at, ids));
  const journals = used.flatMap((it) => (it.type === 'journal-posted' ? [it.journal] : []));
  const [first] = journals;
  if (!first) return null;
  return { ...first, description: 'Time used, not posted yet', postings: journals.flatMap((it) => it.postings) };
}
