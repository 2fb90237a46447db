import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Decision } from '../decider.ts';
import { dateOn, personId } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { inFuture } from '../follow-up/dates.ts';
import { closeFollowUps } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { notAtStage, placementSubject, sides } from './state.ts';
import type { PlacementState, Side } from './state.ts';

/** The three-party agreement of researcher, home unit and enterprise (CX7): without all three signatures it is none. */

const filed = eventType<PlacementState, { signedOn: string }>('placementDocumentFiled', (s, d) => {
  s.acceptance.documentOn = d.signedOn;
});

const sideNames: Record<Side, { en: string; zh: string }> = {
  person: { en: 'the researcher', zh: '研究人员' },
  unit: { en: 'the home unit', zh: '所在单位' },
  host: { en: 'the enterprise', zh: '企业' },
};

function unsigned(s: PlacementState, signatures: Partial<Record<Side, string | undefined>>): Refusal | null {
  const missing = sides.filter((side) => !signatures[side]);
  if (missing.length > 0) {
    return refuse(
      'signature-missing',
      `Not signed by ${missing.map((side) => sideNames[side].en).join(', ')}.`,
      `尚未签署：${missing.map((side) => sideNames[side].zh).join('、')}。`,
    );
  }
  if (signatures.person !== s.researcher.personId) {
    return refuse('signature-missing', 'The researcher signs in person.', '须由研究人员本人签署。');
  }
  return new Set(sides.map((side) => signatures[side])).size === sides.length
    ? null
    : refuse('signature-missing', 'One person cannot sign for two sides.', '同一人不可代表两方签署。');
}

export const agreementDocument: Concern<PlacementState> = {
  events: [filed],
  commands: [
    command({
      name: 'fileAgreementDocument',
      path: 'document',
      who: [Role.coordinator, Role.secretary],
      describe: {
        en: 'File the three-party agreement: its text or where it is kept, signed on which day, by whom of each side',
        zh: '归档三方协议：文本或存放处、签署日期、各方签署人',
      },
      schema: (t) =>
        z.strictObject({
          text: t.passage.optional(),
          /** Where the signed paper is kept, or its number. */
          reference: t.line.optional(),
          signedOn: dateOn,
          /** The seal is what binds in many offices, and may come on another day. */
          sealedOn: dateOn.optional(),
          signatures: z.strictObject({
            person: personId.optional(),
            unit: personId.optional(),
            host: personId.optional(),
          }),
        }),
      decide: (s: PlacementState, d, context): Decision => {
        const empty =
          d.text || d.reference
            ? null
            : refuse('shape-invalid', 'Give its text or a reference.', '请填写文本或存放处（reference）。');
        const refused =
          notAtStage(s, 'accepted', 'booked', 'on-site', 'assessed') ??
          empty ??
          unsigned(s, d.signatures) ??
          inFuture(s, d.signedOn, context) ??
          (d.sealedOn ? inFuture(s, d.sealedOn, context) : null);
        if (refused) return refused;
        return [
          filed(placementSubject(s), { ...d, on: today(s, context.at) }),
          ...closeFollowUps(s, placementSubject(s), Closing.done, 'placement-document'),
        ];
      },
    }),
  ],
};
