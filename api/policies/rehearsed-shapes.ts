import type { Calendar } from '../../domain/calendar/calendar.ts';
import type { GivenPolicy } from '../../domain/follow-up/adopting.ts';
import type { HomeUnit } from '../../domain/follow-up/host.ts';
import type { Moment, RehearsalSpan } from '../../domain/policy/rehearse.ts';
import type { ForeseenNotice, RehearsedPost, Standing } from '../../domain/policy/rehearsed-mails.ts';
import type { Prisma } from '../../prisma/generated/client.ts';

/** What a rehearsal is asked for, and what comes of it, between the files that make it. */

export interface ToldNotice extends ForeseenNotice {
  personId: string | null;
  level: number | null;
}

export interface RehearsedEntity {
  entityId: string;
  agreementId: string;
  before: ToldNotice[];
  after: ToldNotice[];
}

export interface RehearsedPerson {
  personId: string;
  before: RehearsedPost;
  after: RehearsedPost;
}

export interface Rehearsal {
  entities: RehearsedEntity[];
  people: RehearsedPerson[];
}

export interface Asked extends RehearsalSpan {
  /** Which agreements, with their plans. */
  where: Prisma.EntityWhereInput;
  given(entity: { homeUnitId: string | null; agreementId: string }): GivenPolicy;
  hoursMatter: boolean;
}

/** An entity's look ahead, without its states: a thousand of them are kept together. */
export interface Looked {
  id: string;
  agreementId: string;
  homeUnit: HomeUnit;
  calendar: Calendar;
  now: Standing;
  before: Told[];
  after: Told[];
}

export type Told = Omit<Moment, 'state'> & { standing: Standing };

/** A fact of a notice that is text. */
export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
