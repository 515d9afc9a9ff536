import { compareAmounts, isNegative } from '../money/amount.js';
import type { Settings } from '../settings.js';
import type { Proration } from './request.schema.js';

type Resolved = Exclude<Proration, 'default'>;

/** Resolves `default`, or nothing said, to the organization's setting (MP-13). */
export function resolveProration(asked: Proration | undefined, settings: Settings): Resolved {
  return asked === undefined || asked === 'default' ? settings.defaultProration : asked;
}

/**
 * Tells why an option posts none of the two lines, or null when it posts them (MP-13). The net decides: `charge-only` posts both
 * unless they come to a credit (30.00 credit, 20.00 charge -> nothing), `credit-only` both unless they come to a charge.
 */
export function whyWithheld(option: Resolved, net: string): string | null {
  switch (option) {
    case 'full':
      return null;
    case 'none':
      return 'No proration was asked for: nothing is charged or credited for the days already paid.';
    case 'charge-only':
      return isNegative(net) ? 'Only charges are made, and this change comes to a credit: nothing is posted.' : null;
    case 'credit-only':
      return compareAmounts(net, '0') > 0
        ? 'Only credits are given, and this change comes to a charge: nothing is posted.'
        : null;
  }
}

/**
 * Tells why the running period of a subscription invoiced backward is not split, or null when it is (MP-24): `charge-only` only where
 * the split comes to more than the old plan for the whole, `credit-only` only where it comes to less.
 */
export function whyNotSplit(option: Resolved, net: string): string | null {
  if (option === 'charge-only' && compareAmounts(net, '0') <= 0)
    return 'Only more is charged, and each plan for its own days comes to no more: the old plan is charged for the whole period.';
  if (option === 'credit-only' && !isNegative(net))
    return 'Only less is charged, and each plan for its own days comes to no less: the old plan is charged for the whole period.';
  return option === 'none' ? 'No proration was asked for: the old plan is charged for the whole period.' : null;
}
