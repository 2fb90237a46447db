import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Decision } from '../decider.ts';
import { organisationId } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { closeFollowUps } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { notAtStage, placementSubject } from './state.ts';
import type { PlacementState } from './state.ts';

/** What the researcher is promised (DOMAIN 2a): allowance, workload credit, insurance, travel, certificate of service. */
export const termKinds = ['allowance', 'workload-credit', 'insurance', 'travel', 'certificate'] as const;
export type TermKind = (typeof termKinds)[number];

export interface TermsState {
  /** Which are agreed; what they say is in the events. */
  agreed: TermKind[];
}

interface Term {
  kind: TermKind;
  text?: string | undefined;
  privateText?: string | undefined;
  isAgreed: boolean;
}

const set = eventType<PlacementState, { terms: Term[] }>('placementTermsSet', (s, d) => {
  const agreed = new Set(s.terms.agreed);
  for (const { kind, isAgreed } of d.terms) {
    if (isAgreed) agreed.add(kind);
    else agreed.delete(kind);
  }
  s.terms.agreed = termKinds.filter((kind) => agreed.has(kind));
});

function unfit(s: PlacementState, d: { organisationId?: string | undefined; terms: Term[] }): Refusal | null {
  const kinds = d.terms.map(({ kind }) => kind);
  const twice = kinds.find((kind, index) => kinds.indexOf(kind) !== index);
  if (twice) return refuse('shape-invalid', `${twice} is named twice.`, `${twice} 重复。`);
  const empty = d.terms.find(({ text, privateText }) => !text && !privateText);
  if (empty) return refuse('shape-invalid', `Say what holds for ${empty.kind}.`, `请填写 ${empty.kind} 的内容。`);
  const isPrivate = d.terms.some(({ privateText }) => privateText);
  if (!isPrivate) return null;
  return d.organisationId === s.unit.organisationId || d.organisationId === s.host.organisationId
    ? null
    : refuse(
        'shape-invalid',
        'Say by organisationId to which of the two, home unit or enterprise, it is private.',
        '请以 organisationId 写明该内容仅属所在单位还是企业。',
      );
}

export const terms: Concern<PlacementState> = {
  events: [set],
  commands: [
    command({
      name: 'setTerms',
      path: 'terms',
      who: [Role.coordinator, Role.secretary],
      describe: {
        en: 'Write down what the researcher is promised: allowance, workload credit, insurance, travel, certificate; each open or private to one side, and whether it is agreed',
        zh: '登记派驻待遇：津贴、工作量认定、保险、差旅、服务证明；各项公开或仅一方可见，以及是否已商定',
      },
      schema: (t) =>
        z.strictObject({
          /** Whose the private ones are. */
          organisationId: organisationId.optional(),
          terms: z
            .array(
              z.strictObject({
                kind: z.enum(termKinds),
                text: t.passage.optional(),
                privateText: t.privatePassage.optional(),
                /** That nothing is paid can be agreed too, and is written down as such. */
                isAgreed: z.boolean().default(false),
              }),
            )
            .min(1)
            .max(termKinds.length),
        }),
      decide: (s: PlacementState, d, context): Decision => {
        const refused = notAtStage(s, 'accepted', 'booked', 'on-site', 'assessed') ?? unfit(s, d);
        if (refused) return refused;
        const agreed = new Set([
          ...s.terms.agreed.filter((kind) => !d.terms.some((term) => term.kind === kind)),
          ...d.terms.filter(({ isAgreed }) => isAgreed).map(({ kind }) => kind),
        ]);
        return [
          set(placementSubject(s), { ...d, on: today(s, context.at) }),
          ...(agreed.size === termKinds.length
            ? closeFollowUps(s, placementSubject(s), Closing.done, 'placement-terms')
            : []),
        ];
      },
    }),
  ],
};
