export { agreementChange } from './agreement-change.workflow.js';
export { masterPlanChange } from './master-plan-change.workflow.js';
export { prepaidService } from './prepaid-service.workflow.js';
