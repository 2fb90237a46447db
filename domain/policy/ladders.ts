import type { DefaultStep } from './policy.ts';

/** Reminder three working days before [DB2], on the day, one day after; two working days of grace, then the first level [E1], and up from there. */
export const ordinary: readonly DefaultStep[] = [
  { key: 'before', offsetWorkingDays: -3, level: 0, notice: 'reminder', origin: 'DB2' },
  { key: 'due', offsetWorkingDays: 0, level: 0, notice: 'due', origin: 'DB1' },
  { key: 'overdue', offsetWorkingDays: 1, level: 0, notice: 'overdue', origin: 'DB1' },
  {
    key: 'escalation',
    offsetWorkingDays: 2,
    level: 1,
    notice: 'escalation',
    onwards: 'climb',
    origin: 'E1',
  },
];

/** What the system opens by itself with three working days or less: no reminder ahead fits, so its owner is asked with the next morning's mail. */
export const short: readonly DefaultStep[] = [
  { key: 'ask', offsetWorkingDays: 0, from: 'opened', level: 0, notice: 'due', origin: 'inferred' },
  ...ordinary.filter(({ key }) => key !== 'before'),
];

/** What is a step in our own records, and nothing that was promised: it climbs no further than the first above its owner, so that no leader hears of it. */
export const housekeeping: readonly DefaultStep[] = ordinary.map((step) =>
  step.onwards === 'climb' ? { ...step, onwards: 'repeat', origin: 'E1; no further inferred' } : step,
);

/** A consent that is wanted before a date, which nobody above can give: on its day our liaison telephones, too. */
export const consentInTime: readonly DefaultStep[] = housekeeping.flatMap((step): DefaultStep[] =>
  step.key === 'due'
    ? [
        step,
        { key: 'telephone', offsetWorkingDays: 0, level: 1, notice: 'telephone', origin: 'DOMAIN 2a; time inferred' },
      ]
    : [step],
);

/** A weekly round: asked on its day and a week later again; who keeps it is the coordinator, and it is no matter for anybody above. */
export const weekly: readonly DefaultStep[] = [
  { key: 'due', offsetWorkingDays: 0, level: 0, notice: 'due', origin: 'DB1' },
  { key: 'overdue', offsetWorkingDays: 5, level: 0, notice: 'overdue', onwards: 'repeat', origin: 'CX4' },
];

/** Minutes: asked at once, reminded after 5, 10 and 20 working days, then our liaison telephones; consent is never assumed (DOMAIN 2a), and no leader can give it. */
export const confirmation: readonly DefaultStep[] = [
  { key: 'ask', offsetWorkingDays: 0, from: 'opened', level: 0, notice: 'confirm-minutes', origin: 'DOMAIN 2a' },
  { key: 'remind-5', offsetWorkingDays: 5, from: 'opened', level: 0, notice: 'confirm-minutes', origin: 'DOMAIN 2a' },
  { key: 'remind-10', offsetWorkingDays: 10, from: 'opened', level: 0, notice: 'confirm-minutes', origin: 'DOMAIN 2a' },
  { key: 'remind-20', offsetWorkingDays: 20, from: 'opened', level: 0, notice: 'confirm-minutes', origin: 'DOMAIN 2a' },
  {
    key: 'telephone',
    offsetWorkingDays: 25,
    from: 'opened',
    level: 1,
    notice: 'telephone',
    origin: 'DOMAIN 2a; time inferred',
  },
  {
    key: 'escalation',
    offsetWorkingDays: 30,
    from: 'opened',
    level: 1,
    notice: 'escalation',
    onwards: 'repeat',
    origin: 'inferred',
  },
];

/** An itinerary is looked at ten, three and one working days ahead. */
export const ahead: readonly DefaultStep[] = [
  { key: 'ahead-10', offsetWorkingDays: -10, level: 0, notice: 'meeting', origin: 'DOMAIN 2' },
  { key: 'ahead-3', offsetWorkingDays: -3, level: 0, notice: 'meeting', origin: 'DB2' },
  { key: 'ahead-1', offsetWorkingDays: -1, level: 0, notice: 'meeting', origin: 'DOMAIN 2' },
  ...ordinary.filter((step) => step.offsetWorkingDays > 0),
];

