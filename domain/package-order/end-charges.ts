import { type CivilDate, maxDate, minDate } from '../calendar/civil-date.js';
import type { Instant } from '../calendar/instant.js';
import { sumAmounts } from '../money/amount.js';
import type { Effect, IdMaker } from '../subscription/effects.js';
import type { RecurringCharge, Subscription } from '../subscription/state.js';
import type { OrderLine, OrderQuote } from './order.js';
import type { Documents } from './post.js';

interface Ending {
  readonly changeId: string;
  readonly at: Instant;
  readonly today: CivilDate;
}

/**
 * Ends the old term's charges on the day of the new package, each credited as it was quoted, if at all: first what goes to the term's
 * invoice, then the rest (PO-02, PO-04, PO-15).
 */
export function endedCharges(
  subscription: Subscription,
  quote: OrderQuote,
  documents: Documents,
  ending: Ending,
  ids: IdMaker,
): Effect[] {
  const credits = quote.lines.filter((it) => it.part === 'credit');
  return subscription.charges.flatMap((charge) => {
    const from = minDate(maxDate(ending.today, charge.from), charge.liveTo);
    const onTerm = of(quote.termLines, charge);
    const rest = of(credits, charge);
    const isOver = from === charge.liveTo && onTerm.length === 0 && rest.length === 0;
    if (isOver) return [];
    const first =
      documents.termCreditId === null || onTerm.length === 0
        ? []
        : [{ lines: onTerm, invoiceId: documents.termCreditId }];
    const second = first.length > 0 && rest.length === 0 ? [] : [{ lines: rest, invoiceId: documents.invoiceId }];
    return [...first, ...second].map(({ lines, invoiceId }, index): Effect => {
      const { changeId, at } = ending;
      const amount = sumAmounts(
        lines.map((it) => it.amount),
        quote.currency,
      );
      const to = index === 0 ? charge.liveTo : from;
      const about = { subscriptionId: subscription.id, changeId, chargeId: charge.id, invoiceId, from, to, amount };
      return { type: 'charge-credited', id: ids('crd', `${changeId}/${charge.id}/${index}`, at), ...about };
    });
  });
}

function of(lines: readonly OrderLine[], charge: RecurringCharge): OrderLine[] {
  return lines.filter((it) => it.chargeId === charge.id);
}
