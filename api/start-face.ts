import { cut, cutToBytes } from '../domain/cut.ts';
import { labelOf, shortTitle, stageLabels } from '../domain/labels.ts';
import { organisationName, shortName } from '../domain/notices/names.ts';
import type { Language } from '../domain/notices/names.ts';
import { refuse } from '../domain/refusal.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import type { Database } from '../prisma/client.ts';
import type { StartFace } from './gateway.ts';
import { refused } from './problem.ts';

type Organisation = Prisma.OrganisationGetPayload<object>;

/** What the Temporal UI shows from the first moment: organisations only, in its language. */
export async function faceOf(
  db: Database,
  partyIds: readonly string[],
  unit: Organisation,
  language: Language,
): Promise<StartFace> {
  const rows = await db.organisation.findMany({ where: { id: { in: [...partyIds] } } });
  const parties = partyIds.flatMap((id) => rows.find((row) => row.id === id) ?? []);
  return {
    title: cutToBytes(shortTitle(parties.map((party) => shortName(language, party))), 190),
    stage: language === 'zh-CN' ? labelOf(language, stageLabels, 'visit') : 'visit',
    homeUnit: cut(organisationName(language, unit), 200),
    parties: parties.slice(0, 40).map((party) => cut(organisationName(language, party), 200)),
    details: parties
      .slice(0, 20)
      .map(
        (party) =>
          `- ${cut([party.nameZh, party.nameEn].filter(Boolean).join(' · ') || organisationName(language, party), 200)}`,
      )
      .join('\n'),
  };
}

/** Later meetings of the same parties belong to the agreement they have (S70). @throws Problem `already-exists` */
export async function refuseSecond(
  db: Database,
  asked: { parties: { organisationId: string }[]; parentId?: string | undefined },
  homeUnitId: string,
): Promise<void> {
  const ids = [...new Set(asked.parties.map((party) => party.organisationId))];
  const open = await db.entity.findMany({
    where: {
      kind: 'agreement',
      closed: false,
      homeUnitId,
      parentId: asked.parentId ?? null,
      partyIds: { hasEvery: ids },
    },
    select: { id: true, partyIds: true },
    take: 50,
  });
  const same = open.find((entity) => entity.partyIds.length === ids.length);
  if (!same) return;
  throw refused(
    refuse(
      'already-exists',
      `${same.id} is open between the same parties; record what follows there, or set besideOpenOne.`,
      `相同合作方已有未结合作 ${same.id}；请在其中登记，或设置 besideOpenOne。`,
    ),
  );
}
