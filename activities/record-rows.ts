import type { Prisma } from '../prisma/generated/client.ts';
import type { BusinessClock } from '../domain/calendar/business-clock.ts';
import type { RecordedEvent } from '../domain/decider.ts';
import type { FollowUpHost } from '../domain/follow-up/host.ts';
import type { Proposal } from '../domain/propose.ts';
import type { Page } from '../workflows/page.ts';
import { followUpRows } from './record-follow-ups.ts';

export interface Pass {
  proposal: Proposal;
  clock: BusinessClock;
  before: FollowUpHost;
  after: FollowUpHost;
  page: Page;
}

/**
 * Writes a pass's snapshot, events, commands and follow-ups in one statement: recording is what every command waits for, and
 * round trips are most of what it costs. Fails as a whole where an event or command of the same key stands already.
 */
export async function writeRows(tx: Prisma.TransactionClient, pass: Pass): Promise<void> {
  const { proposal } = pass;
  const events = proposal.events.map((event) => ({
    entityId: proposal.ref.id,
    seq: event.seq,
    type: event.type,
    aboutKind: event.about?.kind ?? null,
    aboutId: event.about?.id ?? null,
    at: event.at,
    by: event.by,
    commandId: event.commandId,
    data: event.data,
    ...duties(event),
  }));
  const commands = proposal.outcomes
    .filter((o) => o.outcome.status === 'recorded')
    .map((o) => ({ id: o.commandId, entityId: proposal.ref.id, name: o.name, by: o.by, outcome: o.outcome }));
  const followUps = followUpRows(proposal, pass.before, pass.after);
  await tx.$executeRaw`
    WITH snapshot AS (
      INSERT INTO entity (id, kind, "agreementId", "parentId", seq, state, card, page, clock, status, stage, light, "homeUnitId",
        "ownerPostId", "partyIds", title, "searchText", "nextDueAt", "wakeAt", "lastContactOn", "openCount", closed, "startedAt", "updatedAt")
      SELECT r.id, r.kind, r."agreementId", r."parentId", r.seq, r.state, r.card, r.page, r.clock, r.status, r.stage, r.light, r."homeUnitId",
        r."ownerPostId", r."partyIds", r.title, r."searchText", r."nextDueAt", r."wakeAt", r."lastContactOn", r."openCount", r.closed,
        r."startedAt", r."updatedAt"
      FROM jsonb_populate_record(NULL::entity, ${JSON.stringify(entityRow(pass))}::jsonb) AS r
      ON CONFLICT (id) DO UPDATE SET
        "parentId" = excluded."parentId", seq = excluded.seq, state = excluded.state, card = excluded.card, page = excluded.page,
        status = excluded.status, stage = excluded.stage, light = excluded.light, "homeUnitId" = excluded."homeUnitId",
        "ownerPostId" = excluded."ownerPostId", "partyIds" = excluded."partyIds", title = excluded.title,
        "searchText" = excluded."searchText", "nextDueAt" = excluded."nextDueAt", "wakeAt" = excluded."wakeAt",
        "lastContactOn" = excluded."lastContactOn", "openCount" = excluded."openCount", closed = excluded.closed,
        "updatedAt" = excluded."updatedAt"
    ), happened AS (
      INSERT INTO event ("entityId", seq, type, "aboutKind", "aboutId", at, by, "commandId", data, notify)
      SELECT r."entityId", r.seq, r.type, r."aboutKind", r."aboutId", r.at, r.by, r."commandId", r.data, r.notify
      FROM jsonb_populate_recordset(NULL::event, ${JSON.stringify(events)}::jsonb) AS r
    ), answered AS (
      INSERT INTO command (id, "entityId", name, by, outcome)
      SELECT r.id, r."entityId", r.name, r.by, r.outcome
      FROM jsonb_populate_recordset(NULL::command, ${JSON.stringify(commands)}::jsonb) AS r
    )
    INSERT INTO follow_up ("entityId", id, "agreementId", kind, "aboutKind", "aboutId", "ownerPostId", "sideOrgId", "ownerCertainty",
      "dueCertainty", "openedOn", "dueOn", "dueAt", "nextAt", level, light, status, "pausedUntilOn", "meetingListOn", "untakenSinceOn",
      "closedAt", "homeUnitId")
    SELECT r."entityId", r.id, r."agreementId", r.kind, r."aboutKind", r."aboutId", r."ownerPostId", r."sideOrgId", r."ownerCertainty",
      r."dueCertainty", r."openedOn", r."dueOn", r."dueAt", r."nextAt", r.level, r.light, r.status, r."pausedUntilOn", r."meetingListOn", r."untakenSinceOn",
      r."closedAt", r."homeUnitId"
    FROM jsonb_populate_recordset(NULL::follow_up, ${JSON.stringify(followUps)}::jsonb) AS r
    ON CONFLICT ("entityId", id) DO UPDATE SET
      "ownerPostId" = excluded."ownerPostId", "sideOrgId" = excluded."sideOrgId", "ownerCertainty" = excluded."ownerCertainty",
      "dueCertainty" = excluded."dueCertainty", "openedOn" = excluded."openedOn", "dueOn" = excluded."dueOn", "dueAt" = excluded."dueAt",
      "nextAt" = excluded."nextAt", level = excluded.level, light = excluded.light, status = excluded.status,
      "pausedUntilOn" = excluded."pausedUntilOn", "meetingListOn" = excluded."meetingListOn",
      "untakenSinceOn" = excluded."untakenSinceOn", "closedAt" = excluded."closedAt"
    -- A pass writes all open ones, because their lights move with time; most have not moved.
    WHERE (follow_up."ownerPostId", follow_up."sideOrgId", follow_up."ownerCertainty", follow_up."dueCertainty", follow_up."openedOn",
        follow_up."dueOn", follow_up."dueAt", follow_up."nextAt", follow_up.level, follow_up.light, follow_up.status,
        follow_up."pausedUntilOn", follow_up."meetingListOn", follow_up."untakenSinceOn", follow_up."closedAt")
      IS DISTINCT FROM (excluded."ownerPostId", excluded."sideOrgId", excluded."ownerCertainty", excluded."dueCertainty",
        excluded."openedOn", excluded."dueOn", excluded."dueAt", excluded."nextAt", excluded.level, excluded.light, excluded.status,
        excluded."pausedUntilOn", excluded."meetingListOn", excluded."untakenSinceOn",
        excluded."closedAt")`;
}

/** Whom a command's event is to tell stands beside it: nothing else could say so again, should a notice be lost. */
function duties({ commandId, notify }: RecordedEvent): object {
  if (commandId === null || !notify) return {};
  return { notify: notify.map(({ kind, to, followUpId }) => ({ kind, to, followUpId })) };
}

function entityRow({ proposal, clock, after, page }: Pass): object {
  const { ref, card, at } = proposal;
  return {
    id: ref.id,
    kind: ref.kind,
    agreementId: ref.agreementId,
    parentId: card.parentId,
    seq: proposal.events.at(-1)?.seq ?? proposal.baseSeq,
    state: after,
    card,
    page,
    clock,
    status: card.status,
    stage: card.stage,
    light: card.light,
    homeUnitId: card.homeUnitId,
    ownerPostId: card.ownerPostId,
    partyIds: card.partyIds,
    title: page.attributes.title,
    searchText: [page.attributes.title, ref.id, ...page.attributes.parties].join(' ').toLowerCase(),
    nextDueAt: card.nextDueAt,
    wakeAt: proposal.nextWakeAt,
    lastContactOn: card.lastContactOn,
    openCount: card.openCount,
    closed: card.closed,
    startedAt: at,
    updatedAt: at,
  };
}
