import { z } from 'zod';
import { refuse } from '../domain/refusal.ts';
import type { Database } from '../prisma/client.ts';
import type { Principal } from './principal.ts';
import { refused } from './problem.ts';
import { referencesIn } from './references.ts';
import { upwards } from './researchers/home-unit.ts';

/**
 * What our office writes down for a side of a placement was said by somebody of that side: an answer of a stranger binds nobody.
 * Whoever comes with a link or token of their own is looked at by the rules (domain/placement/own-place.ts), by the posts they hold.
 */

type Speaking = 'unit' | 'host';

/** Where a command names who of which side has spoken. That the researcher answers in person the rules see for themselves. */
const spokenAt: Readonly<Record<string, Readonly<Record<string, Speaking>>>> = {
  answerForUnit: { '/personId': 'unit' },
  answerForHost: { '/personId': 'host' },
  consentToSubstitute: { '/personId': 'host' },
  fileAgreementDocument: { '/signatures/unit': 'unit', '/signatures/host': 'host' },
};

const ofSide = z.looseObject({ organisationId: z.string(), postId: z.string() });
const placed = z.looseObject({
  unit: ofSide,
  host: ofSide,
  supervisors: z.looseObject({ unit: z.string().nullable(), host: z.string().nullable() }),
});

const assessed = z.looseObject({ side: z.enum(['unit', 'host']), personId: z.string().optional() });

/**
 * @throws Problem `person-of-another-side`, with whose person was expected; `shape-invalid` where a side is said to have assessed,
 * by somebody who is not of it, and nobody is named
 */
export async function checkSpeakers(
  db: Database,
  principal: Pick<Principal, 'personId'>,
  { name, entityId, data }: { name: string; entityId: string; data: unknown },
): Promise<void> {
  const assessment = name === 'assess' ? assessed.parse(data) : null;
  const sides = assessment ? { '/personId': assessment.side } : spokenAt[name];
  if (!sides) return;
  const row = await db.entity.findUnique({ where: { id: entityId }, select: { state: true } });
  const state = placed.safeParse(row?.state);
  // One that has just been proposed has no row yet: nobody has been asked, and the rules say so.
  if (!state.success) return;
  for (const { id, pointer } of referencesIn(data)) {
    const side = sides[pointer];
    if (side && !(await speaksFor(db, id, state.data, side)))
      throw stranger(id, pointer, state.data[side].organisationId);
  }
  if (assessment && !assessment.personId) {
    const { personId } = principal;
    if (!personId || !(await speaksFor(db, personId, state.data, assessment.side))) throw nobodyNamed();
  }
}

/** Of the side, by where they are reached or by a post; a home unit is also spoken for by one above it, whoever consents for it. */
async function speaksFor(db: Database, personId: string, s: z.output<typeof placed>, side: Speaking): Promise<boolean> {
  const { organisationId, postId } = s[side];
  const own = side === 'host' ? [organisationId] : (await upwards(db, organisationId)).map(({ id }) => id);
  const posts = [postId, s.supervisors[side]].filter((id) => id !== null);
  const isOf = [
    { organisationId: { in: own } },
    { posts: { some: { OR: [{ organisationId: { in: own } }, { id: { in: posts } }] } } },
  ];
  return (await db.person.count({ where: { id: personId, OR: isOf } })) > 0;
}

function nobodyNamed() {
  return refused(
    refuse('shape-invalid', 'Name who of that side assesses (personId).', '请填写该方考核人（personId）。'),
    [{ pointer: '/personId', detail: 'is missing', detailZh: '缺失' }],
  );
}

function stranger(id: string, pointer: string, expected: string) {
  return refused(
    refuse(
      'person-of-another-side',
      `${id} is not of ${expected}: somebody of ${expected} was expected.`,
      `${id} 不属 ${expected}：须为 ${expected} 的人员。`,
    ),
    [{ pointer, detail: `is not of ${expected}`, detailZh: `不属 ${expected}` }],
  );
}
