import type { Bilingual } from '../domain/decider.ts';
import { LATE } from '../domain/follow-up/clocks.ts';
import { isRepetition, LEADER, LEADER_AHEAD, MEETING_LIST } from '../domain/follow-up/ladder.ts';

/**
 * What fired steps of a follow-up were, in a few words: a timeline that calls the third notice to a director "reminded" hides that
 * anything climbed. Steps are told by their keys, because events outlive the versions that wrote them.
 */

const escalated: readonly Bilingual[] = [
  { en: 'Escalated to the coordinator or liaison', zh: '督办，报协调人或联络员' },
  { en: 'Escalated to the director', zh: '督办，报部门负责人' },
  { en: 'Escalated to the leader', zh: '督办，呈报分管领导' },
];
const reminded: Bilingual = { en: 'Reminded', zh: '提醒' };

/** The weightiest first: after an outage several steps are one event. */
const kinds: readonly { is(key: string): boolean; isInternal: boolean; says(key: string, level: number): Bilingual }[] =
  [
    {
      is: (key) => key === MEETING_LIST,
      isInternal: true,
      says: () => ({ en: "Put on the leaders' meeting list", zh: '列入领导会议清单' }),
    },
    { is: (key) => key === LEADER, isInternal: true, says: () => said(3) },
    {
      is: (key) => key === LEADER_AHEAD,
      isInternal: true,
      says: () => ({
        en: 'The leader is about to be told, announced to the coordinator',
        zh: '即将呈报分管领导，预告协调人',
      }),
    },
    {
      is: isRepetition,
      isInternal: true,
      says: (key) => {
        const time = key.slice(key.lastIndexOf('-') + 1);
        return { en: `Asked again (${time})`, zh: `再次催办（第 ${time} 次）` };
      },
    },
    {
      is: (key) => /^(escalation|review)\b/.test(key),
      isInternal: true,
      says: (key, level) => said(levelOf(key, level)),
    },
    {
      is: (key) => key === 'telephone',
      isInternal: true,
      says: () => ({ en: 'The liaison was asked to telephone', zh: '请联络员电话联系' }),
    },
    {
      is: (key) => key.startsWith('question'),
      isInternal: true,
      says: () => ({ en: 'Asked who owes it and until when', zh: '询问责任人和时限' }),
    },
    {
      is: (key) => key.startsWith('confirm-'),
      isInternal: false,
      says: () => ({ en: 'Asked to confirm what was reported', zh: '请确认所报告的完成情况' }),
    },
    {
      is: (key) => key === 'short',
      isInternal: true,
      says: () => ({ en: 'Nobody could stand in: the director was told', zh: '无人顶岗，报部门负责人' }),
    },
    {
      is: (key) => key === 'overdue',
      isInternal: false,
      says: () => ({ en: 'Reminded: the date has passed', zh: '已过时限，提醒' }),
    },
    {
      is: (key) => key === 'due',
      isInternal: false,
      says: () => ({ en: 'Reminded on the day', zh: '到期当日提醒' }),
    },
    {
      is: (key) => key === LATE,
      isInternal: false,
      says: () => ({ en: 'Its date has passed', zh: '已过时限' }),
    },
  ];

const said = (level: number): Bilingual => escalated[level - 1] ?? reminded;

/** `escalation-2` names its level; the first rung is at the level that the event says it has climbed to. */
function levelOf(key: string, level: number): number {
  const named = /^escalation-(\d)$/.exec(key)?.[1];
  return named ? Number(named) : Math.max(1, level);
}

const stepsIn = (data: Readonly<Record<string, unknown>>): string[] =>
  [data['steps']].flat().filter((key) => typeof key === 'string');

/** Of the data of a `followUpReminded`. */
export function remindedSentence(data: Readonly<Record<string, unknown>>): Bilingual {
  const steps = stepsIn(data);
  const level = typeof data['level'] === 'number' ? data['level'] : 0;
  // That its date has passed is worth a line only where nothing else happened.
  for (const kind of kinds) {
    const key = steps.find((step) => kind.is(step));
    if (key && !(key === LATE && steps.some((step) => step !== LATE))) return kind.says(key, level);
  }
  return reminded;
}

const candidateEvents: ReadonlySet<string> = new Set([
  'coverSought',
  'coverRequested',
  'coverAnswered',
  'coverChosen',
  'coverBookingAsked',
  'coverNarrowed',
  'coverRowsDropped',
  'successorFound',
]);
/** Of people who were asked to stand in: for whoever prepares placements, not for leaders and other sides. */
export const namesCandidates = (type: string): boolean => candidateEvents.has(type);

/** Whether it is our own office's alone: a ladder never crosses an organisation, and nobody outside reads of it (DOMAIN 2a). */
export function isOwnLine({ type, data }: { type: string; data: Readonly<Record<string, unknown>> }): boolean {
  // What stood in the way of a booking names placements at other enterprises (S45).
  if (type === 'escalationHeld' || type === 'questionsCounted' || type === 'bookingClashed') return true;
  // Whoever was asked to stand in has not said willing, or has said no (DOMAIN 2a "Researchers").
  if (namesCandidates(type)) return true;
  const steps = type === 'followUpReminded' ? stepsIn(data) : [];
  return steps.some((step) => kinds.some(({ is, isInternal }) => isInternal && is(step)));
}
