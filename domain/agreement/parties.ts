import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft, Subject } from '../decider.ts';
import { itemId, organisationId, personId } from '../fields.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { refuse } from '../refusal.ts';
import { count, nextId, notParty, unknownItem } from './state.ts';
import type { AgreementState } from './state.ts';

/** Parties of an agreement and people who took part by number only, to be named later without losing the record. */
export interface PartyState {
  role: PartyRole;
  ours: boolean;
}
export const partyRole = z.enum(['host', 'guest', 'partner', 'broker', 'beneficiary', 'parent']);
export type PartyRole = z.infer<typeof partyRole>;

/** Participants by number (S7, S13): "ten teachers", "heads of twelve enterprises". */
export const groupFields = (t: { line: z.ZodType<string> }) =>
  z.strictObject({ organisationId, label: t.line, count: z.int().min(1).max(500).optional() });

const partyAdded = eventType<AgreementState, { organisationId: string; role: PartyRole; ours: boolean }>(
  'partyAdded',
  (s, d) => {
    s.parties[d.organisationId] = { role: d.role, ours: d.ours };
  },
);
const groupRecorded = eventType<AgreementState, { groupId: string; count: number }>('groupRecorded', (s, d) => {
  s.groups[d.groupId] = { unnamed: d.count };
  count(s, d.groupId);
});
const memberNamed = eventType<AgreementState, { groupId: string; personId?: string; organisationId?: string }>(
  'groupMemberNamed',
  (s, d) => {
    const group = s.groups[d.groupId];
    if (group && group.unnamed > 0) group.unnamed -= 1;
  },
);

const groupSubject = (groupId: string): Subject => ({ kind: 'group', id: groupId });

/** The events for groups that were present at something. */
export function groupsOf(
  s: AgreementState,
  at: Subject,
  groups: { organisationId: string; label: string; count?: number | undefined }[],
): EventDraft[] {
  return groups.map(({ count: unnamed = 0, ...group }, index) => {
    const groupId = nextId(s, 'group', index);
    return groupRecorded(groupSubject(groupId), { groupId, at, ...group, count: unnamed });
  });
}

/** One question for all groups of an occasion whose number is known and whose names are not. */
export function openNaming(
  s: AgreementState,
  context: Context,
  at: Subject,
  groups: { count?: number | undefined }[],
): EventDraft[] {
  return groups.some((group) => (group.count ?? 0) > 0)
    ? [openFollowUp(s, context, { kind: 'naming', about: at, asks: true })]
    : [];
}

export const parties: Concern<AgreementState> = {
  events: [partyAdded, groupRecorded, memberNamed],
  commands: [
    command({
      name: 'addParty',
      path: 'parties',
      who: [Role.coordinator],
      describe: { en: 'Add a party', zh: '增加合作方' },
      schema: () => z.strictObject({ organisationId, role: partyRole, ours: z.boolean().default(false) }),
      decide: (s: AgreementState, d): Decision =>
        s.parties[d.organisationId]
          ? refuse('already-exists', `${d.organisationId} is a party.`, `${d.organisationId} 已是合作方。`)
          : [partyAdded({ kind: 'party', id: d.organisationId }, d)],
    }),
    command({
      name: 'nameGroupMember',
      path: 'groups/{groupId}/members',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: {
        en: 'Name somebody, or an enterprise, of a group that was recorded by number',
        zh: '补登记以人数记录的参加者或企业',
      },
      schema: () =>
        z.strictObject({
          groupId: itemId('group'),
          personId: personId.optional(),
          organisationId: organisationId.optional(),
        }),
      decide: (s: AgreementState, d): Decision => {
        const group = s.groups[d.groupId];
        if (!group) return unknownItem(d.groupId);
        if (!d.personId && !d.organisationId)
          return refuse('shape-invalid', 'Name a person or an organisation.', '请填写人员或单位。');
        if (d.organisationId && !d.personId) {
          const foreign = notParty(s, d.organisationId);
          if (foreign) return foreign;
        }
        const last = Object.values(s.groups).reduce((sum, g) => sum + g.unnamed, 0) === 1;
        const settled = last
          ? Object.values(s.followUps)
              .filter((f) => f.kind === 'naming')
              .flatMap((f) => closeFollowUps(s, f.about, Closing.done, 'naming'))
          : [];
        return [memberNamed(groupSubject(d.groupId), d), ...settled];
      },
    }),
  ],
};
