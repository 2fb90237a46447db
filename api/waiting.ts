import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { itemNames } from '../activities/name-of.ts';
import type { ItemName } from '../activities/name-of.ts';
import { recordedEvent } from '../activities/record.ts';
import { hostOf } from '../activities/postbox/situation.ts';
import { entityKindOf } from '../domain/decider.ts';
import { localDateOf } from '../domain/calendar/calendar.ts';
import type { Calendar } from '../domain/calendar/calendar.ts';
import { wentOut } from '../domain/notices/facts.ts';
import { ledgerOf, sharesByStage, sharesOf } from '../domain/waiting/ledger.ts';
import type { Ledger, LedgerDay, Share } from '../domain/waiting/ledger.ts';
import type { Turn, Unheard } from '../domain/waiting/turns.ts';
import type { History, OpenMatter } from '../domain/waiting/walk.ts';
import type { Database } from '../prisma/client.ts';
import { findAgreement } from './agreements.ts';
import { principalFrom } from './authentication.ts';
import { nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { readProblems } from './documentation.ts';
import { namesIn } from './dossier.ts';
import { mayKnowIn } from './known-needs.ts';
import { hiddenPlacements } from './known-placements.ts';
import type { MayKnow } from './known-needs.ts';
import { bilingual, namedAbout, nameIn } from './named-about.ts';
import { readers } from './policy.ts';
import type { Principal } from './principal.ts';
import { followUpName } from './sentences.ts';

const turn = z
  .object({
    /** A side that owes the next step, a pause that was asked for, a hold, or `system`: nobody's turn yet. */
    of: z.enum(['side', 'pause', 'hold', 'system']),
    organisationId: z.string().nullable(),
    /** Of other sides it is told to our own people only. */
    postId: z.string().nullable(),
    pauseKind: z.string().nullable(),
    waitingFor: z.string().nullable(),
  })
  .meta({ id: 'Turn' });
const share = turn.extend({ workingDays: z.number() }).meta({ id: 'WaitingShare' });
const stageShares = z.object({ stage: z.string(), workingDays: z.number(), shares: z.array(share) });
const followUpShares = z.object({
  entityId: z.string(),
  id: z.string(),
  kind: z.string(),
  title: bilingual.nullable(),
  about: namedAbout,
  openedOn: z.string(),
  workingDays: z.number(),
  shares: z.array(share),
});
const answer = z
  .object({
    agreementId: z.string(),
    startedOn: z.string(),
    /** The last day that counts: today, or the day on which it ended. */
    untilOn: z.string(),
    /** Working days of the home unit after the start; all shares together are exactly these. */
    workingDays: z.number(),
    /** Whose turn it is; null once it has ended. */
    now: z.object({ turn, entityId: z.string().nullable(), followUpId: z.string().nullable() }).nullable(),
    shares: z.array(share),
    stages: z.array(stageShares),
    followUps: z.array(followUpShares),
    names: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Waiting' });

const shownTurn = (it: Turn): z.input<typeof turn> => ({
  of: it.of,
  organisationId: it.of === 'side' ? it.organisationId : null,
  postId: it.of === 'side' ? it.postId : null,
  pauseKind: it.of === 'pause' ? it.kind : null,
  waitingFor: it.of === 'pause' || it.of === 'hold' ? it.waitingFor : null,
});
const shownShare = ({ turn: it, workingDays }: Share) => ({ ...shownTurn(it), workingDays });

type Matter = Omit<OpenMatter, 'turn'>;

/** What a reader may know: outsiders see nothing of other parties' needs, and of others their organisation but no post. */
function viewOf(principal: Principal, mayKnowOf: MayKnow, hiddenIds: ReadonlySet<string>) {
  const mayKnow = (matter: Matter | null): boolean =>
    matter === null || (mayKnowOf(matter.about) && !hiddenIds.has(matter.entityId));
  const seen = (it: Turn, matter: Matter | null): Turn => {
    if (!mayKnow(matter)) return { of: 'side', organisationId: null, postId: null };
    if (principal.isOurs) return it;
    if (it.of === 'side' && it.organisationId !== principal.organisationId) return { ...it, postId: null };
    const isOfPost = it.of === 'pause' && it.waitingFor?.startsWith('post-');
    return isOfPost ? { ...it, waitingFor: null } : it;
  };
  return { mayKnow, seen };
}

interface View {
  agreementId: string;
  principal: Principal;
  mayKnowOf: MayKnow;
  /** Placements that do not exist for this reader. */
  hiddenIds: ReadonlySet<string>;
  names: ReadonlyMap<string, ItemName>;
}

const aboutOf = ({ entityId, about }: Matter) => ({ entityId, ...about });

function shown(
  ledger: Ledger,
  { agreementId, principal, mayKnowOf, hiddenIds, names }: View,
): Omit<z.input<typeof answer>, 'names'> {
  const { mayKnow, seen } = viewOf(principal, mayKnowOf, hiddenIds);
  const days = ledger.days.map(({ stage, turn: it, matter }) => ({ stage, turn: seen(it, matter) }));
  const now = (day: LedgerDay) => {
    const matter = mayKnow(day.matter) ? day.matter : null;
    return {
      turn: shownTurn(seen(day.turn, day.matter)),
      entityId: matter?.entityId ?? null,
      followUpId: matter?.followUpId ?? null,
    };
  };
  return {
    agreementId,
    startedOn: ledger.startedOn,
    untilOn: ledger.untilOn,
    workingDays: days.length,
    now: ledger.now ? now(ledger.now) : null,
    shares: sharesOf(days.map((day) => day.turn)).map(shownShare),
    stages: sharesByStage(days).map(({ shares, ...stage }) => ({ ...stage, shares: shares.map(shownShare) })),
    followUps: ledger.matters
      .filter(({ matter }) => mayKnow(matter))
      .map(({ matter, days: turns }) => ({
        entityId: matter.entityId,
        id: matter.followUpId,
        kind: matter.kind,
        title: followUpName(matter.kind),
        about: { ...matter.about, name: nameIn(names, matter.entityId, matter.about) },
        openedOn: matter.openedOn,
        workingDays: turns.length,
        shares: sharesOf(turns.map((it) => seen(it, matter))).map(shownShare),
      })),
  };
}

async function historyOf(db: Database, kind: History['ref']['kind'], id: string, agreementId: string) {
  const rows = await db.event.findMany({ where: { entityId: id }, orderBy: { seq: 'asc' } });
  return { ref: { kind, id, agreementId }, events: rows.map(recordedEvent) };
}

const reached: ReadonlySet<string> = new Set(wentOut);

/** When posts of other sides were first to be told of a matter, and when they first were. */
async function unheardIn(db: Database, agreementId: string, calendar: Calendar): Promise<Unheard> {
  const all = await db.notice.findMany({
    where: { agreementId, followUpId: { not: null }, postId: { not: null } },
    select: { entityId: true, followUpId: true, postId: true, at: true, status: true, settledAt: true, mailId: true },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
  });
  const ids = [...new Set(all.flatMap(({ postId }) => postId ?? []))];
  const theirs = await db.post.findMany({
    where: { id: { in: ids }, organisation: { ours: false } },
    select: { id: true },
  });
  const others = new Set(theirs.map(({ id }) => id));
  const rows = all.filter(({ postId }) => postId !== null && others.has(postId));
  const keyOf = (entityId: string, followUpId: string | null, postId: string | null): string =>
    `${entityId} ${followUpId} ${postId}`;
  const dayOf = (at: Date): string => localDateOf(calendar, at.toISOString());
  const heard = new Map<string, { sinceOn: string; on: string | null }>();
  for (const { entityId, followUpId, postId, at, status, settledAt, mailId } of rows) {
    const key = keyOf(entityId, followUpId, postId);
    const known = heard.get(key) ?? { sinceOn: dayOf(at), on: null };
    heard.set(key, known);
    const isReached = reached.has(status) || (status === 'merged' && mailId !== null);
    if (isReached && settledAt) known.on ??= dayOf(settledAt);
  }
  return ({ entityId, followUpId }, postId, on) => {
    const known = heard.get(keyOf(entityId, followUpId, postId));
    return known !== undefined && known.sinceOn < on && (known.on === null || on < known.on);
  };
}

/** Where the time of a cooperation went, and whose turn it is. */
export function waitingRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  app.withTypeProvider<FastifyZodOpenApiTypeProvider>().route({
    method: 'GET',
    url: '/v1/agreements/:id/waiting',
    config: { who: readers },
    schema: {
      tags: ['agreements'],
      operationId: 'getWaiting',
      summary: 'Whose turn it is, and for whom each working day was waited: by stage and by follow-up',
      params: z.object({ id: z.string() }),
      response: { 200: answer, ...readProblems() },
    },
    handler: async (request) => {
      const principal = principalFrom(request);
      const entity = await findAgreement(db, principal, request.params.id);
      const children = await db.entity.findMany({
        where: { agreementId: entity.id, kind: { not: 'agreement' } },
        select: { id: true, kind: true },
        orderBy: { id: 'asc' },
      });
      const agreement = await historyOf(db, 'agreement', entity.id, entity.id);
      const family = {
        agreement,
        children: await Promise.all(children.map(({ kind, id }) => historyOf(db, entityKindOf(kind), id, entity.id))),
      };
      const todayOn = localDateOf(hostOf(entity).calendar, nowOf(deps));
      const ledger = ledgerOf(family, todayOn, await unheardIn(db, entity.id, hostOf(entity).calendar));
      if (!ledger) throw new Error(`${entity.id} has a row and no start`);
      const [mayKnowOf, hidden, names] = await Promise.all([
        mayKnowIn(db, principal, entity.id),
        hiddenPlacements(db, principal, [entity.id]),
        itemNames(
          db,
          ledger.matters.map(({ matter }) => aboutOf(matter)),
          principal,
        ),
      ]);
      const hiddenIds = new Set<string>(hidden.entityIds);
      const told = shown(ledger, { agreementId: entity.id, principal, mayKnowOf, hiddenIds, names });
      return { ...told, names: await namesIn(db, told) };
    },
  });
}
