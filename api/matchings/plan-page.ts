import type { Bilingual } from '../../domain/decider.ts';
import type { Language } from '../../domain/notices/names.ts';
import { html } from '../../mail/html.ts';
import type { SafeHtml } from '../../mail/html.ts';
import type { ApiDeps } from '../deps.ts';
import { both, inBrackets, renderPrintPage, stackedTable, table } from '../print-page.ts';
import { whatIfOf } from './compare.ts';
import { planLink } from './plan-link.ts';
import { planNames } from './plan-names.ts';
import type { PlanNames } from './plan-names.ts';
import { planPicture } from './plan-picture.ts';
import type { ShownPlan } from './shapes.ts';

const words = {
  title: { en: 'Who goes where: a proposal', zh: '派驻匹配方案（建议）' },
  what: {
    en: 'Proposed for all needs at once. The plan itself asks nobody and books nothing. It names who was left out and why: for our own coordinators and directors only.',
    zh: '对全部需求一并提出建议；方案本身不征求任何人意见，也不预订。方案列明落选人员及原因，仅供我方协调人和负责人使用。',
  },
  legend: {
    en: 'The thicker a line, the better the fit (points of 1000). Green: accepted; grey: refused; dashed: would fit, but a rule is against it. In red: a need for which nobody was found, and people who are proposed nowhere.',
    zh: '线越粗越契合（满分 1000 分）。绿色：已接受；灰色：已拒绝；虚线：虽契合但不符合规则。红色：未匹配到人员的需求，以及未获推荐的人员。',
  },
  large: { en: 'Too many people and needs for a picture.', zh: '人员与需求过多，不绘图。' },
  matched: { en: 'Proposed', zh: '匹配建议' },
  unmatched: { en: 'Nobody found', zh: '未匹配的需求' },
  blocked: { en: 'Would fit, and kept out by a rule', zh: '契合但不符合规则' },
  need: { en: 'Need', zh: '需求' },
  person: { en: 'Person', zh: '人员' },
  why: { en: 'Why this one', zh: '入选理由' },
  next: { en: 'Why not the next two', zh: '次选两人未入选原因' },
  nobody: { en: 'Nobody else fits.', zh: '无其他契合人员。' },
  take: { en: 'What would match it', zh: '如何可以匹配' },
  rule: { en: 'Rule and source', zh: '规则与出处' },
  pinned: { en: 'fixed by a coordinator', zh: '由协调人固定' },
  requested: { en: 'asked for by name', zh: '企业点名' },
  substitute: { en: 'the enterprise asked for somebody else and must agree', zh: '企业另有点名，须经其同意' },
  unit: { en: 'the home unit is still to be asked', zh: '尚待征求所在单位意见' },
  accepted: { en: 'accepted', zh: '已接受' },
  changed: { en: 'accepted with somebody else', zh: '已换人接受' },
  refused: { en: 'refused', zh: '已拒绝' },
  begun: { en: 'being accepted', zh: '接受办理中' },
} as const satisfies Record<string, Bilingual>;

/** The weightiest parts of a score; the others are in the JSON. */
const REASONS = 3;

type Say = (text: Bilingual) => SafeHtml;
interface Page {
  plan: ShownPlan;
  names: PlanNames;
  language: Language;
  say: Say;
}

/** To be printed and gone through: the picture, then each need with its reasons, in both languages, the reader's first. */
export async function planPage(deps: ApiDeps, plan: ShownPlan, language: Language): Promise<string> {
  const names = await planNames(deps.db, plan);
  const page: Page = { plan, names, language, say: (text) => both(language, text) };
  const picture = planPicture(plan, names, language);
  const body = html`<p>${page.say(words.what)}</p>
    <p>${page.say(countsOf(plan))}</p>
    ${compareLink(deps, page, await whatIfOf(deps.db, plan))}
    ${picture ? html`<div class="picture" tabindex="0">${picture}</div>` : html`<p>${page.say(words.large)}</p>`}
    ${picture && html`<p>${page.say(words.legend)}</p>`}
    ${matchedTable(page)}${unmatchedTable(page)}${blockedTable(page)}`;
  return renderPrintPage({ language, isDemonstration: deps.isDemonstration, title: words.title, body });
}

function compareLink({ publicUrl }: ApiDeps, { plan, say, language }: Page, base: number | null): SafeHtml | null {
  if (base === null) return null;
  const text = {
    en: `This plan is a what-if: what it changes beside plan ${base}, for whom and why.`,
    zh: `本方案为假设方案：与方案 ${base} 对照，查看变动、人员及原因。`,
  };
  return html`<p><a href="${planLink(publicUrl, `${base}/compare/${plan.id}`, language)}">${say(text)}</a></p>`;
}

