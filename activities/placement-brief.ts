import { z } from 'zod';
import { levelNames } from '../domain/directory/researchers.ts';
import type { Bilingual } from '../domain/decider.ts';
import type { FollowUp } from '../domain/follow-up/host.ts';
import { cut } from '../domain/cut.ts';
import { inLanguage, needClassLabels } from '../domain/labels.ts';
import { termInUse } from '../domain/matching/lexicon.ts';
import { inBoth, organisationName } from '../domain/notices/names.ts';
import type { Language } from '../domain/notices/names.ts';
import type { PlacementState } from '../domain/placement/state.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { readLexicon } from './lexicon.ts';
import { oneLine } from './name-of.ts';
import { seatOf } from './placement-seats.ts';
import { readableText } from './written-about.ts';
import type { PlacementReader, Seat } from './placement-seats.ts';

/**
 * What somebody who is asked about a placement decides by: what it is for, and who it is. Of a need its class and the skills wanted,
 * never its text, which is private to its party (S45); of a researcher what the directory says, never their own words, which are for
 * our office. Whether a name may be read at all is decided before (placement-seats.ts).
 */

type Transaction = Prisma.TransactionClient;

/** Questions whose answer depends on what it is for; and those who judge what came of it. */
const asks: ReadonlySet<FollowUp['kind']> = new Set<FollowUp['kind']>([
  'placement-willing',
  'placement-consent',
  'placement-host-answer',
  'placement-substitute',
  'placement-other',
  'cover-request',
  'cover-consent',
]);
const judges: ReadonlySet<FollowUp['kind']> = new Set<FollowUp['kind']>(['placement-assessment', 'placement-result']);

/** So much of a purpose, and so many terms, belong into a mail. */
const MOST_PURPOSE = 600;
const MOST_TERMS = 12;

/** What it is for, in lines; none for matters that do not depend on it, and for whoever has no part in it. */
export async function whatFor(
  tx: Transaction,
  { s, f }: { s: PlacementState; f: FollowUp | undefined },
  reader: PlacementReader,
): Promise<Bilingual[]> {
  const seat = seatOf(s, reader.postId, f);
  if (!f || !seat || !(asks.has(f.kind) || judges.has(f.kind))) return [];
  const lines = [
    await purposeLine(tx, s, reader),
    ...(asks.has(f.kind) ? [await needLine(tx, s, seat), isAskedByName(s, f) ? byName[seat] : null] : []),
  ];
  return lines.filter((line) => line !== null);
}

/** Of a substitute, or of whoever stands in, it is not true. */
const isAskedByName = ({ isRequested, coverOf }: PlacementState, { kind }: FollowUp): boolean =>
  isRequested && coverOf === null && kind !== 'cover-consent';

const askedForThem = {
  en: 'The enterprise asked for this researcher by name.',
  zh: '该人选由企业点名提出。',
};
const byName = {
  person: { en: 'The enterprise asked for you by name.', zh: '企业点名希望您前往。' },
  host: { en: 'You asked for this researcher by name.', zh: '该人选由贵单位点名提出。' },
  unit: askedForThem,
  office: askedForThem,
  candidate: null,
} as const;

async function purposeLine(
  tx: Transaction,
  s: PlacementState,
  { organisationId }: PlacementReader,
): Promise<Bilingual | null> {
  const text = await readableText(tx, s.said.purpose ?? null, organisationId);
  if (text === null) return null;
  const words = cut(oneLine(text), MOST_PURPOSE);
  return { en: `What it is for: “${words}”`, zh: `派驻目的：“${words}”` };
}

async function needLine(tx: Transaction, s: PlacementState, seat: Seat): Promise<Bilingual | null> {
  if (s.needIds.length === 0) return null;
  const needs = await wantedBy(tx, s);
  const named = await termNames(
    tx,
    needs.flatMap(({ termIds = [] }) => termIds),
  );
  const classes = await classNames(tx);
  const one = (as: Language, { class: id = 'other', termIds = [] }: (typeof needs)[number]): string => {
    const title = inLanguage(as, classes.get(id) ?? { en: id, zh: id });
    const skills = named(as, termIds);
    if (skills === '') return title;
    return as === 'zh-CN' ? `${title}（所需专长：${skills}）` : `${title} (wanted: ${skills})`;
  };
  const all = (as: Language): string =>
    [...new Set(needs.map((need) => one(as, need)))].join(as === 'zh-CN' ? '；' : '; ');
  if (needs.length === 0) return null;
  const whose =
    seat === 'host' ? { en: 'Your need', zh: '贵单位需求' } : { en: 'The need of the enterprise', zh: '企业需求' };
  return { en: `${whose.en}: ${all('en')}.`, zh: `${whose.zh}：${all('zh-CN')}。` };
}

