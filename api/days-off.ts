import { z } from 'zod';
import { calendarBook } from '../activities/calendar-book.ts';
import { hostOf } from '../activities/postbox/situation.ts';
import { nextJointDay } from '../domain/calendar/calendar.ts';
import { addDays } from '../domain/calendar/local-date.ts';
import type { Bilingual, CommandSpec } from '../domain/decider.ts';
import { freeOn, holidaysKnownTo } from '../domain/meeting/days.ts';
import { inBoth, NAMED_PARTIES, organisationName } from '../domain/notices/names.ts';
import { dateOn } from '../domain/fields.ts';
import { refuse } from '../domain/refusal.ts';
import type { Database } from '../prisma/client.ts';
import { nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { commandAnswer } from './documentation.ts';
import type { CommandAnswer } from './entity-commands.ts';
import { refused } from './problem.ts';

/**
 * Joint events avoid all sides' days off, and nothing is planned onto a make-up day (DOMAIN 2). Whoever names such a day is told so, and
 * may mean it. Looked at here, where the command is made, by the calendars of that moment: what was recorded stands.
 */

const days = z.looseObject({ fromOn: dateOn, toOn: dateOn.optional(), onDayOff: z.boolean().optional() });

interface Joint {
  homeUnitId: string | null;
  partyIds: readonly string[];
}

/** @throws Problem `day-off`, with whose it is and the next day that suits all sides */
export async function checkDaysOff(
  deps: Pick<ApiDeps, 'db' | 'clock'>,
  spec: Pick<CommandSpec<never>, 'plansDay'>,
  data: unknown,
  { homeUnitId, partyIds }: Joint,
): Promise<void> {
  if (!spec.plansDay || !homeUnitId) return;
  const { fromOn, toOn = fromOn, onDayOff } = days.parse(data);
  if (onDayOff) return;
  const sideIds = [...new Set([homeUnitId, ...partyIds])];
  const book = await calendarBook(deps.db, sideIds);
  const todayOn = book.today(homeUnitId, nowOf(deps));
  // What has been, or is under way, was planned by others.
  if (fromOn <= todayOn) return;
  const calendarOf = new Map(sideIds.map((id) => [id, book.unit(id, todayOn)]));
  const calendars = [...calendarOf.values()];
  // Of a longer one the first and the last day are named; what lies between them is as long as it is.
  for (const [pointer, on] of [['/fromOn', fromOn] as const, ['/toOn', toOn] as const]) {
    const { free, isMakeUp } = freeOn(calendars, on);
    if (free.length === 0) continue;
    const [own, ...others] = calendars;
    const next = own ? nextJointDay([own, ...others], addDays(on, 1)).on : on;
    const isAll = free.length === calendars.length;
    const whose = isAll
      ? everybody
      : await named(
          deps.db,
          sideIds.filter((id) => free.some((calendar) => calendar === calendarOf.get(id))),
        );
    throw dayOff({ pointer, on, isMakeUp, whose, next });
  }
}

const everybody: Bilingual = { en: 'all sides', zh: '各方' };

async function named(db: Database, ids: readonly string[]): Promise<Bilingual> {
  const rows = await db.organisation.findMany({ where: { id: { in: [...ids] } } });
  const shown = ids.slice(0, NAMED_PARTIES).flatMap((id) => rows.find((row) => row.id === id) ?? []);
  const more = ids.length - shown.length;
  const { en, zh } = inBoth((as) => shown.map((row) => organisationName(as, row)).join(as === 'zh-CN' ? '、' : ', '));
  return more > 0 ? { en: `${en} and ${more} more`, zh: `${zh}等${ids.length}方` } : { en, zh };
}

interface DayOff {
  pointer: string;
  on: string;
  isMakeUp: boolean;
  whose: Bilingual;
  next: string;
}

function dayOff({ pointer, on, isMakeUp, whose, next }: DayOff) {
  const what = isMakeUp ? { en: 'a make-up working day', zh: '调休上班日' } : { en: 'a day off', zh: '休息日' };
  return refused(
    refuse(
      'day-off',
      `${on} is ${what.en} of ${whose.en}; ${next} is the next day that suits all sides. If it is meant, say so (onDayOff: true).`,
      `${on} 为${whose.zh}的${what.zh}；各方均合适的下一日为 ${next}。确需在该日进行的，请注明（onDayOff: true）。`,
    ),
    [
      {
        pointer,
        detail: `is ${what.en} of ${whose.en}; the next day that suits all sides: ${next}`,
        detailZh: `为${whose.zh}的${what.zh}；各方均合适的下一日：${next}`,
      },
    ],
  );
}

/** No calendar of a side covers its days yet: public holidays may still fall onto them. */
export const planningAnswer = commandAnswer.extend({ provisional: z.boolean() });

const planning = ['meetingPlanned', 'meetingRescheduled', 'visitRecorded', 'visitRescheduled'];
const planned = z.looseObject({ fromOn: z.string(), toOn: z.string() });

/** Of what was recorded, so that a repeat with the same key says the same as long as the calendars are the same. */
export async function withProvisional(db: Database, answer: CommandAnswer): Promise<z.input<typeof planningAnswer>> {
  const { entityId, fromSeq, toSeq } = answer;
  const [event, entity] = await Promise.all([
    db.event.findFirst({ where: { entityId, type: { in: planning }, seq: { gte: fromSeq, lte: toSeq } } }),
    db.entity.findUnique({ where: { id: entityId } }),
  ]);
  const isBeyond = event && entity && planned.parse(event.data).toOn > holidaysKnownTo(hostOf(entity));
  return { ...answer, provisional: isBeyond === true };
}
