import { localDateOf, namedOn } from '../../domain/calendar/calendar.ts';
import type { Bilingual } from '../../domain/decider.ts';
import { unansweredQuestions } from '../../domain/follow-up/engine.ts';
import type { FollowUp, FollowUpHost } from '../../domain/follow-up/host.ts';
import { pendingHandOver } from '../../domain/follow-up/hand-over.ts';
import { isRuleSet, stepPolicy } from '../../domain/follow-up/ladder.ts';
import type { PlannedItem } from '../../domain/notices/compose.ts';
import { inLanguage } from '../../domain/labels.ts';
import { Voice } from '../../domain/notices/facts.ts';
import { languageOf, organisationName, personName, salutationParts } from '../../domain/notices/names.ts';
import type { Language } from '../../domain/notices/names.ts';
import { changeFacts } from '../../domain/placement/change.ts';
import { Certainty } from '../../domain/fields.ts';
import { valuesFor } from '../../domain/policy/adopted.ts';
import { followUpPolicies } from '../../domain/policy/defaults.ts';
import { valueOf } from '../../domain/policy/values.ts';
import type { FollowUpKind } from '../../domain/policy/defaults.ts';
import type { ItemFacts, LetterFacts } from '../../mail/letter.ts';
import { linkUrl } from '../../mail/link-token.ts';
import { figuresOf } from '../../mail/placement-figures.ts';
import { cut } from '../../domain/cut.ts';
import { titlesOf } from '../agreement-titles.ts';
import { itemNames, nameKeyOf } from '../name-of.ts';
import type { ItemName } from '../name-of.ts';
import { placementLines } from '../placement-lines.ts';
import { kindFor, proposedDueOn, toldDueOn } from '../proposed-date.ts';
import { readableText, reasonOfDecline, writtenAbout, writtenWith } from '../written-about.ts';
import { fromOthers } from '../inbound/whose-word.ts';
import { sheetOf } from '../sheets/sheet-of.ts';
import type { PostboxDeps } from './deps.ts';
import { decisionFacts } from './decision-facts.ts';
import { nextOfUntaken, nextStep } from './next-step.ts';
import { attendanceItem, meetingItem } from './invitation.ts';
import { agreementName, organisationOf, organisationRow, postOf } from './names-read.ts';
import { whyFacts } from './why-facts.ts';
import { countQuestions, countUntaken, isAlong, isListed, lightNow, readingSeat, textFact } from './situation.ts';
import type { EntityNow, NoticeRow, Situation, Transaction } from './situation.ts';

/** Of a mail that came back; the whole of it is behind its link. */
const MOST_QUOTED = 400;

/** Names and facts of a mail from the directory, in its reader's language. Links are put in afterwards. */
export async function letterFacts(
  tx: Transaction,
  deps: PostboxDeps,
  situation: Situation,
  planned: { voice: Voice; items: PlannedItem[] },
  at: string,
): Promise<LetterFacts> {
  const { person } = situation;
  const language = languageOf(person.language);
  const first = planned.items[0];
  const items: ItemFacts[] = [];
  const names = await namesOf(tx, situation, planned);
  const agreementIds = planned.items.map(({ notice }) => notice.agreementId);
  const titles = planned.voice === Voice.ours ? await titlesOf(tx, agreementIds) : new Map<string, string>();
  for (const item of planned.items)
    items.push(await itemFacts(tx, deps, situation, { item, language, voice: planned.voice, names, titles, at }));
  const introduction = first?.notice.kind === 'introduction' ? situation.rows.get(first.notice.id) : undefined;
  const sheet = first ? await sheetOf(tx, situation, { item: first, voice: planned.voice, at }) : null;
  return {
    language,
    voice: planned.voice,
    todayOn: localDateOf(person.zone, at),
    salutation: salutationParts(language, person),
    items,
    office: await officeName(tx, situation, first, language),
    isDemonstration: deps.isDemonstration,
    unsubscribeUrl: null,
    introducedBy: introduction ? await introducer(tx, introduction, language) : null,
    ...(sheet ? { sheet: { sheet, links: new Map() } } : {}),
  };
}

interface ItemContext {
  item: PlannedItem;
  language: Language;
  voice: Voice;
  names: ReadonlyMap<string, ItemName>;
  titles: ReadonlyMap<string, string>;
  at: string;
}

