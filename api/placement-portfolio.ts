import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { EntityKind, Light } from '../domain/decider.ts';
import { organisationId, personId } from '../domain/fields.ts';
import { daysOf, stillOpen } from '../domain/placement/cover.ts';
import { placement } from '../domain/placement/index.ts';
import { paceOf } from '../domain/placement/pace.ts';
import { placementStages } from '../domain/placement/state.ts';
import type { PlacementState } from '../domain/placement/state.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import type { Database } from '../prisma/client.ts';
import { principalFrom } from './authentication.ts';
import { nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { readProblems } from './documentation.ts';
import { namesIn } from './dossier.ts';
import { mayKnowPlacement } from './known-placements.ts';
import { listOf, nextLink, page, pageParameters, positionOf } from './paging.ts';
import { placementSummary, summary } from './placement-list.ts';
import { readers } from './policy.ts';
import type { Principal } from './principal.ts';

/** The placements of all agreements side by side, each with how its days stand and whether somebody is looked for. */

const [firstStage, ...otherStages] = placementStages;
const [firstLight, ...otherLights] = Object.values(Light);
const parameters = z.strictObject({
  stage: listOf([firstStage, ...otherStages]).optional(),
  light: listOf([firstLight ?? '', ...otherLights]).optional(),
  /** The researcher's home unit. */
  unit: organisationId.optional(),
  enterprise: organisationId.optional(),
  person: personId.optional(),
  behind: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'Whether the days lead to fewer than the scheme asks for, of those that run' }),
  closed: z.enum(['true', 'false']).optional(),
  ...pageParameters,
});
type Asked = z.output<typeof parameters>;

const row = summary
  .extend({
    /** Days on site, half days as halves; of the year of the placement in which we are. Null where the scheme asks for none. */
    pace: z
      .object({
        fromOn: z.string(),
        toOn: z.string(),
        daysDone: z.number(),
        daysPlanned: z.number(),
        projectedDays: z.number(),
        minimumDays: z.number(),
        shortfallDays: z.number(),
        neededPerMonth: z.number(),
        rule: z.string(),
        source: z.string(),
        /** The first day on which the minimum cannot be reached any more. */
        lostOn: z.string().nullable(),
      })
      .nullable(),
    /** Days that nobody keeps yet, while somebody is looked for; null where none are. Why is in the placement, for those who may. */
    cover: z
      .object({ fromOn: z.string(), untilOn: z.string().nullable(), openDays: z.number(), status: z.string() })
      .nullable(),
  })
  .meta({ id: 'PlacementInPortfolio' });
type Row = z.output<typeof row>;
type Entity = Prisma.EntityGetPayload<object>;

/** What a placement carries, as this version knows it. */
export const stateOfPlacement = ({ id, agreementId, state }: Pick<Entity, 'id' | 'agreementId' | 'state'>) =>
  placement.migrate({ kind: EntityKind.placement, id, agreementId }, state);

function shown(entity: Entity, at: string): Row {
  const s = stateOfPlacement(entity);
  return { ...placementSummary(entity), pace: paceShown(s, at), cover: coverShown(s, at) };
}

/** Days are asked of whoever was accepted and has not ended. */
function paceShown(s: PlacementState, at: string): Row['pace'] {
  const pace = s.status === 'closed' || s.stage === 'proposed' ? null : paceOf(s, at);
  if (!pace) return null;
  const { monthsLeft: _months, ...figures } = pace;
  return figures;
}

function coverShown(s: PlacementState, at: string): Row['cover'] {
  if (!s.cover) return null;
  const { fromOn, untilOn, status } = s.cover;
  const context = { at, actor: { id: 'reader', roles: [] } };
  return { fromOn, untilOn, status, openDays: daysOf(stillOpen(s, context)) };
}

const isBehind = ({ pace }: Row): boolean => (pace?.shortfallDays ?? 0) > 0;

const at = (path: string[], equals: string | undefined): Prisma.EntityWhereInput[] =>
  equals === undefined ? [] : [{ state: { path, equals } }];

/** Those that fit the filters and that the reader may know of. */
async function found(db: Database, principal: Principal, asked: Asked, now: string): Promise<Row[]> {
  const rows = await db.entity.findMany({
    where: {
      kind: 'placement',
      ...(asked.stage ? { stage: { in: asked.stage } } : {}),
      ...(asked.light ? { light: { in: asked.light } } : {}),
      ...(asked.closed ? { closed: asked.closed === 'true' } : {}),
      AND: [
        ...at(['unit', 'organisationId'], asked.unit),
        ...at(['host', 'organisationId'], asked.enterprise),
        ...at(['researcher', 'personId'], asked.person),
      ],
    },
  });
  const all = rows.filter(({ state }) => mayKnowPlacement(principal, state)).map((entity) => shown(entity, now));
  return asked.behind ? all.filter((one) => String(isBehind(one)) === asked.behind) : all;
}

/** One order for all pages: by agreement and number. */
const positionIn = ({ agreementId, id }: Row) => ({
  value: agreementId,
  id: id.replace(/\d+$/, (n) => n.padStart(6, '0')),
});
const before = (a: Row, b: Row): number => compare(positionIn(a), positionIn(b));
const compare = (a: { value: string; id: string }, b: { value: string; id: string }): number =>
  a.value === b.value ? a.id.localeCompare(b.id) : a.value.localeCompare(b.value);

export function placementPortfolioRoutes(app: FastifyInstance, deps: ApiDeps): void {
  app.withTypeProvider<FastifyZodOpenApiTypeProvider>().route({
    method: 'GET',
    url: '/v1/placements',
    config: { who: readers, isForOurs: true },
    schema: {
      tags: ['placements'],
      operationId: 'listAllPlacements',
      summary:
        'The placements of all agreements: who is where, how the days stand against the scheme, and for which somebody is looked for',
      querystring: parameters,
      response: {
        200: z.object({
          total: z.number(),
          items: z.array(row),
          names: z.record(z.string(), z.unknown()),
          nextCursor: z.string().nullable(),
        }),
        ...readProblems(),
      },
    },
    handler: async (request, reply) => {
      const asked = request.query;
      const rows = await found(deps.db, principalFrom(request), asked, nowOf(deps));
      const after = positionOf(asked.cursor);
      const inOrder = rows.toSorted(before);
      const rest = after ? inOrder.filter((one) => compare(positionIn(one), after) > 0) : inOrder;
      const { items, nextCursor } = page(rest, asked.limit, positionIn);
      reply.headers(nextLink(request.url, nextCursor));
      return { total: rows.length, items, names: await namesIn(deps.db, items), nextCursor };
    },
  });
}
