import { localDateOf } from '../../domain/calendar/calendar.ts';
import { localTimeOf } from '../../domain/calendar/zones.ts';
import { personName, postTitle } from '../../domain/notices/names.ts';
import type { FollowUpKind } from '../../domain/policy/defaults.ts';
import { followUpPolicies } from '../../domain/policy/defaults.ts';
import { reportingLines } from '../../stack/demonstration/posts.ts';
import type { DirectoryIds } from '../../stack/demonstration/script.ts';
import type { InboxMessage } from '../../stack/inbox/message.ts';
import type { Years } from './years.ts';

/** The mails of a year as the SMTP server received them, by case and person, each with the matters that the ledger names for it. */

const zone = 'Asia/Shanghai';

export interface MailRead {
  on: string;
  /** HH:MM of China, the half hour begun: a slow machine is some seconds later. */
  time: string;
  subject: string;
  text: string;
  /** `kind` of the notice, the matter's title in English and its id; empty for a code. */
  matters: { kind: string; title: string; id: string | null }[];
}

export interface Reader {
  name: string;
  /** Posts in the order of the directory, in English. */
  posts: string[];
  isOurs: boolean;
  /** Holds the post at the top of our reporting line. */
  isLeader: boolean;
  mails: MailRead[];
}

export interface CaseOfMails {
  key: string;
  title: string;
  /** Our reporting line from the coordinator up, then our others, then those of other organisations. */
  readers: Reader[];
  /** How it stands at the end: what is open, of that what is red, and what is for the leaders' meeting. */
  end: { stage: string; open: number; red: number; onMeetingList: number };
}

export async function mailsOf(years: Years, agreementIds: string[], ids: DirectoryIds): Promise<CaseOfMails[]> {
  const all = await received(years);
  const cases: CaseOfMails[] = [];
  for (const [index, agreementId] of agreementIds.entries()) {
    const entity = await years.db.entity.findUniqueOrThrow({ where: { id: agreementId } });
    const readers = await readersOf(years, all, { agreementId, line: lineOf(entity.homeUnitId, ids) });
    cases.push({
      key: ['platform', 'district'][index] ?? agreementId,
      title: entity.title ?? agreementId,
      readers,
      end: await endOf(years, agreementId, entity.stage),
    });
  }
  return cases;
}

interface Received {
  personId: string;
  agreementIds: string[];
  mail: MailRead;
}

async function received(years: Years): Promise<Received[]> {
  const rows = await years.db.mail.findMany({ include: { notices: true } });
  const people = await years.db.person.findMany();
  const byMessageId = new Map(rows.map((row) => [row.messageId, row]));
  const codes = years.codes.map(({ to, code, at }) => ({ to, code, at }));
  // The inbox lists the newest first.
  return years.inbox
    .messages()
    .toReversed()
    .map((message): Received => {
      const row = byMessageId.get(message.messageId);
      if (!row) return codeMail(message, { codes, people });
      const matters = row.notices
        .filter(({ status }) => status === 'sent')
        .map(({ kind, followUpId }) => ({ kind, title: titleOf(followUpId), id: followUpId }))
        .toSorted((a, b) => compare(`${a.kind} ${a.id}`, `${b.kind} ${b.id}`));
      return {
        personId: row.personId,
        agreementIds: [...new Set(row.notices.map((notice) => notice.agreementId))],
        mail: { ...momentOf(row.at.toISOString()), subject: message.subject, text: message.text, matters },
      };
    });
}

/** Six digits differ from run to run. */
function codeMail(
  { to, subject, text }: InboxMessage,
  known: { codes: { to: string; code: string; at: string }[]; people: { id: string; email: string | null }[] },
): Received {
  const at = known.codes.findIndex(
    (one) => to.includes(one.to) && (text.includes(one.code) || subject.includes(one.code)),
  );
  const [code] = at < 0 ? [] : known.codes.splice(at, 1);
  const personId = known.people.find(({ email }) => email === to[0])?.id;
  if (!code || !personId) throw new Error(`Nobody knows of a mail to ${to.join(', ')}: ${subject}`);
  const hide = (words: string): string => words.replaceAll(code.code, '······');
  return {
    personId,
    agreementIds: [],
    mail: { ...momentOf(code.at), subject: hide(subject), text: hide(text), matters: [] },
  };
}

function momentOf(at: string): { on: string; time: string } {
  const [hour, minute] = localTimeOf(zone, at).split(':');
  return { on: localDateOf(zone, at), time: `${hour}:${Number(minute) < 30 ? '00' : '30'}` };
}

function titleOf(followUpId: string | null): string {
  const kind = followUpId?.split('.')[0] ?? '';
  const known = (key: string): key is FollowUpKind => Object.hasOwn(followUpPolicies, key);
  return known(kind) ? followUpPolicies[kind].title.en : kind;
}

const lineOf = (unitId: string | null, ids: DirectoryIds): string[] => {
  const line = reportingLines[unitId ?? ''];
  return line ? [line.coordinator, line.liaison, line.director, line.leader].map((key) => ids.post(key)) : [];
};

async function readersOf(
  { db }: Years,
  all: readonly Received[],
  { agreementId, line }: { agreementId: string; line: string[] },
): Promise<Reader[]> {
  const readerIds = new Set(
    all.filter((one) => one.agreementIds.includes(agreementId)).map(({ personId }) => personId),
  );
  const people = await db.person.findMany({ where: { id: { in: [...readerIds] } } });
  const posts = await db.post.findMany({ where: { holderId: { in: [...readerIds] } }, orderBy: { titleEn: 'asc' } });
  const rank = (personId: string): number => {
    const at = line.findIndex((postId) => posts.some((post) => post.id === postId && post.holderId === personId));
    return at < 0 ? line.length : at;
  };
  return people
    .toSorted(
      (a, b) =>
        rank(a.id) - rank(b.id) || Number(b.ours) - Number(a.ours) || compare(personName('en', a), personName('en', b)),
    )
    .map((person) => ({
      name: personName('en', person),
      posts: posts.filter(({ holderId }) => holderId === person.id).map((post) => postTitle('en', post)),
      isOurs: person.ours,
      isLeader: posts.some(({ id, holderId }) => holderId === person.id && id === line.at(-1)),
      mails: all
        .filter((one) => one.personId === person.id)
        .map(({ mail }) => mail)
        .toSorted((a, b) => compare(`${a.on} ${a.time} ${a.subject}`, `${b.on} ${b.time} ${b.subject}`)),
    }));
}

async function endOf({ db }: Years, agreementId: string, stage: string): Promise<CaseOfMails['end']> {
  const open = await db.followUp.findMany({ where: { agreementId, closedAt: null } });
  return {
    stage,
    open: open.length,
    red: open.filter(({ light }) => light === 'red').length,
    onMeetingList: open.filter(({ meetingListOn }) => meetingListOn !== null).length,
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
