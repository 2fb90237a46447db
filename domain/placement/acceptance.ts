import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { CommandSpec, Concern, Context, Decision, EventDraft } from '../decider.ts';
import { personId } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { closeAllFollowUps, closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { onBehalf, whoIs } from '../follow-up/who.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { TextFields } from '../text.ts';
import { placementClosed } from './closing.ts';
import { speaksFor } from './own-place.ts';
import { alsoTelling, tellNotTakenOver } from './not-taken-over.ts';
import { notAtStage, ownerOf, placementSubject, sides } from './state.ts';
import type { PlacementState, Side } from './state.ts';

/**
 * Three sides accept, one after the other: the researcher privately, the home unit, the enterprise (DOMAIN 2a). Nobody further on is
 * asked, or hears a name, before the one in front has said yes. Silence is never an answer: each question has a ladder behind it.
 */

/** What one of the three sides said, and when. Reasons of a refusal are texts that stay with the side. */
export interface SideAnswer {
  answer: 'yes' | 'no';
  on: string;
}

export interface AcceptanceState {
  person: SideAnswer | null;
  unit: SideAnswer | null;
  host: SideAnswer | null;
  /** When the three-party agreement was filed. */
  documentOn: string | null;
  /** The unit consents to every placement of this person, as its profile says: it is not asked once more. */
  unitConsents?: true;
}

/**
 * Whether the enterprise, leaders and observers may know of the placement at all: the person has privately said willing (DOMAIN 2a).
 * The enterprise hears of it only when it is asked, which is after the home unit.
 */
export const isWilling = (s: PlacementState): boolean => s.acceptance.person?.answer === 'yes';
export const isKnownToHost = (s: PlacementState): boolean => isWilling(s) && s.acceptance.unit?.answer === 'yes';

/** The enterprise asked for somebody by name, and this is another: its consent is to the substitute (DOMAIN 2a). */
export const isSubstitute = (s: Pick<PlacementState, 'isRequested' | 'coverOf'>): boolean =>
  s.isRequested && s.coverOf !== null;

/** Whose answer is waited for: the first without one; none once all have said yes, or where somebody said no. */
export function turnOf({ acceptance }: PlacementState): Side | null {
  if (sides.some((side) => acceptance[side]?.answer === 'no')) return null;
  return sides.find((side) => !acceptance[side]) ?? null;
}

interface Answered extends SideAnswer {
  side: Side;
  /** Whose answer it is, and who alone, beside our office, reads a reason. */
  organisationId: string;
  /** Who of that side says so; left out where its profile does. */
  personId?: string;
  reason?: string | undefined;
  isGeneral?: true;
}

const answered = eventType<PlacementState, Answered>('placementAnswered', (s, d) => {
  s.acceptance[d.side] = { answer: d.answer, on: d.on };
});
const askedAgain = eventType<PlacementState, { side: Side; on: string; reason: string }>(
  'placementAskedAgain',
  (s, d) => {
    s.acceptance[d.side] = null;
  },
);
const accepted = eventType<PlacementState, { on: string }>('placementAccepted', (s) => {
  s.stage = 'accepted';
});

const questionTo = (s: PlacementState, side: Side) => {
  if (side === 'person') return 'placement-willing';
  if (side === 'unit') return 'placement-consent';
  return isSubstitute(s) ? 'placement-substitute' : 'placement-host-answer';
};

export const ask = (s: PlacementState, context: Context, side: Side): EventDraft =>
  openFollowUp(s, context, {
    kind: questionTo(s, side),
    about: placementSubject(s),
    ...ownerOf(s, side),
    tell: true,
  });

/** All three have said yes: what follows from it is our office's to do. */
function accept(s: PlacementState, context: Context): EventDraft[] {
  const about = placementSubject(s);
  return [
    accepted(about, { on: today(s, context.at) }),
    ...(['placement-document', 'placement-days', 'placement-terms'] as const).map((kind) =>
      openFollowUp(s, context, { kind, about }),
    ),
  ];
}

/** The next side is asked. A unit that consents to all placements of this person has answered already, and the record says so. */
function afterYes(s: PlacementState, context: Context, side: Side): EventDraft[] {
  if (side === 'host') return accept(s, context);
  const on = today(s, context.at);
  if (side === 'person' && s.acceptance.unitConsents) {
    return [
      answered(placementSubject(s), {
        side: 'unit',
        organisationId: s.unit.organisationId,
        answer: 'yes',
        on,
        isGeneral: true,
      }),
      ask(s, context, 'host'),
    ];
  }
  return [ask(s, context, side === 'person' ? 'unit' : 'host')];
}

/** A person's no ends it, and nobody else learns more than that. A unit's or enterprise's comes back to the coordinator. */
function afterNo(s: PlacementState, context: Context, side: Side): EventDraft[] {
  const about = placementSubject(s);
  return side === 'person'
    ? [placementClosed(about, { outcome: 'refused', on: today(s, context.at) })]
    : [openFollowUp(s, context, { kind: 'placement-other', about })];
}

/** Who has said willing when asked to stand in is not asked once more. */
export function willingAlready(s: PlacementState, context: Context): EventDraft[] {
  const on = today(s, context.at);
  const next = { ...s, acceptance: { ...s.acceptance, person: { answer: 'yes' as const, on } } };
  return [
    answered(placementSubject(s), {
      side: 'person',
      answer: 'yes',
      on,
      personId: s.researcher.personId,
      organisationId: s.unit.organisationId,
    }),
    ...afterYes(next, context, 'person'),
  ];
}

interface Answer {
  personId: string;
  answer: 'yes' | 'no';
  reason?: string | undefined;
  how?: string | undefined;
}

/** The coordinator records what was said by another way; all others speak for their own side. */
export function notForSide(s: PlacementState, side: Side, context: Context): Refusal | null {
  return context.actor.roles.includes(Role.coordinator) || speaksFor(s, side, context)
    ? null
    : refuse('not-your-side', 'This is for another side to say.', '此事须由另一方答复。');
}

function unfit(s: PlacementState, side: Side, d: Answer, context: Context): Refusal | null {
  const foreign = notForSide(s, side, context);
  if (foreign) return foreign;
  if (side === 'person' && d.personId !== s.researcher.personId) {
    return refuse('shape-invalid', 'The researcher answers in person.', '须由研究人员本人答复。');
  }
  if (side === 'unit' && [d.personId, whoIs(context)].includes(s.researcher.personId)) {
    return refuse('not-by-author', 'Nobody consents to their own placement.', '本人不可代表单位同意自己的派驻。');
  }
  if (context.actor.personId === d.personId && !speaksFor(s, side, context)) {
    return refuse('shape-invalid', 'Name who of that side said so (personId).', '请填写该方答复人（personId）。');
  }
  return turnOf(s) === side
    ? null
    : refuse('wrong-state', 'This answer is not waited for now.', '目前并不等待该项答复。');
}

function decideAnswer(s: PlacementState, side: Side, d: Answer, context: Context): Decision {
  const refused = notAtStage(s, 'proposed') ?? unfit(s, side, d, context);
  if (refused) return refused;
  const organisationId = side === 'host' ? s.host.organisationId : s.unit.organisationId;
  const on = today(s, context.at);
  const said = { ...d, side, organisationId, on, ...onBehalf({ ...d, organisationId }, context) };
  const closing =
    d.answer === 'no' && side === 'person'
      ? closeAllFollowUps(s)
      : closeFollowUps(s, placementSubject(s), Closing.done, questionTo(s, side));
  return [
    alsoTelling(answered(placementSubject(s), said), d.answer === 'no' ? tellNotTakenOver(s) : []),
    ...closing,
    ...(d.answer === 'yes' ? afterYes(s, context, side) : afterNo(s, context, side)),
  ];
}

const answerFields = (t: TextFields) => ({
  /** Who says so. */
  personId,
  answer: z.enum(['yes', 'no']),
  reason: t.privatePassage.optional(),
  /** By which way they said so, where one of ours records it for them. */
  how: z.enum(['wechat', 'phone', 'office', 'in-person']).optional(),
});

const answer = (
  side: Side,
  spec: Pick<CommandSpec<PlacementState>, 'name' | 'path' | 'who' | 'describe'>,
  /** Whether it is this question that the side was asked. */
  isAsked: (s: PlacementState) => boolean = () => true,
): CommandSpec<PlacementState> =>
  command({
    ...spec,
    privateTo: side === 'host' ? 'host' : 'unit',
    schema: (t) => z.strictObject(answerFields(t)),
    decide: (s: PlacementState, d, context): Decision =>
      isAsked(s)
        ? decideAnswer(s, side, d, context)
        : (notForSide(s, side, context) ??
          refuse(
            'wrong-state',
            isSubstitute(s)
              ? 'The enterprise asked for somebody else: it consents to the substitute.'
              : 'Nobody was asked for by name: the enterprise answers about this person.',
            isSubstitute(s) ? '企业原点名他人，须就替换人选表示同意。' : '企业未点名他人，请直接答复是否接收。',
          )),
  });

export const acceptance: Concern<PlacementState> = {
  events: [answered, askedAgain, accepted],
  listens: [
    {
      to: 'placementOpened',
      apply: (s: PlacementState, d: { proposed: { facts: { unitConsents: string } } }) => {
        if (d.proposed.facts.unitConsents === 'yes') s.acceptance.unitConsents = true;
      },
    },
  ],
  commands: [
    answer('person', {
      name: 'answerForPerson',
      path: 'answers/person',
      who: [Role.coordinator, Role.owner],
      describe: {
        en: 'The researcher says privately whether they are willing; only their own side and the coordinating office read a reason for no',
        zh: '研究人员私下答复是否愿意派驻；不愿意的理由仅本单位和归口单位可见',
      },
    }),
    answer('unit', {
      name: 'answerForUnit',
      path: 'answers/unit',
      who: [Role.coordinator, Role.director, Role.owner, Role.confirmer],
      describe: { en: 'The home unit consents or not', zh: '所在单位答复是否同意派出' },
    }),
    answer(
      'host',
      {
        name: 'answerForHost',
        path: 'answers/host',
        who: [Role.coordinator, Role.owner, Role.confirmer],
        describe: { en: 'The enterprise takes the researcher or not', zh: '企业答复是否接收研究人员' },
      },
      (s) => !isSubstitute(s),
    ),
    answer(
      'host',
      {
        name: 'consentToSubstitute',
        path: 'answers/substitute',
        who: [Role.coordinator, Role.owner, Role.confirmer],
        describe: {
          en: 'The enterprise agrees, or not, to somebody else than the person it asked for by name',
          zh: '企业答复是否同意更换所点名人员',
        },
      },
      isSubstitute,
    ),
    command({
      name: 'askAgain',
      path: 'answers/again',
      who: [Role.coordinator],
      describe: {
        en: 'Ask the side that said no once more, with what has changed',
        zh: '就已作调整之处，再次征询不同意的一方',
      },
      schema: (t) => z.strictObject({ reason: t.passage }),
      decide: (s: PlacementState, d, context): Decision => {
        const side = sides.find((each) => s.acceptance[each]?.answer === 'no');
        if (!side) return refuse('wrong-state', 'Nobody has said no.', '没有任何一方不同意。');
        return (
          notAtStage(s, 'proposed') ?? [
            askedAgain(placementSubject(s), { side, on: today(s, context.at), reason: d.reason }),
            ...closeFollowUps(s, placementSubject(s), Closing.done, 'placement-other'),
            ask(s, context, side),
          ]
        );
      },
    }),
  ],
};