/** Time used: 50, 75 and 100 %, and a check-in every twenty working days; after 120 the director looks at it, whatever its date. */
export const study: readonly DefaultStep[] = [
  { key: 'check-20', offsetWorkingDays: 20, from: 'opened', level: 0, notice: 'reminder', origin: 'DOMAIN 2' },
  { key: 'half', offsetWorkingDays: 0, from: 'half', level: 0, notice: 'reminder', origin: 'DOMAIN 2' },
  { key: 'check-40', offsetWorkingDays: 40, from: 'opened', level: 0, notice: 'reminder', origin: 'DOMAIN 2' },
  {
    key: 'three-quarters',
    offsetWorkingDays: 0,
    from: 'three-quarters',
    level: 0,
    notice: 'reminder',
    origin: 'DOMAIN 2',
  },
  ...ordinary.filter((step) => step.key !== 'before'),
  { key: 'review-120', offsetWorkingDays: 120, from: 'opened', level: 2, notice: 'escalation', origin: 'DOMAIN 2' },
];

/** One rung is told to those who read along as well. */
export const toldBesides = (key: string): readonly DefaultStep[] =>
  ordinary.map((step) => (step.key === key ? { ...step, forBothSides: true } : step));

/** The next contact: three working days ahead both liaisons read of it. */
export const contact: readonly DefaultStep[] = toldBesides('before');

/** Twelve, six, three months and one before the end, at twenty-one working days to the month [RN1, RN2]. */
export const expiry: readonly DefaultStep[] = [
  { key: 'months-12', offsetWorkingDays: -250, level: 0, notice: 'reminder', origin: 'RN1' },
  { key: 'months-6', offsetWorkingDays: -125, level: 0, notice: 'reminder', origin: 'RN1' },
  { key: 'months-3', offsetWorkingDays: -63, level: 0, notice: 'reminder', origin: 'inferred' },
  { key: 'months-1', offsetWorkingDays: -21, level: 0, notice: 'reminder', origin: 'inferred' },
  ...ordinary.filter((step) => step.key !== 'before'),
];

/** An end is asked about 60, 30 and 10 working days before. */
export const ending: readonly DefaultStep[] = [
  { key: 'before-60', offsetWorkingDays: -60, level: 0, notice: 'reminder', origin: 'DOMAIN 2' },
  { key: 'before-30', offsetWorkingDays: -30, level: 0, notice: 'reminder', origin: 'DOMAIN 2' },
  { key: 'before-10', offsetWorkingDays: -10, level: 0, notice: 'reminder', origin: 'DOMAIN 2' },
  ...ordinary.filter((step) => step.key !== 'before'),
];

export const milestone: readonly DefaultStep[] = [
  { key: 'before-10', offsetWorkingDays: -10, level: 0, notice: 'reminder', origin: 'DOMAIN 2' },
  { key: 'before-3', offsetWorkingDays: -3, level: 0, notice: 'reminder', origin: 'DB2' },
  { key: 'before-1', offsetWorkingDays: -1, level: 0, notice: 'reminder', origin: 'DOMAIN 2' },
  ...ordinary.filter((step) => step.key !== 'before'),
];

/** A question is asked with the next morning's mail, and again on the day that was assumed. */
export const questionSteps: readonly DefaultStep[] = [
  { key: 'question', offsetWorkingDays: 0, from: 'opened', level: 1, notice: 'question', origin: 'DOMAIN 2a' },
  { key: 'question-due', offsetWorkingDays: 0, level: 1, notice: 'question', origin: 'inferred' },
];

/** After somebody said done, whoever confirms is asked at once, after five and ten working days, and then again. */
export const reportedSteps: readonly DefaultStep[] = [
  { key: 'confirm-0', offsetWorkingDays: 0, from: 'opened', level: 1, notice: 'reported', origin: 'DOMAIN 2a' },
  { key: 'confirm-5', offsetWorkingDays: 5, from: 'opened', level: 1, notice: 'reported', origin: 'inferred' },
  {
    key: 'confirm-10',
    offsetWorkingDays: 10,
    from: 'opened',
    level: 1,
    notice: 'reported',
    onwards: 'repeat',
    origin: 'inferred',
  },
];
