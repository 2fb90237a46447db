import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyZodOpenApiSchema, FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { nameOf } from '../activities/name-of.ts';
import { recordedEvent } from '../activities/record.ts';
import type { Bilingual } from '../domain/decider.ts';
import { asToldLate, explain } from '../domain/foresight/explain.ts';
import type { Account, NoticeOnRecord } from '../domain/foresight/explain.ts';
import { outcomeText, plannedLabel, statusWords } from '../domain/foresight/words.ts';
import { mergedInto } from '../domain/notices/facts.ts';
import { Language } from '../domain/notices/names.ts';
import { originText } from '../domain/policy/origin-words.ts';
import type { Database } from '../prisma/client.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { accountPage } from './account-page.ts';
import { hostOf } from '../activities/postbox/situation.ts';
import { proposedDueOn } from '../activities/proposed-date.ts';
import { isNoticeKind, ofReader } from './account-scope.ts';
import { anything, findAgreement } from './agreements.ts';
import { principalFrom } from './authentication.ts';
import { nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { readProblems } from './documentation.ts';
import { namesIn } from './dossier.ts';
import type { Names } from './dossier.ts';
import { mayKnowIn } from './known-needs.ts';
import { mayKnowPlacement } from './known-placements.ts';
import { bilingual, namedAbout } from './named-about.ts';
import { readers } from './policy.ts';
import { printHeaders } from './print-page.ts';
import { Problem } from './problem.ts';
import { cooperationName, namedPosts, readerOf, voiceOf } from './reader.ts';
import type { NamedPost, Reader } from './reader.ts';
import { withStored } from './stored-entity.ts';

const parameters = z.strictObject({
  format: z.enum(['json', 'html']).default('json'),
  language: z.enum(Language).optional(),
});
const answer = z
  .object({
    entityId: z.string(),
    followUpId: z.string(),
    kind: z.string(),
    about: namedAbout,
    title: bilingual,
    task: bilingual,
    status: z.string(),
    statusText: bilingual,
    /** Since when it is for the leaders' meeting; null where it is not, or the reader is of another side. */
    meetingListOn: z.string().nullable(),
    owner: anything,
    clock: anything,
    /** Versions of policy and calendar by which it was computed, and where the rule comes from. */
    basis: anything,
    changes: z.array(anything),
    pauses: z.array(anything),
    /** Each notice so far, with its rule and what became of it. */
    told: z.array(anything),
    /** Rungs that fired without a notice on record. */
    untold: z.array(anything),
    prevention: z.array(bilingual),
    /** What comes next if it is ignored. */
    next: z.array(anything),
    names: anything,
  })
  .meta({ id: 'Account' });

/** An account as one reader may see it, with the names that are in it. */
export interface ReaderAccount {
  account: Account;
  /** What tells its matter from others of its kind. */
  matterName: Bilingual | null;
  agreementId: string;
  cooperation: Bilingual;
  posts: ReadonlyMap<string, NamedPost>;
  names: Names;
  reader: Reader;
}

type Row = Prisma.EntityGetPayload<object>;

/** Null where there never was such a follow-up, or it is none of the reader's. */
export async function accountFor(
  db: Database,
  { row, partyIds, followUpId }: { row: Row; partyIds: readonly string[]; followUpId: string },
  reader: Reader,
  now: string,
): Promise<ReaderAccount | null> {
  const [eventRows, noticeRows] = await Promise.all([
    db.event.findMany({ where: { entityId: row.id }, orderBy: { seq: 'asc' } }),
    db.notice.findMany({
      where: { entityId: row.id, OR: [{ followUpId }, ...(await untakenNotices(db, row.id, followUpId))] },
      orderBy: [{ seq: 'asc' }, { id: 'asc' }],
    }),
  ]);
  const events = eventRows.map(recordedEvent);
  const byId = new Map(noticeRows.map((notice) => [notice.id, notice]));
  const notices = noticeRows
    .filter(({ kind }) => isNoticeKind(kind))
    .map((notice) => onRecord(notice, byId.get(mergedInto(notice.reason) ?? '')));
  const whole = withStored(row, (entity) => explain({ ...entity, events }, followUpId, notices, now));
  if (!whole) return null;
  const posts = await namedPosts(db, [
    whole.owner.postId,
    ...[...whole.told, ...whole.next, ...whole.changes.map(({ ownerPostId }) => ({ postId: ownerPostId }))].map(
      ({ postId }) => postId,
    ),
  ]);
  const mayKnow = await mayKnowIn(db, reader, row.agreementId);
  const account = ofReader(await asTold(db, row, whole, { reader, now }), reader, { posts, mayKnow });
  if (!account) return null;
  const cooperation = await cooperationName(db, { id: row.agreementId, partyIds }, reader);
  const matterName = await nameOf(db, { entityId: row.id, ...account.about }, reader);
  const names = await namesIn(db, account);
  return { account, matterName, agreementId: row.agreementId, cooperation, posts, names, reader };
}

/** Somebody of another side reads the date that they were told, wherever they read it. */
async function asTold(
  db: Database,
  row: Row,
  account: Account,
  { reader, now }: { reader: Reader; now: string },
): Promise<Account> {
  const { personId, isOurs } = reader;
  if (isOurs || !personId) return account;
  const host = hostOf(row);
  const { followUpId: id, kind, clock } = account;
  const ended = { id, kind, dueOn: clock.dueOn, dueCertainty: clock.certainty, openedOn: clock.openedOn };
  const f = host.followUps[id] ?? ended;
  return asToldLate(account, await proposedDueOn(db, { host, f, personId, at: now }));
}

/** Of what came with its post and is not accepted: that those above were told so, of all that came with it. */
async function untakenNotices(db: Database, entityId: string, id: string): Promise<Prisma.NoticeWhereInput[]> {
  const f = await db.followUp.findUnique({ where: { entityId_id: { entityId, id } } });
  const since =
    f?.untakenSinceOn && f.ownerPostId
      ? await db.succession.findFirst({ where: { postId: f.ownerPostId }, orderBy: { id: 'desc' } })
      : null;
  if (!since) return [];
  const ownPost = { facts: { path: ['ownerPostId'], equals: since.postId } };
  return [{ kind: 'duties-not-accepted', at: { gte: since.at }, ...ownPost }];
}

type NoticeRow = Prisma.NoticeGetPayload<object>;

/** @param lead the notice that tells it too, where it is merged */
function onRecord(row: NoticeRow, lead: NoticeRow | undefined): NoticeOnRecord {
  const { id, seq, kind, postId, status, reason } = row;
  const { step, level } = z
    .looseObject({ step: z.string().nullish(), level: z.number().nullish() })
    .parse(row.facts ?? {});
  return {
    id,
    seq,
    kind,
    postId,
    status,
    reason,
    step: step ?? null,
    level: level ?? null,
    at: row.at.toISOString(),
    settledAt: row.settledAt?.toISOString() ?? null,
    ...(lead ? { toldBy: { id: lead.id, status: lead.status, reason: lead.reason } } : {}),
  };
}

function shown({ account, matterName, names, reader }: ReaderAccount): z.input<typeof answer> {
  const voice = voiceOf(reader);
  const none = { en: account.status, zh: account.status };
  const told = account.told.map((notice) => {
    const outcome = outcomeText(notice);
    return {
      ...notice,
      text: isNoticeKind(notice.kind) ? plannedLabel(notice.kind, voice) : null,
      statusText: outcome.text,
      reasonText: outcome.reason,
    };
  });
  return {
    ...account,
    about: { ...account.about, name: matterName },
    owner: { ...account.owner },
    clock: { ...account.clock },
    basis: { ...account.basis, originText: account.basis.origin && originText(account.basis.origin) },
    statusText: statusWords[account.status] ?? none,
    changes: account.changes.map((change) => ({ ...change })),
    pauses: account.pauses.map((pause) => ({ ...pause })),
    untold: account.untold.map((lost) => ({ ...lost })),
    next: account.next.map(({ openedOn: _openedOn, untakenOfPostId: _of, ...row }) => ({
      ...row,
      text: plannedLabel(row.what, voice),
    })),
    told,
    names: { ...names },
  };
}

const noFollowUp = (followUpId: string, where: string) =>
  new Problem('unknown-follow-up', `There is no follow-up ${followUpId} in ${where}.`, {
    detailZh: `${where} 中没有 ${followUpId}。`,
  });

/** "Why did I get this?": the full account of one follow-up of an agreement or of one of its plans. */
export function accountRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const tell = async (
    request: FastifyRequest,
    reply: FastifyReply,
    address: { id: string; childId?: string; followUpId: string },
    query: z.output<typeof parameters>,
  ) => {
    const { id, childId, followUpId } = address;
    const principal = principalFrom(request);
    const head = await findAgreement(deps.db, principal, id);
    const reader = await readerOf(deps, principal, query.language);
    const row = childId ? await deps.db.entity.findUnique({ where: { id: `${id}.${childId}` } }) : head;
    if (row?.kind === 'placement' && !mayKnowPlacement(reader, row.state))
      throw noFollowUp(followUpId, `${id}.${childId}`);
    const which = { partyIds: head.partyIds, followUpId };
    const found = row ? await accountFor(deps.db, { ...which, row }, reader, nowOf(deps)) : null;
    if (!found) {
      throw noFollowUp(followUpId, childId ? `${id}.${childId}` : id);
    }
    if (query.format === 'html') return reply.headers(printHeaders).send(accountPage(found, deps));
    return reply.send(shown(found));
  };
  const response = () => ({
    200: {
      description: 'The account, recomputed',
      content: { 'application/json': { schema: answer }, 'text/html': { schema: z.string() } },
    },
    ...readProblems(),
  });

  typed.route({
    method: 'GET',
    url: '/v1/agreements/:id/follow-ups/:followUpId/account',
    config: { who: readers },
    schema: {
      tags: ['follow-ups'],
      operationId: 'getAccount',
      summary: 'Why was somebody written to about it, or not, and what comes next if it is ignored',
      params: z.object({ id: z.string(), followUpId: z.string() }),
      querystring: parameters,
      response: response(),
    } satisfies FastifyZodOpenApiSchema,
    handler: (request, reply) => tell(request, reply, request.params, request.query),
  });

  typed.route({
    method: 'GET',
    url: '/v1/agreements/:id/plans/:planId/follow-ups/:followUpId/account',
    config: { who: readers },
    schema: {
      tags: ['follow-ups'],
      operationId: 'getPlanAccount',
      summary: 'The same of a follow-up of a plan',
      params: z.object({ id: z.string(), planId: z.string(), followUpId: z.string() }),
      querystring: parameters,
      response: response(),
    } satisfies FastifyZodOpenApiSchema,
    handler: (request, reply) => {
      const { planId, ...params } = request.params;
      return tell(request, reply, { ...params, childId: planId }, request.query);
    },
  });

  typed.route({
    method: 'GET',
    url: '/v1/agreements/:id/placements/:placementId/follow-ups/:followUpId/account',
    config: { who: readers },
    schema: {
      tags: ['follow-ups'],
      operationId: 'getPlacementAccount',
      summary: 'The same of a follow-up of a placement',
      params: z.object({ id: z.string(), placementId: z.string(), followUpId: z.string() }),
      querystring: parameters,
      response: response(),
    } satisfies FastifyZodOpenApiSchema,
    handler: (request, reply) => {
      const { placementId, ...params } = request.params;
      return tell(request, reply, { ...params, childId: placementId }, request.query);
    },
  });
}
