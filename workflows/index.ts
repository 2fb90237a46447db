/** The entry of the bundle: every export is a workflow type. */
export { caretaker } from './caretaker.ts';
export { cooperationAgreement } from './cooperation-agreement.ts';
export { cooperationPlan } from './cooperation-plan.ts';
export { researcherPlacement } from './researcher-placement.ts';
export { postbox } from './postbox.ts';
export { spreadsheetImport } from './spreadsheet-import.ts';
