import type { Bilingual } from '../domain/decider.ts';
import { inBoth } from '../domain/notices/names.ts';
import type { Language } from '../domain/notices/names.ts';
import { localDateOf } from '../domain/calendar/calendar.ts';
import type { Cause } from '../domain/placement/cover.ts';
import { onOf } from '../domain/placement/half-days.ts';
import type { HalfDay } from '../domain/placement/half-days.ts';
import type { PlacementState } from '../domain/placement/state.ts';
import { placementLines } from '../activities/placement-lines.ts';
import { hostOf } from '../activities/postbox/situation.ts';
import { datesNamed, isPlacement } from '../mail/placement-figures.ts';
import { html } from '../mail/html.ts';
import type { SafeHtml } from '../mail/html.ts';
import type { Database } from '../prisma/client.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { both } from './print-page.ts';

/** The page of somebody's days on site, the researcher's or those of whoever stands in: when and where, and that they cannot come. */
export interface OwnDays {
  /** Whoever stands in says so of their own days. */
  isStandIn: boolean;
  organisationId: string | null;
  /** Local dates, both included, within which a day can be named. */
  fromOn: string;
  toOn: string;
  /** Where, and which days, month by month. */
  lines: Bilingual[];
}

type EntityRow = Pick<Prisma.EntityGetPayload<object>, 'id' | 'kind' | 'agreementId' | 'state' | 'closed'>;
type Keeper = Pick<Prisma.PersonGetPayload<object>, 'id' | 'organisationId'>;

/** Null for somebody who keeps no days there from today on. `at` is an ISO instant. */
export async function ownDaysOf(db: Database, entity: EntityRow, person: Keeper, at: string): Promise<OwnDays | null> {
  const host = hostOf(entity);
  if (entity.closed || !isPlacement(host)) return null;
  const isStandIn = host.researcher.personId !== person.id;
  const onToday = localDateOf(host.calendar.zone, at);
  const ahead = keptBy(host, person.id).filter((each) => onOf(each) >= onToday);
  const last = ahead.at(-1);
  if (!last) return null;
  const reader = { postId: null, organisationId: person.organisationId };
  const where = await placementLines(db, { host, f: undefined }, reader);
  return {
    isStandIn,
    organisationId: person.organisationId,
    fromOn: onToday,
    toOn: onOf(last),
    lines: [...where, words.days, ...byMonth(ahead)],
  };
}

const keptBy = (s: PlacementState, personId: string): HalfDay[] =>
  (s.researcher.personId === personId
    ? s.booking.planned
    : s.standIns.filter((one) => one.personId === personId).flatMap(({ halfDays }) => halfDays)
  ).toSorted();

/** A year of days is easier to read month by month. */
function byMonth(halfDays: readonly HalfDay[]): Bilingual[] {
  const months = [...new Set(halfDays.map((each) => each.slice(0, 7)))];
  return months.map((month) => {
    const own = halfDays.filter((each) => each.startsWith(month));
    return inBoth((as) => (as === 'en' ? `${month}: ${datesNamed(as, own)}` : `${month}：${datesNamed(as, own)}`));
  });
}

/** Why somebody cannot come, as far as they say it themselves for some days. */
export const ownCauses = ['illness', 'other-duty'] as const satisfies readonly Cause[];

const words = {
  days: { en: 'Your days from today on:', zh: '您自今日起的到岗日程：' },
  note: {
    en: 'The days that you name are given back at once. The others are told when nobody comes, never why; colleagues who match are asked to stand in. Your days before and after stay as they are.',
    zh: '所填日期内的日程将即时取消。其他各方仅获知日期，不会获知原因；随即征询合适的同事顶岗。其余日程不变。',
  },
  fromOn: { en: 'From which day?', zh: '自哪一天起？' },
  untilOn: { en: 'Until which day? (the same for one day)', zh: '至哪一天为止？（仅一天的，填同一天）' },
  cause: { en: 'Why?', zh: '原因' },
  causes: {
    illness: { en: 'I am ill', zh: '生病' },
    'other-duty': { en: 'I have another duty on these days', zh: '当日另有公务' },
  },
  reason: {
    en: 'More about it: only your own side and the coordinating office read it (optional)',
    zh: '补充说明：仅本单位和归口单位可见（可不填）',
  },
} as const;

/** The fields of the form; nothing is chosen beforehand. */
export function cannotComeFields(
  language: Language,
  { fromOn, toOn }: OwnDays,
  values: Readonly<Record<string, string>>,
): SafeHtml {
  const say = (text: Bilingual): SafeHtml => both(language, text);
  const day = (name: 'fromOn' | 'untilOn'): SafeHtml =>
    html`<label for="${name}">${say(words[name])}</label
      ><input
        id="${name}"
        name="${name}"
        type="date"
        min="${fromOn}"
        max="${toOn}"
        required
        value="${values[name] ?? ''}"
      />`;
  return html`<p>${say(words.note)}</p>
    ${day('fromOn')}${day('untilOn')}
    <fieldset class="halves">
      <legend>${say(words.cause)}</legend>
      ${ownCauses.map(
        (cause) =>
          html`<label class="tick"
            ><input
              type="radio"
              name="cause"
              value="${cause}"
              required
              ${values['cause'] === cause ? html` checked` : null}
            />
            <span class="label">${say(words.causes[cause])}</span></label
          >`,
      )}
    </fieldset>
    <label for="reason">${say(words.reason)}</label
    ><textarea id="reason" name="reason" rows="3" maxlength="5000">${values['reason'] ?? ''}</textarea>`;
}

/** The command that the filled form leads to. */
export function cannotCome(
  { isStandIn, organisationId }: OwnDays,
  personId: string,
  { fromOn, untilOn, cause, reason }: Record<string, unknown>,
): { name: string; body: object } {
  return {
    name: 'reportDisruption',
    body: {
      cause,
      by: 'person',
      fromOn,
      untilOn,
      ...(isStandIn ? { personId } : {}),
      ...(reason === undefined ? {} : { reason, ...(organisationId ? { organisationId } : {}) }),
    },
  };
}
