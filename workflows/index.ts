export { agreementChange } from './agreement-change.workflow.js';
export { masterPlanChange } from './master-plan-change.workflow.js';
export { packageChangeOrder } from './package-change-order.workflow.js';
export { paygUpgradeBooking } from './payg-upgrade-booking.workflow.js';
export { prepaidService } from './prepaid-service.workflow.js';
export { serviceReactivation } from './service-reactivation.workflow.js';
export { webhookDelivery } from './webhook-delivery.workflow.js';