async function itemFacts(
  tx: Transaction,
  deps: PostboxDeps,
  situation: Situation,
  { item, language, voice, names, titles, at }: ItemContext,
): Promise<ItemFacts> {
  const { notice } = item;
  const row = situation.rows.get(notice.id);
  const entity = situation.entities.get(notice.entityId);
  const f = notice.followUpId ? entity?.host.followUps[notice.followUpId] : undefined;
  const stored = row ? textFact(row, 'followUpKind') : null;
  const followUpKind = f?.kind ?? (stored && isFollowUpKind(stored) ? stored : null);
  const stepKey = row ? textFact(row, 'step') : null;
  const seat = readingSeat(situation.seats, notice);
  const ours = voice === Voice.ours;
  const answer = row ? await answerOf(tx, row) : null;
  const meeting = await meetingItem(tx, row, {
    wasInvited: notice.meeting?.wasInvited ?? false,
    language,
    at,
  });
  const proposedOn =
    f && entity && !ours
      ? await proposedDueOn(tx, { host: entity.host, f, personId: situation.person.id, at })
      : (f?.dueOn ?? null);
  return {
    kind: kindFor(notice.kind, {
      proposedOn,
      dueOn: f?.dueOn ?? null,
      todayOn: localDateOf(situation.person.zone, at),
    }),
    followUpKind,
    about: f?.about ?? null,
    agreement: await agreementName(tx, situation.entities.get(notice.agreementId) ?? entity, {
      language,
      title: titles.get(notice.agreementId),
    }),
    organisation: f?.sideOrgId ? await organisationOf(tx, f.sideOrgId, language) : null,
    of: f && entity ? inName(language, names.get(nameKeyOf({ entityId: entity.id, ...f.about }))?.name ?? null) : null,
    ...(answer ? { quote: cut(answer.text, MOST_QUOTED) } : await quoteOf(tx, situation, { notice, row, entity, f })),
    ...(f && entity && notice.kind === 'reported' ? await reportedAs(tx, situation, { entity, f }) : {}),
    ...(entity ? await placementOf(tx, situation, { notice, row, entity, f }, language) : {}),
    figures: f && entity ? figuresOf(language, entity.host, f, at) : null,
    dueOn: proposedOn ?? notice.followUp?.dueOn ?? (notice.followUpId ? null : notice.dueOn),
    namedOn: entity && f?.dueOn === proposedOn ? freeDayNamed(entity, f) : null,
    wasDueOn: row ? textFact(row, 'wasDueOn') : null,
    change: changeFacts.safeParse(row?.facts).data ?? null,
    askedOn: row ? textFact(row, 'askedDueOn') : null,
    acceptBy: entity ? acceptBy(entity, f ?? (await heldMatter(tx, entity, row))) : null,
    ...(await decisionFacts(tx, { notice, row, entity, f, language, ours })),
    isToConfirm: row !== undefined && textFact(row, 'confirms') !== null,
    // What was named by a person is no default of ours, though the matter may still be a question.
    isAssumed: f ? f.dueCertainty === Certainty.assumed : (notice.followUp?.isAssumed ?? false),
    isOwnerAssumed: f ? f.ownerCertainty === Certainty.assumed : (notice.followUp?.isAssumed ?? false),
    isDefault: f?.dueCertainty === Certainty.default,
    isProvisional: f?.provisional === true,
    movedByPolicy: row ? textFact(row, 'movedBy') === 'policy' : false,
    isRuleSet: f !== undefined && entity !== undefined && stepKey !== null && isRuleSet(entity.host, f, stepKey),
    light: ours ? lightNow(entity, notice.followUpId, at) : null,
    ownerPost: ours ? await ownerOf(tx, f, row, language) : null,
    readerPost: notice.postId ? await postOf(tx, notice.postId, language) : null,
    isStandIn: seat?.isStandIn ?? false,
    ...(await whyFacts(tx, { notice, row, entity, f, at, ours, personId: situation.person.id })),
    step: f && entity && stepKey ? (stepPolicy(entity.host, f, stepKey) ?? null) : null,
    ...(ours && f && entity && (await isOfOthers(tx, f))
      ? { owedByOther: true, toldDueOn: await toldThere(tx, { host: entity.host, f }) }
      : { owedByOther: false }),
    origin: ours && followUpKind ? followUpPolicies[followUpKind].origin : null,
    next:
      f && entity
        ? await nextStep(tx, entity, f, {
            at,
            language: ours ? language : null,
            postId: notice.postId,
            isAlong: isAlong(f, notice.postId),
          })
        : entity && row && notice.kind === 'duties-not-accepted'
          ? await nextOfUntaken(tx, entity, row, { language, postId: notice.postId })
          : null,
    ...(row ? { isListed: isListed(row) } : {}),
    links: [],
    count: entity ? countOf(notice, row, { entity, at }) : null,
    ...(notice.kind === 'count-of-questions' && entity ? { unansweredFor: unansweredFor(entity, at) } : {}),
    person: row ? await taskPerson(tx, deps, row, language) : null,
    ...(answer ? { away: awayOf(answer), isByAnother: answer.isByAnother } : {}),
    ...(meeting ? { meeting } : {}),
    ...(row?.kind === 'attendance' ? { attendance: await attendanceItem(tx, row, language) } : {}),
  };
}

