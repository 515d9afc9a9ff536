import type { StoredChange } from '../../prisma/stores/change-rows.js';
import { isMasterPlanChange } from '../../prisma/stores/change-rows.js';
import { isReactivation } from '../../prisma/stores/reactivation-commands.store.js';
import { agreementChangeView } from './agreement-change.view.js';
import { bookingView, isBooking } from './booking.view.js';
import { changeView, type TemporalUi } from './change.view.js';
import { isStoredOrder, packageOrderView, type Viewer } from './package-order.view.js';
import { reactivationView } from './reactivation.view.js';

/** Shows a change of any kind, as its own calls do. */
export function anyChangeView(change: StoredChange, ui: TemporalUi, viewer: Viewer = {}) {
  if (isMasterPlanChange(change)) return changeView(change, ui);
  if (change.kind === 'agreement-change') return agreementChangeView(change, ui);
  if (isBooking(change)) return bookingView(change, ui);
  if (isStoredOrder(change)) return packageOrderView(change, ui, viewer);
  if (isReactivation(change)) return reactivationView(change, { ...ui, payUrl: null });
  throw new Error(`a change of kind ${change.kind} has no view`);
}
