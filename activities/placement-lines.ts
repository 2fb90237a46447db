import { cut, widthOf } from '../domain/cut.ts';
import type { Bilingual } from '../domain/decider.ts';
import type { FollowUp, FollowUpHost } from '../domain/follow-up/host.ts';
import { inLanguage } from '../domain/labels.ts';
import { inBoth, organisationName, personName } from '../domain/notices/names.ts';
import type { Language } from '../domain/notices/names.ts';
import type { Cap } from '../domain/placement/booking-events.ts';
import type { Change } from '../domain/placement/change.ts';
import type { HalfDay } from '../domain/placement/half-days.ts';
import { marksIn, numberOf } from '../domain/placement/half-month.ts';
import { keepersOf } from '../domain/placement/keepers.ts';
import { Mark } from '../domain/placement/marks.ts';
import type { PlacementState } from '../domain/placement/state.ts';
import { plainDate } from '../mail/dates.ts';
import { datesNamed, daysNamed, isPlacement } from '../mail/placement-figures.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { oneLine } from './name-of.ts';
import { profileOf, whatFor, whoIsIt } from './placement-brief.ts';
import { readableText } from './written-about.ts';
import { isOffice, knowsResearcher, seatOf } from './placement-seats.ts';
import type { PlacementReader } from './placement-seats.ts';

/** Which placement a mail or a page is about, in lines for both languages; people have several at once. */

type Transaction = Prisma.TransactionClient;

/** None for what is no placement. `change`: what the reader is told of its days. */
export async function placementLines(
  tx: Transaction,
  { host, f, change }: { host: FollowUpHost; f: FollowUp | undefined; change?: Change | undefined },
  reader: PlacementReader,
): Promise<Bilingual[]> {
  if (!isPlacement(host)) return [];
  const lines = [
    await whichPlacement(tx, { s: host, f }, reader),
    knowsResearcher(host, reader.postId, f) ? await whoIsIt(tx, { s: host, f }) : null,
    await standInLine(tx, { s: host, f, standInId: change?.standInId ?? chosenFor(host, f) }, reader),
    ...(await whatFor(tx, { s: host, f }, reader)),
    ...(await whoWasThere(tx, host, f, reader)),
    f?.kind === 'placement-clash' ? await clashLine(tx, host, reader) : null,
    change?.change === 'yours' ? ownDays(host, reader) : null,
  ];
  return lines.filter((line) => line !== null);
}

interface Asked {
  s: PlacementState;
  f: FollowUp | undefined;
}

async function whichPlacement(tx: Transaction, { s, f }: Asked, reader: PlacementReader): Promise<Bilingual> {
  const [enterprise, person, point] = await Promise.all([
    tx.organisation.findUnique({ where: { id: s.host.organisationId } }),
    knowsResearcher(s, reader.postId, f) ? tx.person.findUnique({ where: { id: s.researcher.personId } }) : null,
    pointOf(tx, s, reader),
  ]);
  return inBoth((as) => {
    const zh = as === 'zh-CN';
    const [fromOn, toOn] = [plainDate(as, s.period.fromOn), plainDate(as, s.period.toOn)];
    const parts = [
      enterprise ? organisationName(as, enterprise) : null,
      person ? `${zh ? '研究人员' : 'researcher '}${personName(as, person)}` : null,
      zh ? `${fromOn}至${toOn}` : `${fromOn} to ${toOn}`,
      zh ? `每年 ${s.daysAYear} 天` : `${s.daysAYear} days a year`,
      point ? (zh ? `派驻点“${point}”` : `at “${point}”`) : null,
    ];
    const said = parts.filter((part) => part !== null).join(zh ? '，' : ', ');
    return zh ? `派驻：${said}。` : `The placement: ${said}.`;
  });
}

const MOST_WIDTH = 80;

async function pointOf(
  tx: Transaction,
  s: PlacementState,
  { organisationId }: PlacementReader,
): Promise<string | null> {
  const id = s.point ?? s.said.point;
  const text = await readableText(tx, id ?? null, organisationId);
  return text === null ? null : cut(oneLine(text), MOST_WIDTH, widthOf);
}

const chosenFor = (s: PlacementState, f: FollowUp | undefined): string | undefined =>
  f?.kind === 'cover-consent' ? s.cover?.requests[s.cover.chosen ?? '']?.personId : undefined;

/**
 * Whoever was chosen has said yes: the enterprise that is asked about them, or told of them, may know who it is, and so may whoever
 * they stand in for.
 */