async function placementOf(
  tx: Transaction,
  { person }: Situation,
  {
    notice,
    row,
    entity,
    f,
  }: { notice: PlannedItem['notice']; row: NoticeRow | undefined; entity: EntityNow; f: FollowUp | undefined },
  language: Language,
): Promise<Pick<ItemFacts, 'placement'>> {
  const change = changeFacts.safeParse(row?.facts).data;
  const reader = { postId: notice.postId ?? null, organisationId: person.organisationId };
  const lines = await placementLines(tx, { host: entity.host, f, change }, reader);
  return lines.length > 0 ? { placement: lines.map((line) => inLanguage(language, line)) } : {};
}

/** Of all matters at once: a morning's mail may have sixty. */
function namesOf(
  tx: Transaction,
  { entities, person }: Situation,
  { voice, items }: { voice: Voice; items: PlannedItem[] },
): Promise<ReadonlyMap<string, ItemName>> {
  const abouts = items.flatMap(({ notice: { entityId, followUpId } }) => {
    const f = followUpId ? entities.get(entityId)?.host.followUps[followUpId] : undefined;
    return f ? [{ entityId, ...f.about }] : [];
  });
  return itemNames(tx, abouts, { isOurs: voice === Voice.ours, organisationId: person.organisationId });
}

const inName = (language: Language, name: Bilingual | null): string | null => name && inLanguage(language, name);

function isFollowUpKind(kind: string): kind is FollowUpKind {
  return Object.hasOwn(followUpPolicies, kind);
}

/** The day off that somebody named, as long as the date stands that came of it. */
function freeDayNamed({ host: { calendar } }: EntityNow, { askedDueOn, dueOn }: FollowUp): string | null {
  return askedDueOn && namedOn(calendar, askedDueOn).on === dueOn ? askedDueOn : null;
}

/** The mail that came back, of a task to read it. */
async function answerOf(tx: Transaction, row: NoticeRow) {
  const replyId = textFact(row, 'replyId');
  const reply = replyId ? await tx.reply.findUnique({ where: { id: replyId } }) : null;
  if (!reply) return null;
  const text = (await tx.text.findUnique({ where: { id: reply.textId } }))?.content ?? '';
  return { ...reply, text, isByAnother: (await fromOthers(tx, [reply])).has(reply.id) };
}

const awayOf = ({ awayFromOn, awayToOn }: { awayFromOn: string | null; awayToOn: string | null }) =>
  awayFromOn && awayToOn ? { fromOn: awayFromOn, toOn: awayToOn } : null;

/** Owed by an organisation that is none of ours: what our university owes is no matter to write to a counterpart about. */
async function isOfOthers(tx: Transaction, { sideOrgId }: FollowUp): Promise<boolean> {
  const side = sideOrgId ? await organisationRow(tx, sideOrgId) : null;
  return side !== null && !side.ours;
}

/** What their contact has read as the date: a letter of ours to a counterpart names no other. */
async function toldThere(tx: Transaction, { host, f }: { host: FollowUpHost; f: FollowUp }): Promise<string | null> {
  const post = f.ownerPostId ? await tx.post.findUnique({ where: { id: f.ownerPostId } }) : null;
  return post?.holderId ? toldDueOn(tx, { host, f, personId: post.holderId }) : null;
}

/** By when whoever it was handed to may accept it; null where nothing is to be accepted. */
const acceptBy = ({ host }: EntityNow, f: FollowUp | undefined): string | null =>
  (f && pendingHandOver(host, f)?.acceptByOn) ?? null;

/** Of a wanted introduction: what waits to be read by whoever does not know us yet. */
async function heldMatter(
  tx: Transaction,
  { host }: EntityNow,
  row: NoticeRow | undefined,
): Promise<FollowUp | undefined> {
  if (row?.kind !== 'introduction-wanted') return undefined;
  const held = await tx.notice.findUnique({
    where: { id: textFact(row, 'noticeId') ?? '' },
    select: { followUpId: true },
  });
  return held?.followUpId ? host.followUps[held.followUpId] : undefined;
}

