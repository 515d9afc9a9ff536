import { sleep } from '@temporalio/workflow';
import * as real from '../../../workflows/index.js';

/** The workflow with one timer more, and no `patched` around it: what a change does that would break running ones. */
export async function masterPlanChange(
  ...[input]: Parameters<typeof real.masterPlanChange>
): ReturnType<typeof real.masterPlanChange> {
  await sleep('1 second');
  return real.masterPlanChange(input);
}

export async function agreementChange(
  ...[input]: Parameters<typeof real.agreementChange>
): ReturnType<typeof real.agreementChange> {
  await sleep('1 second');
  return real.agreementChange(input);
}

export async function paygUpgradeBooking(
  ...[input]: Parameters<typeof real.paygUpgradeBooking>
): ReturnType<typeof real.paygUpgradeBooking> {
  await sleep('1 second');
  return real.paygUpgradeBooking(input);
}

export async function packageChangeOrder(
  ...[input]: Parameters<typeof real.packageChangeOrder>
): ReturnType<typeof real.packageChangeOrder> {
  await sleep('1 second');
  return real.packageChangeOrder(input);
}

export async function prepaidService(
  ...[input]: Parameters<typeof real.prepaidService>
): ReturnType<typeof real.prepaidService> {
  await sleep('1 second');
  return real.prepaidService(input);
}

export async function serviceReactivation(
  ...[input]: Parameters<typeof real.serviceReactivation>
): ReturnType<typeof real.serviceReactivation> {
  await sleep('1 second');
  return real.serviceReactivation(input);
}

export async function webhookDelivery(
  ...[input]: Parameters<typeof real.webhookDelivery>
): ReturnType<typeof real.webhookDelivery> {
  await sleep('1 second');
  return real.webhookDelivery(input);
}
