import type { Instant } from '../calendar/instant.js';
import { isZero } from '../money/amount.js';
import { planOf } from '../subscription/lookup.js';
import type { AccountState } from '../subscription/state.js';
import { linesText } from './explain.js';
import { type Client, type WhyNoUpgrade, whyNoUpgrade } from './offer.js';
import type { OrderData } from './order.js';

export interface Answer {
  /** Whether there is anything to explain. */
  readonly applies: boolean;
  readonly text: string;
  readonly wayOut: string | null;
}

export interface Explanation {
  /** Why does this client see no upgrade? */
  readonly noUpgrade: Answer & { readonly reasons: readonly WhyNoUpgrade[] };
  /** Why is the total higher than the price? */
  readonly totalHigher: Answer;
  /** Why is this order not processed? */
  readonly notProcessed: Answer;
}

export interface Explained {
  readonly id: string;
  readonly state: string;
  readonly subscriptionId: string;
  readonly data: OrderData;
  readonly attention: { readonly message: string } | null;
}

/** Answers the three questions of every support desk about an order, by the very rules that decide (PO-18). */
export function explainOrder(state: AccountState, order: Explained, client: Client, now: Instant): Explanation {
  return {
    noUpgrade: noUpgrade(state, order, client, now),
    totalHigher: totalHigher(state, order.data),
    notProcessed: notProcessed(order),
  };
}

function noUpgrade(
  state: AccountState,
  { subscriptionId }: Explained,
  client: Client,
  now: Instant,
): Explanation['noUpgrade'] {
  const subscription = state.subscriptions.find((it) => it.id === subscriptionId);
  if (!subscription) {
    const text = `The subscription ${subscriptionId} is cancelled.`;
    const wayOut = 'Only an active service takes another package.';
    return { applies: true, text, wayOut, reasons: [{ code: 'service-not-active', text, wayOut }] };
  }
  const reasons = whyNoUpgrade(state, subscription, client, now).map(({ code, text, wayOut }) => ({
    code,
    text,
    wayOut,
  }));
  const applies = reasons.length > 0;
  const text = applies ? reasons.map((it) => it.text).join(' ') : 'The client sees the upgrades of this service.';
  return { applies, text, wayOut: applies ? reasons.map((it) => it.wayOut).join(' ') : null, reasons };
}

function totalHigher(state: AccountState, { quote }: OrderData): Answer {
  const { setupFee, currency } = quote;
  const name = planOf(state, quote.planId).name;
  if (isZero(setupFee)) {
    const text = `No setup fee is charged: the total is that of the package, less the credit. ${linesText(quote)}`;
    return { applies: false, text, wayOut: null };
  }
  const charged = `A setup fee of ${setupFee} ${currency} for ${name} is part of the total.`;
  if (!state.settings.hideSetupFees)
    return { applies: false, text: `${charged} It is shown. ${linesText(quote)}`, wayOut: null };
  return {
    applies: true,
    text: `${charged} The setting hideSetupFees keeps it out of the prices that clients are shown. ${linesText(quote)}`,
    wayOut: 'Turn hideSetupFees off to show it, or chargeSetupPrices off not to charge it.',
  };
}

function notProcessed({ id, state, data, attention }: Explained): Answer {
  const { quote, paid, expiresOn, invoiceId } = data;
  const answer = (text: string, wayOut: string | null): Answer => ({ applies: true, text, wayOut });
  switch (state) {
    case 'awaiting-payment':
      return answer(
        `${paid} of ${quote.dueToday} ${quote.currency} is paid; it waits for the rest to the end of ${expiresOn}.`,
        `Pay the invoice ${invoiceId}.`,
      );
    case 'awaiting-processing':
      return answer(
        'It is paid, and automatic processing (the setting automaticProcessing) was off when its turn came: it waits for an admin.',
        `Process it: POST /v1/package-orders/${id}/process. Or turn automaticProcessing on, which processes all that wait.`,
      );
    case 'scheduled':
      return answer(
        `It is a downgrade, which takes effect at the end of the term: on ${quote.effectiveDate} (downgradeTiming).`,
        null,
      );
    case 'needs-attention':
      return answer(attention?.message ?? 'It could not be applied.', 'Mend the cause and process it, or cancel it.');
    case 'expired':
      return answer(
        `It was not paid to the end of ${expiresOn}, and is over. What was paid is account credit.`,
        'Order anew.',
      );
    case 'cancelled':
      return answer('It was cancelled.', 'Order anew.');
    default:
      return { applies: false, text: state === 'applied' ? 'It is processed.' : 'It is being applied.', wayOut: null };
  }
}
