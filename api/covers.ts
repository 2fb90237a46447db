import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { coverQuestion } from '../activities/cover.ts';
import { localDateOf } from '../domain/calendar/calendar.ts';
import { coverViews } from '../domain/matching/cover.ts';
import type { CoverView } from '../domain/matching/cover.ts';
import { causes } from '../domain/placement/cover.ts';
import type { CoverState } from '../domain/placement/cover.ts';
import { sides } from '../domain/placement/state.ts';
import type { PlacementState } from '../domain/placement/state.ts';
import { findAgreement, findChild } from './agreements.ts';
import { principalFrom } from './authentication.ts';
import type { ApiDeps } from './deps.ts';
import { nowOf } from './deps.ts';
import { readProblems } from './documentation.ts';
import { namesIn } from './dossier.ts';
import { guarded, mayKnowWhy } from './matchings/private-reasons.ts';
import { block } from './matchings/shapes.ts';
import { bilingual } from './named-about.ts';
import type { Principal } from './principal.ts';
import { Problem } from './problem.ts';
import { stateOfPlacement } from './placement-portfolio.ts';
import { planners } from './policy.ts';

/** Those nearest to keeping the days: enough to see what would help, of hundreds. */
const MOST_OTHERS = 20;

const asked = z.object({
  candidateId: z.string(),
  personId: z.string(),
  /** Null while it is waited for. */
  answer: z.enum(['yes', 'no', 'silent']).nullable(),
});

const other = z.object({
  personId: z.string(),
  fitPercent: z.number(),
  /** Of the days that nobody keeps, those that the person has time for. */
  halfDays: z.array(z.string()),
  /** The rules that keep the person from it, each with its source; by subject too little is in the sentence alone. */
  blocks: z.array(block),
  sentence: bilingual,
});

const shownCover = z
  .object({
    id: z.string(),
    status: z.enum(['looking', 'asked', 'consent', 'booking', 'short']),
    cause: z.enum(causes),
    by: z.enum(sides),
    fromOn: z.string(),
    untilOn: z.string().nullable(),
    /** Half days that nobody keeps, e.g. `2026-03-03/am`. */
    open: z.array(z.string()),
    asked: z.array(asked),
    /** Who was not asked, or not yet, and why; those with most of the days first. */
    others: z.array(other),
    othersMore: z.number(),
    names: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Cover' });

export function coverRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  app.withTypeProvider<FastifyZodOpenApiTypeProvider>().route({
    method: 'GET',
    url: '/v1/agreements/:id/placements/:placementId/covers',
    config: { who: planners },
    schema: {
      tags: ['placements'],
      operationId: 'listCovers',
      summary:
        'The days that nobody keeps: who was asked and what they said, who could be, and which rule keeps whom from it',
      description: 'At most one; none while somebody keeps each planned day. Computed from what is known now.',
      params: z.object({ id: z.string(), placementId: z.string() }),
      response: { 200: z.object({ items: z.array(shownCover) }), ...readProblems() },
    },
    handler: async (request) => {
      const { id, placementId } = request.params;
      const principal = principalFrom(request);
      // Of an agreement that is not theirs others learn nothing, not even that this is not for them.
      await findAgreement(db, principal, id);
      if (!principal.isOurs) throw new Problem('not-permitted');
      const s = stateOfPlacement(await findChild(db, principal, id, placementId));
      const told = s.cover ? [await coverOf(deps, principal, s, s.cover)] : [];
      return { items: told };
    },
  });
}

type Told = z.output<typeof shownCover>;

async function coverOf(deps: ApiDeps, principal: Principal, s: PlacementState, cover: CoverState): Promise<Told> {
  const { db } = deps;
  const on = localDateOf(s.calendar.zone, nowOf(deps));
  const found = await db.$transaction((tx) => coverQuestion(tx, s, on), { timeout: 15_000 });
  const requests = Object.entries(cover.requests);
  const except = new Set([s.researcher.personId, ...requests.map(([, { personId }]) => personId)]);
  const views = found ? coverViews(found.people, { ...found.question, except }) : [];
  const shown = views.slice(0, MOST_OTHERS);
  const mayKnow = await mayKnowWhy(
    db,
    principal,
    shown.map(({ personId }) => personId),
  );
  const { id, status, cause, by, fromOn, untilOn, open } = cover;
  const told = {
    id,
    status,
    cause,
    by,
    fromOn,
    untilOn,
    open,
    asked: requests.map(([candidateId, { personId, answer }]) => ({ candidateId, personId, answer })),
    others: shown.map((view) => otherOf(view, mayKnow(view.personId), found?.question.leastFit ?? 0)),
    othersMore: views.length - shown.length,
  };
  return { ...told, names: await namesIn(db, told) };
}

function otherOf(view: CoverView, mayKnow: boolean, leastFit: number): z.output<typeof other> {
  const { personId, fitPercent, halfDays } = view;
  const blocks = mayKnow ? view.blocks : view.blocks.map(guarded);
  return { personId, fitPercent, halfDays, blocks, sentence: sentenceOf(view, blocks, leastFit) };
}

function sentenceOf({ isFit, fitPercent }: CoverView, [first]: Told['others'][number]['blocks'], leastFit: number) {
  if (first) return first.sentence;
  if (isFit) return { en: 'Could be asked.', zh: '可以征询。' };
  const least = Math.round(leastFit * 100);
  return {
    en: `By subject fits to ${fitPercent} percent; ${least} are asked for.`,
    zh: `专业契合度 ${fitPercent}%，要求不低于 ${least}%。`,
  };
}
