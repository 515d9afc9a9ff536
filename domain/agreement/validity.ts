import { isNegative } from '../money/amount.js';
import { type Agreement, type Fee, isOpenType, type Schedule } from './agreement.js';
import { paymentsMade } from './progress.js';

/** Something of an agreement that is not valid (AG-10), by its field. */
export interface Invalidity {
  readonly path: string;
  readonly message: string;
}

/** Lists what is not valid of the payment schedules and fees of an agreement (AG-10); empty where all is. */
export function invaliditiesOf(agreement: Agreement): readonly Invalidity[] {
  const primaries = agreement.schedules.filter((it) => it.role === 'primary').length;
  return [
    ...(primaries === 1 ? [] : [{ path: 'schedules', message: `There are ${primaries || 'no'} primary schedules.` }]),
    ...agreement.schedules.flatMap((it, index) => scheduleFaults(agreement, it, `schedules[${index}]`)),
    ...agreement.fees.flatMap((it, index) => feeFaults(it, `fees[${index}]`)),
  ];
}

function scheduleFaults(agreement: Agreement, schedule: Schedule, path: string): Invalidity[] {
  const faults: Invalidity[] = [];
  if (isNegative(schedule.amount)) faults.push({ path: `${path}.amount`, message: 'The amount is below zero.' });
  if (schedule.nextDueDate < agreement.beginDate) {
    faults.push({ path: `${path}.nextDueDate`, message: 'The first due date is before the begin date.' });
  }
  if (isOpenType(agreement.type)) return faults;
  if (schedule.payments === null) {
    faults.push({ path: `${path}.payments`, message: 'There is no number of payments.' });
  } else if (paymentsMade(schedule) > schedule.payments) {
    const message = `${paymentsMade(schedule)} payments are made of ${schedule.payments}.`;
    faults.push({ path: `${path}.paymentsMade`, message });
  }
  return faults;
}

function feeFaults(fee: Fee, path: string): Invalidity[] {
  return [
    ...(isNegative(fee.amount) ? [{ path: `${path}.amount`, message: 'The amount is below zero.' }] : []),
    ...(fee.dueDate === null ? [{ path: `${path}.dueDate`, message: 'The fee has no due date.' }] : []),
  ];
}
