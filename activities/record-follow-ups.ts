import { lightOf } from '../domain/follow-up/lights.ts';
import type { FollowUp, FollowUpHost } from '../domain/follow-up/host.ts';
import type { Proposal } from '../domain/propose.ts';
import type { Prisma } from '../prisma/generated/client.ts';

/** One row a follow-up; the open ones are written at each pass, because their lights move with time. */
export async function writeFollowUps(
  tx: Prisma.TransactionClient,
  proposal: Proposal,
  before: FollowUpHost,
  after: FollowUpHost,
): Promise<void> {
  const opened = new Map<string, FollowUp>(Object.entries(before.followUps));
  const how = new Map<string, string>();
  for (const event of proposal.events) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    if (event.type === 'followUpOpened') opened.set(String(event.data['id']), event.data as unknown as FollowUp);
    if (event.type === 'followUpClosed') how.set(String(event.data['id']), String(event.data['how']));
  }
  const rows = [...opened.values()].map((was) => {
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
      closedAt: ended ? proposal.at : null,
      homeUnitId: after.homeUnit.organisationId,
    };
  });
  if (rows.length === 0) return;
  // One statement for all rows: a pass must not cost a round trip for each follow-up.
  await tx.$executeRaw`
    INSERT INTO follow_up ("entityId", id, "agreementId", kind, "aboutKind", "aboutId", "ownerPostId", "sideOrgId", "ownerCertainty",
      "dueCertainty", "openedOn", "dueOn", "dueAt", "nextAt", level, light, status, "pausedUntilOn", "closedAt", "homeUnitId")
    SELECT r."entityId", r.id, r."agreementId", r.kind, r."aboutKind", r."aboutId", r."ownerPostId", r."sideOrgId", r."ownerCertainty",
      r."dueCertainty", r."openedOn", r."dueOn", r."dueAt", r."nextAt", r.level, r.light, r.status, r."pausedUntilOn", r."closedAt", r."homeUnitId"
    FROM jsonb_populate_recordset(NULL::follow_up, ${JSON.stringify(rows)}::jsonb) AS r
    ON CONFLICT ("entityId", id) DO UPDATE SET
      "ownerPostId" = excluded."ownerPostId", "sideOrgId" = excluded."sideOrgId", "ownerCertainty" = excluded."ownerCertainty",
      "dueCertainty" = excluded."dueCertainty", "openedOn" = excluded."openedOn", "dueOn" = excluded."dueOn", "dueAt" = excluded."dueAt",
      "nextAt" = excluded."nextAt", level = excluded.level, light = excluded.light, status = excluded.status,
      "pausedUntilOn" = excluded."pausedUntilOn", "closedAt" = excluded."closedAt"`;
}
