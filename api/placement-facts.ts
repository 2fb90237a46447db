import { z } from 'zod';
import { enterprisesOf, isThereAlready, unitPostOf } from '../activities/placement-people.ts';
import type { PlacementFacts } from '../domain/agreement/placements.ts';
import { codeOfSource, placementRule } from '../domain/placement/rules.ts';
import { takenOverOf } from '../domain/placement/cover.ts';
import { refuse } from '../domain/refusal.ts';
import type { Database } from '../prisma/client.ts';
import type { ApiDeps } from './deps.ts';
import { schemeInForce } from './matchings/gather.ts';
import { stateOfPlacement } from './placement-portfolio.ts';
import { refused } from './problem.ts';

/** What a proposal says, as far as the directory is asked about it. */
const asked = z.looseObject({
  personId: z.string(),
  partyId: z.string(),
  schemeId: z.string(),
  fromOn: z.string(),
  toOn: z.string(),
  hostPostId: z.string().optional(),
  coverOf: z.string().optional(),
});

const exclusions = z.array(z.looseObject({ organisationId: z.string() }));
const consent = z.enum(['yes', 'no', 'asked', 'unknown']);

/**
 * Looks up what a proposed placement goes by: the researcher's post and unit, who answers for unit and enterprise, the scheme as
 * it stands, and the enterprises at which the person is already within a year of the period.
 * @throws Problem that says what the directory lacks
 */
export async function placementFacts({ db }: ApiDeps, id: string, data: unknown): Promise<{ facts: PlacementFacts }> {
  const proposal = asked.parse(data);
  const { scheme, version } = await schemeInForce(db, proposal.schemeId);
  const researcher = await db.researcher.findUnique({ where: { personId: proposal.personId } });
  if (!researcher) throw noProfile(proposal.personId);
  if (!researcher.active) throw setOff(proposal.personId);
  const facts: PlacementFacts = {
    researcherPostId: researcher.postId,
    unitId: researcher.homeUnitId,
    unitPostId: await unitPost(db, researcher.homeUnitId, id),
    hostPostId: proposal.hostPostId ?? (await hostPost(db, proposal.partyId)),
    unitConsents: consent.parse(researcher.homeUnitConsent),
    isExcluded: exclusions.parse(researcher.exclusions).some((each) => each.organisationId === proposal.partyId),
    enterpriseIds: await enterprisesOf(db, proposal),
    ...((await isThereAlready(db, id, proposal)) ? { isThere: true } : {}),
    ...(await coversOf(db, proposal)),
    scheme: {
      id: scheme.id,
      version,
      rules: scheme.rules.map((rule) => placementRule.parse({ ...rule, source: codeOfSource(rule.source, scheme.id) })),
    },
  };
  return { facts };
}

/** The days of the placement in whose place it is proposed. */
async function coversOf(
  db: Database,
  { coverOf, fromOn }: { coverOf?: string | undefined; fromOn: string },
): Promise<Pick<PlacementFacts, 'covers'>> {
  const row = coverOf ? await db.entity.findUnique({ where: { id: coverOf, kind: 'placement' } }) : null;
  const covers = row ? takenOverOf(stateOfPlacement(row), fromOn) : undefined;
  return covers ? { covers } : {};
}

const noProfile = (personId: string) =>
  refused(
    refuse(
      'unknown-person',
      `${personId} has no profile as a researcher: enter it first (POST /v1/researchers).`,
      `${personId} 尚无研究人员档案，请先建立（POST /v1/researchers）。`,
    ),
    [{ pointer: '/personId', detail: 'has no profile as a researcher', detailZh: '尚无研究人员档案' }],
  );

const setOff = (personId: string) =>
  refused(
    refuse(
      'unknown-person',
      `${personId} is not proposed any more: whoever has left is set off. If they are there again, say so (PUT /v1/researchers/${personId}, active).`,
      `${personId} 已离开或停用，不再推荐；如已返回，请重新启用（PUT /v1/researchers/${personId}，active）。`,
    ),
    [{ pointer: '/personId', detail: 'is not proposed any more', detailZh: '已停用，不再推荐' }],
  );

async function unitPost(db: Database, unitId: string, agreementId: string): Promise<string> {
  const agreement = await db.entity.findUnique({ where: { id: agreementId }, select: { homeUnitId: true } });
  const found = await unitPostOf(db, unitId, agreement?.homeUnitId ?? null);
  if (found) return found;
  throw refused(
    refuse(
      'unknown-post',
      `Nobody can consent for ${unitId}: name its director or coordinator (PUT /v1/organisations/${unitId}/reporting-line).`,
      `${unitId} 无人可出具意见：请登记其负责人或协调人（PUT /v1/organisations/${unitId}/reporting-line）。`,
    ),
  );
}

/** The enterprise's liaison, else whoever is known there. */
async function hostPost(db: Database, organisationId: string): Promise<string> {
  const organisation = await db.organisation.findUnique({ where: { id: organisationId } });
  const known = organisation?.liaisonPostId ?? organisation?.coordinatorPostId;
  const post = known ?? (await db.post.findFirst({ where: { organisationId }, orderBy: { id: 'asc' } }))?.id;
  if (post) return post;
  throw refused(
    refuse(
      'unknown-post',
      `Nobody is known at ${organisationId}: give hostPostId, or enter a post there first (POST /v1/posts).`,
      `${organisationId} 尚无联系职务：请填写 hostPostId，或先登记职务（POST /v1/posts）。`,
    ),
    [{ pointer: '/hostPostId', detail: 'nobody is known there', detailZh: '尚无联系职务' }],
  );
}
