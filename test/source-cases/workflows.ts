export { cooperationAgreement } from '../../workflows/cooperation-agreement.ts';
export { cooperationPlan } from '../../workflows/cooperation-plan.ts';
