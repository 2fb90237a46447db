import { meetingItem } from '../activities/postbox/invitation.ts';
import { meetingOf } from '../activities/postbox/meetings.ts';
import { textFact } from '../activities/postbox/situation.ts';
import type { NoticeRow } from '../activities/postbox/situation.ts';
import type { Bilingual } from '../domain/decider.ts';
import type { MeetingFacts } from '../domain/meeting/invitation.ts';
import { inBoth, personName } from '../domain/notices/names.ts';
import type { Language } from '../domain/notices/names.ts';
import { meetingNamed, meetingWords } from '../mail/meeting-words.ts';
import type { Database } from '../prisma/client.ts';

/** A meeting in the lines of a page, in both languages; the days of a placement have pages of their own. */
export interface MeetingOnPage {
  /** Its kind. */
  name: Bilingual;
  /** Its kind, and what it is called where it has a title. */
  title: Bilingual;
  lines: Bilingual[];
}

/** As one invitation, change or cancellation said it; null for a notice about none. */
export async function meetingAsTold(db: Database, notice: NoticeRow): Promise<MeetingOnPage | null> {
  const meeting = meetingOf(notice);
  if (!meeting) return null;
  const linesIn = async (language: Language) => {
    const asked = { wasInvited: meeting.sequence > 0, language, at: notice.at.toISOString() };
    const item = await db.$transaction((tx) => meetingItem(tx, notice, asked));
    return { title: item?.title ?? null, lines: item ? meetingWords(language).lines(item) : [] };
  };
  const [{ title: titled, lines: en }, { lines: zh }] = [await linesIn('en'), await linesIn('zh-CN')];
  const name = meetingNamed(meeting.kind);
  return {
    name,
    title: titled ? { en: `${name.en}: ${titled}`, zh: `${name.zh}：${titled}` } : name,
    lines: en.map((line, index) => ({ en: line, zh: zh[index] ?? line })),
  };
}

/**
 * The meeting that a link's mail was about, as it stands now for whoever was asked to it: an older mail leads to what holds. Our own
 * people also read who has answered what.
 */
export async function meetingNow(
  db: Database,
  { noticeId, isOurs }: { noticeId: string; isOurs: boolean },
): Promise<MeetingOnPage | null> {
  const invitation = await invitationOf(db, noticeId);
  const meeting = invitation ? meetingOf(invitation) : null;
  if (!invitation || !meeting || meeting.kind === 'on-site' || meeting.kind === 'stand-in') return null;
  const { entityId, personId } = invitation;
  const all = await db.notice.findMany({
    where: { entityId, personId, kind: 'meeting', facts: { path: ['meeting', 'id'], equals: meeting.id } },
    orderBy: { seq: 'asc' },
  });
  const newest = all.reduce((last, row) => (sequenceOf(row) >= sequenceOf(last) ? row : last), invitation);
  const [shown, now] = [await meetingAsTold(db, newest), meetingOf(newest)];
  if (!shown || !now) return null;
  const off = now.method === 'cancel' ? [calledOff] : [];
  return { ...shown, lines: [...off, ...shown.lines, ...(isOurs ? await answers(db, entityId, now) : [])] };
}

const sequenceOf = (row: NoticeRow): number => meetingOf(row)?.sequence ?? 0;

/** What was sent to whoever was asked: the notice itself, or the one behind what somebody answered. */
async function invitationOf(db: Database, noticeId: string): Promise<NoticeRow | null> {
  const notice = await db.notice.findUnique({ where: { id: noticeId } });
  if (notice?.kind !== 'attendance') return notice;
  return db.notice.findUnique({ where: { id: textFact(notice, 'noticeId') ?? '' } });
}

const calledOff: Bilingual = { en: 'This meeting does not take place.', zh: '此项活动已取消。' };

const answerWords: Record<string, Bilingual> = {
  accepted: { en: 'comes', zh: '参加' },
  declined: { en: 'does not come', zh: '不能参加' },
  tentative: { en: 'may come', zh: '暂定参加' },
};

/** Of the newest version alone: a change asks everybody again. */
async function answers(db: Database, entityId: string, { id, sequence }: MeetingFacts): Promise<Bilingual[]> {
  const rows = await db.attendance.findMany({
    where: { entityId, meetingId: id, sequence },
    orderBy: [{ at: 'asc' }, { personId: 'asc' }],
  });
  const people = await db.person.findMany({ where: { id: { in: rows.map(({ personId }) => personId) } } });
  return rows.flatMap(({ personId, answer }) => {
    const person = people.find((one) => one.id === personId);
    const said = answerWords[answer];
    if (!person || !said) return [];
    const name = inBoth((as) => personName(as, person));
    return [{ en: `${name.en}: ${said.en}`, zh: `${name.zh}：${said.zh}` }];
  });
}
