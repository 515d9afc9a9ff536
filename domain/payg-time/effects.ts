import type { Instant } from '../calendar/instant.js';
import type { BookingProposal } from '../payg-booking/proposal.js';
import type { HeldProduct, OnTimeTransaction, TimeLot } from './payg.js';

/** What happens to time that is paid as you go. */
export type PaygEffect =
  | { readonly type: 'on-time-recorded'; readonly transaction: OnTimeTransaction }
  /** A lot as it is from now on; with 0 seconds it is gone. */
  | { readonly type: 'time-lot-set'; readonly subscriptionId: string; readonly lot: TimeLot }
  /** The product is on from `from` to `to`; the stretch that begins at `from` is replaced. */
  | { readonly type: 'time-span-set'; readonly subscriptionId: string; readonly from: Instant; readonly to: Instant }
  /** Time used up to then is posted as earned. */
  | { readonly type: 'time-earned'; readonly subscriptionId: string; readonly until: Instant }
  | { readonly type: 'products-held'; readonly subscriptionId: string; readonly products: readonly HeldProduct[] }
  | {
      readonly type: 'conversion-unlinked';
      readonly subscriptionId: string;
      readonly conversionPaymentId: string;
      readonly changeId: string;
    }
  | { readonly type: 'booking-proposed'; readonly proposal: BookingProposal }
  | {
      readonly type: 'proposal-closed';
      readonly proposalId: string;
      readonly state: 'booked' | 'dismissed';
      readonly changeId: string | null;
      readonly at: Instant;
    }
  /** The open proposals of these payments, or of all, are over: the payment went to a change, or is time no more (PB-17). */
  | {
      readonly type: 'proposals-closed';
      readonly subscriptionId: string;
      readonly transactionIds: readonly string[] | null;
      readonly changeId: string | null;
      readonly at: Instant;
    };
