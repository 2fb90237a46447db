import type { StepPolicy } from './policy.ts';

/**
 * Above the owner each level has its own grace after the one below was told [E1]. A leader is announced to the coordinator one
 * working day before, who may hold it once (DOMAIN 2a "Face"). Whoever is told last is asked again five times, five working days
 * apart [GA1, GO1]; then the matter is for the leaders' meeting.
 */
export const ladderDefaults = {
  directorGraceWorkingDays: 2,
  leaderGraceWorkingDays: 2,
  leaderAnnouncedWorkingDays: 1,
  leaderHeldWorkingDays: 5,
  repeatTimes: 5,
  repeatEveryWorkingDays: 5,
} as const;

/** Reminder three working days before [DB2], on the day, one day after; two working days of grace, then the first level [E1], and up from there. */
export const ordinary: readonly StepPolicy[] = [
  { key: 'before', offsetWorkingDays: -3, level: 0, notice: 'reminder' },
  { key: 'due', offsetWorkingDays: 0, level: 0, notice: 'due' },
  { key: 'overdue', offsetWorkingDays: 1, level: 0, notice: 'overdue' },
  {
    key: 'escalation',
    offsetWorkingDays: 2,
    level: 1,
    notice: 'escalation',
    onwards: 'climb',
  },
];

/** Minutes: asked at once, reminded after 5, 10 and 20 working days, then our liaison telephones; consent is never assumed (DOMAIN 2a), and no leader can give it. */
export const confirmation: readonly StepPolicy[] = [
  { key: 'ask', offsetWorkingDays: 0, from: 'opened', level: 0, notice: 'confirm-minutes' },
  { key: 'remind-5', offsetWorkingDays: 5, from: 'opened', level: 0, notice: 'confirm-minutes' },
  { key: 'remind-10', offsetWorkingDays: 10, from: 'opened', level: 0, notice: 'confirm-minutes' },
  { key: 'remind-20', offsetWorkingDays: 20, from: 'opened', level: 0, notice: 'confirm-minutes' },
  { key: 'telephone', offsetWorkingDays: 25, from: 'opened', level: 1, notice: 'telephone' },
  {
    key: 'escalation',
    offsetWorkingDays: 30,
    from: 'opened',
    level: 1,
    notice: 'escalation',
    onwards: 'repeat',
  },
];

/** An itinerary is looked at ten, three and one working days ahead. */
export const ahead: readonly StepPolicy[] = [
  { key: 'ahead-10', offsetWorkingDays: -10, level: 0, notice: 'meeting' },
  { key: 'ahead-3', offsetWorkingDays: -3, level: 0, notice: 'meeting' },
  { key: 'ahead-1', offsetWorkingDays: -1, level: 0, notice: 'meeting' },
  ...ordinary.filter((step) => step.offsetWorkingDays > 0),
];

/** Time used: 50, 75 and 100 %, and a check-in every twenty working days; after 120 the director looks at it, whatever its date. */
export const study: readonly StepPolicy[] = [
  { key: 'check-20', offsetWorkingDays: 20, from: 'opened', level: 0, notice: 'reminder' },
  { key: 'half', offsetWorkingDays: 0, from: 'half', level: 0, notice: 'reminder' },
  { key: 'check-40', offsetWorkingDays: 40, from: 'opened', level: 0, notice: 'reminder' },
  { key: 'three-quarters', offsetWorkingDays: 0, from: 'three-quarters', level: 0, notice: 'reminder' },
  ...ordinary.filter((step) => step.key !== 'before'),
  { key: 'review-120', offsetWorkingDays: 120, from: 'opened', level: 2, notice: 'escalation' },
];

/** The next contact: three working days ahead both liaisons read of it. */
export const contact: readonly StepPolicy[] = ordinary.map((step) =>
  step.key === 'before' ? { ...step, forBothSides: true } : step,
);

/** Twelve, six, three months and one before the end, at twenty-one working days to the month [RN1, RN2]. */
export const expiry: readonly StepPolicy[] = [
  { key: 'months-12', offsetWorkingDays: -250, level: 0, notice: 'reminder' },
  { key: 'months-6', offsetWorkingDays: -125, level: 0, notice: 'reminder' },
  { key: 'months-3', offsetWorkingDays: -63, level: 0, notice: 'reminder' },
  { key: 'months-1', offsetWorkingDays: -21, level: 0, notice: 'reminder' },
  ...ordinary.filter((step) => step.key !== 'before'),
];

/** An end is asked about 60, 30 and 10 working days before. */
export const ending: readonly StepPolicy[] = [
  { key: 'before-60', offsetWorkingDays: -60, level: 0, notice: 'reminder' },
  { key: 'before-30', offsetWorkingDays: -30, level: 0, notice: 'reminder' },
  { key: 'before-10', offsetWorkingDays: -10, level: 0, notice: 'reminder' },
  ...ordinary.filter((step) => step.key !== 'before'),
];

export const milestone: readonly StepPolicy[] = [
  { key: 'before-10', offsetWorkingDays: -10, level: 0, notice: 'reminder' },
  { key: 'before-3', offsetWorkingDays: -3, level: 0, notice: 'reminder' },
  { key: 'before-1', offsetWorkingDays: -1, level: 0, notice: 'reminder' },
  ...ordinary.filter((step) => step.key !== 'before'),
];
