import type { RenewalOption } from '../agreement/agreement.js';
import type { CivilDate } from '../calendar/civil-date.js';
import type { Interval } from '../calendar/interval.js';

export type PlanKind = 'master' | 'supplemental' | 'payg';
export type PlanStatus = 'active' | 'inactive';

/** Prices one range of units: every unit of a quantity inside the range costs `price`. `toUnit` null: without end. */
export interface RateTier {
  readonly fromUnit: number;
  readonly toUnit: number | null;
  readonly price: string;
}

/** The price of one unit for a billing period of whole months that the plan enables (PS-02). */
export interface BillingPeriodPrice {
  readonly months: number;
  readonly price: string;
}

/** One immutable edition of a rate schedule's prices; an edit makes a new one (MP-19). */
export interface PriceVersion {
  readonly id: string;
  readonly version: number;
  /** First day from which renewals use it. Changes are priced by the version that they pinned at acceptance. */
  readonly effectiveFrom: CivilDate;
  readonly tiers: readonly RateTier[];
  /** Ascending by months; left out or empty: the plan is billed by its own interval only. */
  readonly billingPeriods?: readonly BillingPeriodPrice[];
  readonly setupFee: string | null;
}

export interface RateSchedule {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly isDefault: boolean;
  /** Set for a schedule that was made for one account only (custom rates). */
  readonly accountId: string | null;
  /** Ascending by version; never empty. */
  readonly versions: readonly PriceVersion[];
}

export interface Plan {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: PlanKind;
  readonly status: PlanStatus;
  readonly groupIds: readonly string[];
  readonly interval: Interval;
  readonly defaultCurrency: string;
  readonly schedules: readonly RateSchedule[];
  /** Under which it is chosen; an agreement plan has one (AG-12). */
  readonly category: string | null;
  /** What becomes of an agreement on it at its end; null: the plan has no renewal information (AG-14). */
  readonly renewal: { readonly option: RenewalOption } | null;
}

/** The plans that a computation may need: those of the account's subscriptions, of its open changes and of the request. */
export type Catalog = Readonly<Record<string, Plan>>;
