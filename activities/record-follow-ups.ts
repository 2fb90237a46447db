import { lightOf } from '../domain/follow-up/lights.ts';
import type { FollowUp, FollowUpHost } from '../domain/follow-up/host.ts';
import type { Proposal } from '../domain/propose.ts';

/** One row a follow-up; the open ones are written at each pass, because their lights move with time. */
export function followUpRows(proposal: Proposal, before: FollowUpHost, after: FollowUpHost): object[] {
  const opened = new Map<string, FollowUp>(Object.entries(before.followUps));
  const how = new Map<string, string>();
  for (const event of proposal.events) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    if (event.type === 'followUpOpened') opened.set(String(event.data['id']), event.data as unknown as FollowUp);
    if (event.type === 'followUpClosed') how.set(String(event.data['id']), String(event.data['how']));
  }
  return [...opened.values()].map((was) => {
    const now = after.followUps[was.id];
    const f = now ?? was;
    const ended = now ? null : (how.get(was.id) ?? 'closed');
    return {
      entityId: proposal.ref.id,
      id: f.id,
      agreementId: proposal.ref.agreementId,
      kind: f.kind,
      aboutKind: f.about.kind,
      aboutId: f.about.id,
      ownerPostId: f.ownerPostId,
      sideOrgId: f.sideOrgId,
      ownerCertainty: f.ownerCertainty,
      dueCertainty: f.dueCertainty,
      openedOn: f.openedOn,
      dueOn: f.dueOn,
      dueAt: f.dueAt,
      nextAt: ended ? null : (f.pause?.untilAt ?? f.steps[0]?.[1] ?? null),
      level: f.level,
      light: ended ? 'green' : lightOf(after, f, proposal.at),
      status: ended ?? (f.pause ? 'paused' : f.reportedOn ? 'reported' : 'open'),
      pausedUntilOn: f.pause?.untilOn ?? null,
      meetingListOn: ended ? null : (f.meetingListOn ?? null),
      untakenSinceOn: ended || !f.untaken ? null : (after.successions?.[f.ownerPostId ?? '']?.on ?? null),
      closedAt: ended ? proposal.at : null,
      homeUnitId: after.homeUnit.organisationId,
    };
  });
}
