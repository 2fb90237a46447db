import { addWorkingDays } from '../calendar/calendar.ts';
import { Light } from '../decider.ts';
import type { CardItem } from '../decider.ts';
import { Certainty } from '../fields.ts';
import { generalValues } from '../policy/general.ts';
import { today } from './clocks.ts';
import type { FollowUp, FollowUpHost } from './host.ts';

/** What nobody said is a question: never red, on no ladder (DOMAIN 2a). */
export function isAssumed(followUp: FollowUp): boolean {
  return followUp.ownerCertainty === 'assumed' || followUp.dueCertainty === 'assumed';
}

const blueWithin = generalValues['lights.blueWithinWorkingDays'].value;

/** Blue within three working days of due, yellow returned or reported late, red overdue; an assumed one is never red (DB1, DB2, DOMAIN 2a). */
export function lightOf(host: FollowUpHost, f: FollowUp, at: string): Light {
  if (isAssumed(f) || host.hold) return Light.green;
  const on = today(host, at);
  if (f.returned) return Light.yellow;
  if (on > f.dueOn) return f.reportedOn ? Light.yellow : Light.red;
  if (f.reportedOn || f.pause) return Light.green;
  return addWorkingDays(host.calendar, on, blueWithin).on >= f.dueOn ? Light.blue : Light.green;
}

const urgency: Record<Light, number> = { red: 0, yellow: 1, blue: 2, green: 3 };

/** The most urgent of several lights. */
export function worst(lights: readonly Light[]): Light {
  return lights.toSorted((a, b) => urgency[a] - urgency[b])[0] ?? Light.green;
}

/** Open follow-ups as a manager sees them, most urgent first. */
export function cardItems(host: FollowUpHost, at: string): CardItem[] {
  return Object.values(host.followUps)
    .map((f) => ({
      followUpId: f.id,
      kind: f.kind,
      about: f.about,
      ownerPostId: f.ownerPostId,
      sideOrgId: f.sideOrgId,
      dueOn: f.dueOn,
      assumed: isAssumed(f),
      ...(f.dueCertainty === Certainty.default ? { isDefault: true as const } : {}),
      ...(f.provisional ? { isProvisional: true as const } : {}),
      light: lightOf(host, f, at),
      pausedUntilOn: f.pause?.untilOn ?? null,
      level: f.level,
      ...(f.extensionAsked ? { extensionAsked: f.extensionAsked } : {}),
    }))
    .toSorted(
      (a, b) =>
        urgency[a.light] - urgency[b.light] ||
        Number(a.assumed) - Number(b.assumed) ||
        (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0),
    );
}