function countsOf({ id, on, scheme, summary }: ShownPlan): Bilingual {
  const { people, needs, matched, totalPoints, boundPoints } = summary;
  const isBest = totalPoints === boundPoints;
  const en = isBest ? 'no plan has more' : `no plan has more than ${boundPoints}`;
  const zh = isBest ? '已证明为最优' : `上限 ${boundPoints} 分`;
  return {
    en: `Plan ${id} of ${on}, scheme ${scheme.id} (version ${scheme.version}): ${people} people, ${needs} needs, ${matched} of them matched; ${totalPoints} points, ${en}.`,
    zh: `方案 ${id}，${on}，办法 ${scheme.id}（第 ${scheme.version} 版）：${people} 人，${needs} 项需求，匹配 ${matched} 项；共 ${totalPoints} 分，${zh}。`,
  };
}

function needCell({ names, say }: Page, key: string): SafeHtml {
  const need = names.need(key);
  const held = need.heldBy.map((personId) => names.person(personId));
  const there = {
    en: `asked or placed already: ${held.map(({ en }) => en).join(', ')}`,
    zh: `已征求意见或已派驻：${held.map(({ zh }) => zh).join('、')}`,
  };
  return html`${say(names.enterprise(need))}${say(names.matter(need))}${
    held.length > 0 ? say(inBrackets(there)) : null
  }`;
}

/** As the needs are numbered, which is how the picture has them. */
function inOrder<Row extends { needKey: string }>({ plan }: Page, rows: readonly Row[]): Row[] {
  const order = new Map(plan.needs.map(({ key }, index) => [key, index]));
  return rows.toSorted((a, b) => (order.get(a.needKey) ?? 0) - (order.get(b.needKey) ?? 0));
}

function matchedTable(page: Page): SafeHtml | null {
  const { plan, names, language, say } = page;
  if (plan.matched.length === 0) return null;
  const rows = inOrder(page, plan.matched).map(({ needKey, places, next }) => ({
    cells: [
      needCell(page, needKey),
      places.map(
        (place) => html`${say(names.person(place.personId))}<small>${place.points}</small>${marksOf(place, page)}`,
      ),
      places.map((place) => reasonsOf(place, page, places.length > 1)),
      next.length === 0
        ? say(words.nobody)
        : next.map(({ personId, sentence }) => html`${say(names.person(personId))}${say(sentence)}`),
    ],
  }));
  return html`<h2>${say(words.matched)}</h2>
    ${stackedTable(language, [words.need, words.person, words.why, words.next], rows)}`;
}

/** Of a team each one's reasons stand under their name. */
function reasonsOf({ personId, parts }: Proposal, { names, say }: Page, isOfTeam: boolean): SafeHtml {
  return html`${isOfTeam ? html`<strong>${say(names.person(personId))}</strong>` : null}${parts
    .slice(0, REASONS)
    .map(({ sentence }) => say(sentence))}`;
}

type Proposal = ShownPlan['matched'][number]['places'][number];

function marksOf(place: Proposal, page: Page): SafeHtml[] {
  const marks = [
    place.isPinned ? words.pinned : null,
    place.isRequested ? words.requested : null,
    place.isSubstitute ? words.substitute : null,
    place.asksHomeUnit ? words.unit : null,
    place.decision ? words[place.decision.kind] : null,
    withOthers(place, page),
  ];
  return marks.filter((mark) => mark !== null).map((mark) => page.say(inBrackets(mark)));
}

/** Needs that are one placement with it are accepted by one answer, so the reader has to know. */
function withOthers({ together }: Proposal, { plan, names }: Page): Bilingual | null {
  if (together.length === 0) return null;
  const others = plan.matched
    .flatMap(({ places }) => places)
    .filter(({ proposal }) => together.includes(proposal))
    .map(({ needKey }) => names.matter(names.need(needKey)));
  return {
    en: `one placement with ${others.map(({ en }) => en).join(', ')}: accepted together`,
    zh: `与${others.map(({ zh }) => zh).join('、')}合为一项派驻，一并接受`,
  };
}

function unmatchedTable(page: Page): SafeHtml | null {
  const { plan, language, say } = page;
  if (plan.unmatched.length === 0) return null;
  const rows = inOrder(page, plan.unmatched).map(({ needKey, sentences }) => ({
    cells: [needCell(page, needKey), sentences.map(say)],
  }));
  return html`<h2>${say(words.unmatched)}</h2>
    ${table(language, [words.need, words.take], rows)}`;
}

function blockedTable(page: Page): SafeHtml | null {
  const { plan, names, language, say } = page;
  if (plan.blocked.length === 0) return null;
  const rows = inOrder(page, plan.blocked).map(({ needKey, personId, blocks }) => ({
    cells: [
      say(names.person(personId)),
      needCell(page, needKey),
      blocks.map(({ sentence, rule, source }) => html`${say(sentence)}<small>${rule} · ${source}</small>`),
    ],
  }));
  const more = { en: `${plan.blockedMore} more pairs.`, zh: `另有 ${plan.blockedMore} 对。` };
  return html`<h2>${say(words.blocked)}</h2>
    ${stackedTable(language, [words.person, words.need, words.rule], rows)} ${plan.blockedMore > 0 ? say(more) : null}`;
}
