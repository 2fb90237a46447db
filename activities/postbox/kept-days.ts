import { z } from 'zod';
import type { MeetingFacts } from '../../domain/meeting/invitation.ts';
import { isHalfDay } from '../../domain/placement/half-days.ts';
import type { HalfDay } from '../../domain/placement/half-days.ts';

/** What an invitation to days on site goes by: the days as they are kept when it is written, not as they were when it was due. */
export const booked = z.looseObject({
  booking: z.looseObject({ planned: z.array(z.string()) }),
  standIns: z.array(z.looseObject({ personId: z.string(), halfDays: z.array(z.string()) })).default([]),
  researcher: z.looseObject({ personId: z.string() }),
  host: z.looseObject({ organisationId: z.string() }),
  calendar: z.looseObject({
    zone: z.string(),
    hours: z.array(z.tuple([z.string(), z.string()])),
    coverage: z.tuple([z.string(), z.string()]),
  }),
});

/** The half days of a placement that a notice of an invitation is about, as they are kept now; null for a meeting of another kind. */
export function keptNow(
  state: unknown,
  { kind }: Pick<MeetingFacts, 'kind'>,
  personId: string | null,
): HalfDay[] | null {
  if (kind !== 'stand-in' && kind !== 'on-site') return null;
  const { booking, standIns } = booked.parse(state);
  const own =
    kind === 'stand-in'
      ? standIns.filter((one) => one.personId === personId).flatMap(({ halfDays }) => halfDays)
      : booking.planned;
  return own.filter(isHalfDay);
}
