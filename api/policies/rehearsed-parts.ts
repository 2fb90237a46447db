import { z } from 'zod';
import type { ForeseenNotice, RehearsedPost } from '../../domain/policy/rehearsed-mails.ts';
import type { Rehearsal, ToldNotice } from './rehearsed-shapes.ts';

/** A rehearsal as it is kept and shown: by entity, by person, and counted. */

const notice = z.object({
  /** When it is written; a mail follows at its reader's next working hour or morning. */
  at: z.string(),
  kind: z.string(),
  followUpId: z.string().nullable(),
  step: z.string().nullable(),
  level: z.number().nullable(),
  postId: z.string().nullable(),
  personId: z.string().nullable(),
});
export const entityPart = z
  .object({ entityId: z.string(), before: z.array(notice), after: z.array(notice) })
  .meta({ id: 'RehearsedEntity' });

const matter = z.object({
  entityId: z.string(),
  followUpId: z.string().nullable(),
  kind: z.string(),
  step: z.string().nullable(),
});
const post = z.object({
  mails: z.array(z.object({ at: z.string(), notices: z.array(matter) })),
  /** Passed on by our liaison: no mail reaches this person. */
  relayed: z.array(matter),
  /** Written down and not told, because it is settled by then. */
  suppressed: z.array(matter),
  /** Waits for something: an introduction, a return, the week's end. */
  held: z.array(matter.extend({ reason: z.string() })),
});
export const personPart = z.object({ personId: z.string(), before: post, after: post }).meta({ id: 'RehearsedPerson' });

const counts = z.object({ notices: z.number(), mails: z.number(), relayed: z.number(), held: z.number() });
const summary = z.object({
  /** Agreements and plans that were looked at. */
  entities: z.number(),
  before: counts,
  after: counts,
  people: z.array(z.object({ personId: z.string(), before: counts, after: counts })),
});
type Counts = z.output<typeof counts>;

export const summaryOf = Object.assign(
  ({ entities, people }: Rehearsal): z.output<typeof summary> => {
    const counted = people.map(({ personId, before, after }) => ({
      personId,
      before: countsOf(before),
      after: countsOf(after),
    }));
    return {
      entities: entities.length,
      before: sum(counted.map(({ before }) => before)),
      after: sum(counted.map(({ after }) => after)),
      people: counted,
    };
  },
  { schema: summary },
);

const countsOf = ({ mails, relayed, held }: RehearsedPost): Counts => ({
  notices: mails.reduce((n, mail) => n + mail.notices.length, 0),
  mails: mails.length,
  relayed: relayed.length,
  held: held.length,
});

const sum = (all: readonly Counts[]): Counts => ({
  notices: all.reduce((n, one) => n + one.notices, 0),
  mails: all.reduce((n, one) => n + one.mails, 0),
  relayed: all.reduce((n, one) => n + one.relayed, 0),
  held: all.reduce((n, one) => n + one.held, 0),
});

export function partsOf({ entities, people }: Rehearsal) {
  return [
    ...entities.map(({ entityId, before, after }) => ({
      kind: 'entity',
      partId: entityId,
      data: { entityId, before: before.map(noticeOf), after: after.map(noticeOf) },
    })),
    ...people.map(({ personId, before, after }) => ({
      kind: 'person',
      partId: personId,
      data: { personId, before: postOf(before), after: postOf(after) },
    })),
  ];
}

const noticeOf = ({ at, kind, followUpId, step, level, postId, personId }: ToldNotice) => ({
  at,
  kind,
  followUpId,
  step,
  level,
  postId,
  personId,
});
const matterOf = ({ entityId, followUpId, kind, step }: ForeseenNotice) => ({ entityId, followUpId, kind, step });
const postOf = ({ mails, relayed, suppressed, held }: RehearsedPost) => ({
  mails: mails.map(({ at, notices }) => ({ at, notices: notices.map(matterOf) })),
  relayed: relayed.map(matterOf),
  suppressed: suppressed.map(matterOf),
  held: held.map(({ notice: waiting, reason }) => ({ ...matterOf(waiting), reason })),
});