const wanted = z.looseObject({ class: z.string().optional(), termIds: z.array(z.string()).optional() });

/** Class and terms of the needs that it is to serve, the latest word of each; nothing else is read of them. */
async function wantedBy(tx: Transaction, s: PlacementState): Promise<z.output<typeof wanted>[]> {
  const events = await tx.event.findMany({
    where: {
      entityId: s.agreementId,
      aboutKind: 'need',
      aboutId: { in: s.needIds },
      type: { in: ['needRecorded', 'needClassified', 'needEvaluated'] },
    },
    orderBy: { seq: 'asc' },
    select: { aboutId: true, data: true },
  });
  const needs = new Map<string, z.output<typeof wanted>>();
  for (const { aboutId, data } of events) {
    needs.set(aboutId ?? '', { ...needs.get(aboutId ?? ''), ...wanted.parse(data) });
  }
  return s.needIds.map((id) => needs.get(id)).filter((need) => need !== undefined);
}

/** Classes that come with the product, and those that an administrator added. */
async function classNames(tx: Transaction): Promise<ReadonlyMap<string, Bilingual>> {
  const added = await tx.needClass.findMany();
  return new Map([
    ...Object.entries(needClassLabels),
    ...added.map(({ id, titleEn: en, titleZh: zh }) => [id, { en, zh }] as const),
  ]);
}

/** Terms as they are called now, in a reader's language; what is retired says nothing any more. */
async function termNames(
  tx: Transaction,
  ids: readonly string[],
): Promise<(as: Language, termIds: readonly string[]) => string> {
  const lexicon = ids.length > 0 ? await readLexicon(tx) : null;
  return (as, termIds) => {
    const terms = termIds.flatMap((id) => (lexicon && termInUse(lexicon, id)) ?? []);
    const names = [...new Set(terms.map((term) => inLanguage(as, term)))];
    const more = names.length > MOST_TERMS ? (as === 'zh-CN' ? '等' : ' and others') : '';
    return `${names.slice(0, MOST_TERMS).join(as === 'zh-CN' ? '、' : ', ')}${more}`;
  };
}

/** Level, home unit and fields of somebody, in the order in which an enterprise asks; empty where nothing is known. */
export async function profileOf(tx: Transaction, personId: string, unitId: string): Promise<Bilingual> {
  const row = await tx.researcher.findUnique({ where: { personId } });
  const unit = await tx.organisation.findUnique({ where: { id: row?.homeUnitId ?? unitId } });
  const named = await termNames(tx, row?.termIds ?? []);
  return inBoth((as) => {
    const zh = as === 'zh-CN';
    const level = levelNames.get(row?.level ?? '');
    const fields = named(as, row?.termIds ?? []);
    const parts = [
      level ? inLanguage(as, level) : null,
      unit ? `${zh ? '所在单位：' : 'home unit: '}${organisationName(as, unit)}` : null,
      fields === '' ? null : `${zh ? '研究领域与专长：' : 'fields: '}${fields}`,
    ];
    return parts.filter((part) => part !== null).join(zh ? '；' : '; ');
  });
}

/** Only those who were asked whether somebody may come read more than the name. */
const describes: ReadonlySet<FollowUp['kind']> = new Set<FollowUp['kind']>([
  'placement-host-answer',
  'placement-substitute',
]);

/** Who the researcher is, for whoever is asked to take them; the name stands with the placement. */
export async function whoIsIt(
  tx: Transaction,
  { s, f }: { s: PlacementState; f: FollowUp | undefined },
): Promise<Bilingual | null> {
  if (!f || !describes.has(f.kind)) return null;
  const profile = await profileOf(tx, s.researcher.personId, s.unit.organisationId);
  if (profile.en === '') return null;
  return { en: `About the researcher: ${profile.en}.`, zh: `研究人员情况：${profile.zh}。` };
}
