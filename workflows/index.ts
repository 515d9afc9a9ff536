export { agreementChange } from './agreement-change.workflow.js';
export { masterPlanChange } from './master-plan-change.workflow.js';
export { packageChangeOrder } from './package-change-order.workflow.js';
export { paygUpgradeBooking } from './payg-upgrade-booking.workflow.js';
export { prepaidService } from './prepaid-service.workflow.js';