async function standInLine(
  tx: Transaction,
  { s, f, standInId }: Asked & { standInId: string | undefined },
  { postId }: PlacementReader,
): Promise<Bilingual | null> {
  if (standInId === undefined || !(knowsResearcher(s, postId, f) || seatOf(s, postId) === 'person')) return null;
  const person = await tx.person.findUnique({ where: { id: standInId } });
  // Whoever is asked whether they agree reads who it is; whoever is told of it, the name.
  const profile = f?.kind === 'cover-consent' ? await profileOf(tx, standInId, s.unit.organisationId) : null;
  return (
    person &&
    inBoth((as) => {
      const more = profile ? inLanguage(as, profile) : '';
      const name = personName(as, person);
      const said = more === '' ? name : `${name}${as === 'zh-CN' ? '；' : '; '}${more}`;
      return `${as === 'zh-CN' ? '顶岗人选：' : 'Who stands in: '}${said}${END[as]}`;
    })
  );
}

/** Of the days that the host is asked about, who kept those that the researcher did not. */
async function whoWasThere(
  tx: Transaction,
  s: PlacementState,
  f: FollowUp | undefined,
  { postId }: PlacementReader,
): Promise<Bilingual[]> {
  if (f?.kind !== 'placement-presence' || !knowsResearcher(s, postId)) return [];
  const logged = marksIn(s, numberOf(f.about.id), Mark.logged).map(({ onDate, half }): HalfDay => `${onDate}/${half}`);
  const stoodIn = keepersOf(s).filter(({ standInId }) => standInId !== null);
  const lines = stoodIn.map(async ({ personId, halfDays }) => {
    const kept = logged.filter((each) => halfDays.includes(each));
    const person = kept.length > 0 ? await tx.person.findUnique({ where: { id: personId } }) : null;
    if (!person) return null;
    return inBoth((as) => {
      const [name, days] = [personName(as, person), datesNamed(as, kept)];
      return as === 'zh-CN' ? `其中由${name}顶岗：${days}。` : `Of these ${name} stood in on: ${days}.`;
    });
  });
  return (await Promise.all(lines)).filter((line) => line !== null);
}

const END = { en: '.', 'zh-CN': '。' } as const;

/** For our own office only: it names other enterprises. */
async function clashLine(tx: Transaction, s: PlacementState, { postId }: PlacementReader): Promise<Bilingual | null> {
  const { clashes, cap } = s.booking;
  if (!postId || !isOffice(s, postId)) return null;
  if (clashes.length === 0) return cap ? inBoth((as) => capLine(as, cap)) : null;
  const ids = [...new Set(clashes.map(({ enterpriseId }) => enterpriseId))];
  const enterprises = await tx.organisation.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' } });
  return inBoth((as) => {
    const names = enterprises.map((one) => organisationName(as, one)).join(as === 'zh-CN' ? '、' : ', ');
    const days = daysNamed(
      as,
      clashes.map(({ onDate, half }) => `${onDate}/${half}` as const),
    );
    return as === 'zh-CN' ? `与在${names}的派驻冲突。${days ?? ''}` : `Taken by a placement at ${names}. ${days ?? ''}`;
  });
}

/** The limit that stood in the way, with its rule and source, and what can be done. */
function capLine(as: Language, { rule, source, value, weekOn, halfDays }: Cap): string {
  const zh = as === 'zh-CN';
  const from = zh ? `（规则 ${rule}，依据 ${source}）` : ` (${rule}, ${source})`;
  if (weekOn === undefined) {
    return zh
      ? `超出上限 ${value}${from}。请另选日期或人员。`
      : `More than the limit of ${value}${from}. Choose other days or somebody else.`;
  }
  const week = plainDate(as, weekOn);
  return zh
    ? `${week}起的一周共 ${halfDays} 个半天，超出本人申报的 ${value} 个${from}。请另选日期，或经本人同意并写明理由（beyondDeclaredReason）。`
    : `${halfDays} half days in the week of ${week}, and ${value} were declared${from}. Choose other days, or say why the person agrees to more (beyondDeclaredReason).`;
}

function ownDays(s: PlacementState, { postId }: PlacementReader): Bilingual | null {
  const halfDays = s.standIns.flatMap((one) => (one.postId === postId ? one.halfDays : []));
  return halfDays.length > 0 ? inBoth((as) => daysNamed(as, halfDays) ?? '') : null;
}
