import type { Route } from '../route.js';
import { accountRoutes } from './accounts.routes.js';
import { agreementActRoutes } from './agreement-acts.routes.js';

import { agreementChangeRoutes } from './agreement-changes.routes.js';
import { agreementRoutes } from './agreements.routes.js';
import { apiKeyRoutes } from './api-keys.routes.js';
import { bookingCommandRoutes } from './booking-commands.routes.js';
import { bookingProposalRoutes } from './booking-proposals.routes.js';
import { bookingRoutes } from './bookings.routes.js';
import { checkoutRoutes } from './checkouts.routes.js';
import { clientGroupRoutes } from './client-groups.routes.js';
import { clockRoutes } from './clock.routes.js';
import { clubRoutes } from './clubs.routes.js';
import { importRoutes } from './imports.routes.js';
import { ledgerRoutes } from './ledger.routes.js';
import { masterPlanChangeRoutes } from './master-plan-changes.routes.js';
import { organizationRoutes } from './organizations.routes.js';
import { packageOrderCommandRoutes } from './package-order-commands.routes.js';
import { packageOrderRoutes } from './package-orders.routes.js';
import { paygRoutes } from './payg.routes.js';
import { paymentEndpointRoutes } from './payment-endpoints.routes.js';
import { paymentRoutes } from './payments.routes.js';
import { planChangeCommandRoutes } from './plan-change-commands.routes.js';
import { planChangeReadRoutes } from './plan-change-reads.routes.js';
import { planGroupRoutes } from './plan-groups.routes.js';
import { planRoutes } from './plans.routes.js';
import { previewRoutes } from './previews.routes.js';
import { rateScheduleRoutes } from './rate-schedules.routes.js';
import { reactivationRoutes } from './reactivations.routes.js';
import { refundRoutes } from './refunds.routes.js';
import { settingsRoutes } from './settings.routes.js';
import { subscriptionCommandRoutes } from './subscription-commands.routes.js';
import { subscriptionReadRoutes } from './subscription-reads.routes.js';
import { upgradePathRoutes } from './upgrade-paths.routes.js';
import { webhookRoutes } from './webhooks.routes.js';

/** Every call of the API, in the order of the documentation. */
export const ROUTES: readonly Route[] = [
  ...organizationRoutes,
  ...apiKeyRoutes,
  ...settingsRoutes,
  ...planGroupRoutes,
  ...planRoutes,
  ...rateScheduleRoutes,
  ...upgradePathRoutes,
  ...clientGroupRoutes,
  ...accountRoutes,
  ...subscriptionCommandRoutes,
  ...subscriptionReadRoutes,
  ...masterPlanChangeRoutes,
  ...clubRoutes,
  ...importRoutes,
  ...agreementRoutes,
  ...agreementActRoutes,
  ...agreementChangeRoutes,

  ...packageOrderRoutes,
  ...packageOrderCommandRoutes,
  ...planChangeReadRoutes,
  ...planChangeCommandRoutes,
  ...paygRoutes,
  ...bookingRoutes,
  ...bookingCommandRoutes,
  ...bookingProposalRoutes,
  ...reactivationRoutes,
  ...ledgerRoutes,
  ...checkoutRoutes,
  ...paymentRoutes,
  ...refundRoutes,
  ...paymentEndpointRoutes,
  ...webhookRoutes,
  ...previewRoutes,
  ...clockRoutes,
];