/** Why somebody asks, refuses or does not take it; else what was written about the matter itself. */
async function quoteOf(
  tx: Transaction,
  { person }: Situation,
  {
    notice,
    row,
    entity,
    f,
  }: {
    notice: PlannedItem['notice'];
    row: NoticeRow | undefined;
    entity: EntityNow | undefined;
    f: FollowUp | undefined;
  },
): Promise<Pick<ItemFacts, 'quote' | 'isReason'>> {
  const reasonId = row ? textFact(row, 'reason') : null;
  if (notice.kind === 'placement-changed') {
    const why = await readableText(tx, reasonId, person.organisationId);
    return why === null ? { quote: null } : { quote: cut(why, MOST_QUOTED), isReason: true };
  }
  if (!f || !entity) return { quote: null };
  const reason = reasonId
    ? (await tx.text.findUnique({ where: { id: reasonId } }))?.content
    : notice.kind === 'question'
      ? await reasonOfDecline(tx, entity.id, f)
      : null;
  if (reason) return { quote: reason, isReason: true };
  return { quote: await writtenAbout(tx, entity.id, f.about, person.organisationId) };
}

/** In whose words it was reported done: whoever confirms it goes by them. */
async function reportedAs(
  tx: Transaction,
  { person }: Situation,
  { entity, f }: { entity: EntityNow; f: FollowUp },
): Promise<Pick<ItemFacts, 'reportedAs'>> {
  const evidence = { type: 'followUpReported', field: 'evidence', readerOrganisationId: person.organisationId };
  const text = await writtenWith(tx, entity.id, f, evidence);
  return text ? { reportedAs: cut(text, MOST_QUOTED) } : {};
}

/** The post that owes it: of one matter, or of all that came with a post. */
async function ownerOf(
  tx: Transaction,
  f: FollowUp | undefined,
  row: NoticeRow | undefined,
  language: Language,
): Promise<string | null> {
  const id = f ? f.ownerPostId : row?.kind === 'duties-not-accepted' ? textFact(row, 'ownerPostId') : null;
  return id ? postOf(tx, id, language) : null;
}

/** After how many working days without an answer the director hears of a question. */
function unansweredFor({ host }: EntityNow, at: string): number | null {
  const [first] = unansweredQuestions(host, at);
  return first ? valueOf(valuesFor(host, first), 'questions.countAfterWorkingDays') : null;
}

function countOf(
  { kind }: PlannedItem['notice'],
  row: NoticeRow | undefined,
  { entity, at }: { entity: EntityNow; at: string },
): number | null {
  if (kind === 'count-of-questions') return countQuestions(entity, at);
  return kind === 'duties-not-accepted' && row ? countUntaken(entity, textFact(row, 'ownerPostId')) : null;
}

async function taskPerson(
  tx: Transaction,
  deps: PostboxDeps,
  row: NoticeRow,
  language: Language,
): Promise<ItemFacts['person']> {
  const personId = textFact(row, 'personId');
  const person = personId
    ? await tx.person.findUnique({ where: { id: personId }, include: { organisation: true } })
    : null;
  if (!person) return null;
  const text = textFact(row, 'text');
  const linkId = textFact(row, 'linkId');
  return {
    name: personName(language, person),
    organisation: person.organisation ? organisationName(language, person.organisation) : null,
    channel: person.channel,
    ...(textFact(row, 'held') ? { isMailHeld: true as const } : {}),
    passOn: text && linkId ? `${text}\n${linkUrl(deps.publicUrl, deps.linkSecret, linkId)}` : text,
  };
}

async function officeName(
  tx: Transaction,
  situation: Situation,
  first: PlannedItem | undefined,
  language: Language,
): Promise<string> {
  const homeUnitId = first ? situation.entities.get(first.notice.entityId)?.homeUnitId : null;
  return (homeUnitId ? await organisationOf(tx, homeUnitId, language) : null) ?? '';
}

async function introducer(tx: Transaction, row: NoticeRow, language: Language): Promise<LetterFacts['introducedBy']> {
  const byPersonId = textFact(row, 'byPersonId');
  const by = byPersonId ? await tx.person.findUnique({ where: { id: byPersonId } }) : null;
  if (!by) return { name: textFact(row, 'byName') ?? '', title: null };
  return { name: personName(language, by), title: language === 'zh-CN' ? by.fullTitleZh : by.fullTitleEn };
}
