import { inOrder, type MakingStep, noon, type On } from '../script.js';
import { yearsOfAgreements } from './agreements.js';
import { yearsOfBookings } from './bookings.js';
import { yearsOfPackageOrders } from './package-orders.js';
import { yearsOfPlanChanges } from './plan-changes.js';
import { yearsOfAService } from './services.js';
import { waitingAgreements } from './waiting-agreements.js';
import { waitingBookings } from './waiting-bookings.js';
import { waitingOrders } from './waiting-orders.js';
import { waitingPlanChanges } from './waiting-plan-changes.js';
import { waitingServices } from './waiting-services.js';
import { webhooksToTheOutside } from './webhooks.js';

/** Ten years of one account of each kind, from the 11th of a January on; and what waits when three of them are over. */
export function tenYears(firstYear: number): { steps: readonly MakingStep[]; packedAt: string } {
  const on: On = (year, monthAndDay) => `${firstYear + year}-${monthAndDay}`;
  const steps = inOrder<MakingStep>([
    yearsOfPlanChanges(on),
    yearsOfBookings(on),
    yearsOfPackageOrders(on),
    yearsOfAService(on),
    yearsOfAgreements(on),
    webhooksToTheOutside(on),
    waitingPlanChanges(on),
    waitingBookings(on),
    waitingOrders(on),
    waitingServices(on),
    waitingAgreements(on),
    [{ at: noon(on(6, '01-11')), restart: true }],
  ]);
  return { steps, packedAt: noon(on(3, '01-13')) };
}
