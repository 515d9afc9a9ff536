export { masterPlanChange } from './master-plan-change.workflow.js';
export { prepaidService } from './prepaid-service.workflow.js';
