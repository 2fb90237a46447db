import type { Bilingual } from '../../domain/decider.ts';
import type { Language } from '../../domain/notices/names.ts';
import type { ScorePart } from '../../domain/matching/profiles.ts';
import { generalValues } from '../../domain/policy/general.ts';
import { html } from '../../mail/html.ts';
import type { HtmlValue, SafeHtml } from '../../mail/html.ts';
import type { ApiDeps } from '../deps.ts';
import { both, inBrackets, renderPrintPage, stackedTable } from '../print-page.ts';
import { needsInBoth, otherPoints } from './compare-why.ts';
import type { NeedInBoth, ShownPlace, Two } from './compare-why.ts';
import { planNames } from './plan-names.ts';
import { planLink } from './plan-link.ts';
import type { ShownDifference, ShownPlan } from './shapes.ts';

const words = {
  title: { en: 'Two plans side by side', zh: '两个匹配方案对照' },
  what: {
    en: 'Neither plan asks anybody or books anything. Beside each name are its points of 1000. For our own coordinators and directors only.',
    zh: '两个方案均不征求任何人意见，也不预订。姓名旁为得分（满分 1000 分）。仅供我方协调人和负责人使用。',
  },
  planA: { en: 'Plan A', zh: '方案 A' },
  planB: { en: 'Plan B', zh: '方案 B' },
  totals: { en: 'In all', zh: '总计' },
  asked: { en: 'What was asked otherwise', zh: '条件差异' },
  same: {
    en: 'Asked the same. What differs has come of people, needs or rules since.',
    zh: '条件相同，差异源于其后人员、需求或规则的变化。',
  },
  figure: { en: 'Figure', zh: '指标' },
  points: { en: 'Points', zh: '总分' },
  bound: { en: 'No plan has more than', zh: '得分上限' },
  matched: { en: 'Needs with somebody', zh: '已匹配需求' },
  unmatchedCount: { en: 'Needs with nobody', zh: '未匹配需求' },
  places: { en: 'Places', zh: '派驻人次' },
  kept: { en: 'Of these in both', zh: '其中两方案相同' },
  differs: { en: 'What differs', zh: '不同之处' },
  nothing: { en: 'Everybody is at the same needs in both.', zh: '两方案的派驻安排相同。' },
  need: { en: 'Need', zh: '需求' },
  why: { en: 'Why', zh: '原因' },
  nobody: { en: 'nobody', zh: '无人' },
  notIn: { en: 'not in this plan', zh: '不在本方案内' },
  people: { en: 'Who goes elsewhere', zh: '派驻变动人员' },
  person: { en: 'Person', zh: '人员' },
  loses: { en: 'Only in plan A', zh: '仅方案 A' },
  gains: { en: 'Only in plan B', zh: '仅方案 B' },
  unmatched: { en: 'Nobody found, and what would match it', zh: '未匹配的需求及如何可以匹配' },
  points_: { en: 'The same people, other points', zh: '人员相同、得分不同' },
  alike: { en: 'The same in both', zh: '相同之处' },
  fixed: { en: 'fixed by a coordinator', zh: '由协调人固定' },
  scheme: { en: 'Scheme', zh: '派驻办法' },
  on: { en: 'As things stood on', zh: '依据日期' },
  least: { en: 'Least fit, percent', zh: '最低契合度（%）' },
  pins: { en: 'Fixed', zh: '固定' },
  out: { en: 'Left out', zh: '排除' },
  again: { en: 'Pairs that were refused come again', zh: '再次建议曾被拒绝的组合' },
  yes: { en: 'yes', zh: '是' },
  no: { en: 'no', zh: '否' },
  none: { en: '–', zh: '–' },
} as const satisfies Record<string, Bilingual>;

interface Page extends Two {
  language: Language;
  say(text: Bilingual): SafeHtml;
  publicUrl: string;
}

/** To be laid beside the plan's own page: what a what-if changes, for whom, why, and what it costs. Both languages, the reader's first. */
export async function comparePage(
  deps: ApiDeps,
  { a, b, difference }: { a: ShownPlan; b: ShownPlan; difference: ShownDifference },
  language: Language,
): Promise<string> {
  const needs = [...new Map([...a.needs, ...b.needs].map((need) => [need.key, need])).values()];
  const names = await planNames(deps.db, { needs, names: { ...a.names, ...b.names } });
  const page: Page = { a, b, names, language, say: (text) => both(language, text), publicUrl: deps.publicUrl };
  const rows = needsInBoth(page);
  const body = html`<p>${page.say(words.what)}</p>
    ${headOf(page)}
    <h2>${page.say(words.totals)}</h2>
    ${totals(page, difference)}
    <h2>${page.say(words.asked)}</h2>
    ${askedOtherwise(page, difference)}
    <h2>${page.say(words.differs)}</h2>
    ${differing(page, rows)}${moved(page, difference)}${unmatched(page, rows)}${pointsOnly(page, rows)}${alike(page, rows)}`;
  return renderPrintPage({ language, isDemonstration: deps.isDemonstration, title: words.title, body });
}

function headOf({ a, b, say, publicUrl, language }: Page): SafeHtml {
  const one = (name: Bilingual, { id, on, scheme }: ShownPlan): SafeHtml => {
    const text = {
      en: `${name.en}: number ${id} of ${on}, scheme ${scheme.id} (version ${scheme.version})`,
      zh: `${name.zh}：第 ${id} 号，${on}，办法 ${scheme.id}（第 ${scheme.version} 版）`,
    };
    return html`<p><a href="${planLink(publicUrl, `${id}`, language)}">${say(text)}</a></p>`;
  };
  return html`${one(words.planA, a)}${one(words.planB, b)}`;
}

const sides = (first: Bilingual): Bilingual[] => [first, words.planA, words.planB];

function totals({ a, b, say, language }: Page, { kept }: ShownDifference): SafeHtml {
  const row = (name: Bilingual, of: (plan: ShownPlan) => HtmlValue) => ({ cells: [say(name), of(a), of(b)] });
  const change = b.totalPoints - a.totalPoints;
  return stackedTable(language, sides(words.figure), [
    {
      cells: [
        say(words.points),
        a.totalPoints,
        html`${b.totalPoints} <small>${change > 0 ? '+' : change < 0 ? '−' : '±'}${Math.abs(change)}</small>`,
      ],
    },
    row(words.bound, ({ boundPoints }) => boundPoints),
    row(words.matched, ({ summary }) => summary.matched),
    row(words.unmatchedCount, ({ summary }) => summary.unmatched),
    row(words.places, ({ summary }) => summary.proposals),
    row(words.kept, () => kept),
  ]);
}

/** What the two were asked for, where it is not the same. */
function askedOtherwise(page: Page, { weights }: ShownDifference): SafeHtml {
  const { a, b, say, language } = page;
  const row = (name: Bilingual, of: (plan: ShownPlan) => HtmlValue) => ({ name, left: of(a), right: of(b) });
  const rows = [
    row(words.scheme, ({ scheme }) => `${scheme.id} (${scheme.version})`),
    row(words.on, ({ on }) => on),
    row(words.least, ({ leastFitPercent }) => leastFitPercent),
    row(words.again, ({ asked }) => say(asked.withRefused ? words.yes : words.no)),
    row(words.pins, ({ asked }) => pairs(page, asked.pinned)),
    row(words.out, ({ asked }) => pairs(page, asked.excluded)),
    ...weights.map(({ part, before, after }) => ({ name: partName(part), left: before, right: after })),
  ].filter(({ left, right }) => html`${left}`.toString() !== html`${right}`.toString());
  if (rows.length === 0) return html`<p>${say(words.same)}</p>`;
  return stackedTable(
    language,
    sides(words.figure),
    rows.map(({ name, left, right }) => ({ cells: [say(name), left, right] })),
  );
}

/** As the policy calls it, without saying again that it is about matching. */
function partName(part: ScorePart): Bilingual {
  const { en, zh } = generalValues[`matching.weights.${part}`].title;
  return { en: `Weight: ${en.replace('matching: ', '')}`, zh: `权重：${zh.replace('匹配：', '')}` };
}

function pairs({ names, say }: Page, all: readonly { personId?: string | undefined; needKey?: string | undefined }[]) {
  if (all.length === 0) return say(words.none);
  return all.map(({ personId, needKey }) => {
    // What was pinned or left out may be gone from both plans since.
    const who = personId === undefined ? null : names.person(personId);
    const need = needKey === undefined ? null : names.find(needKey);
    const where = need
      ? {
          en: `${names.enterprise(need).en} · ${names.matter(need).en}`,
          zh: `${names.enterprise(need).zh} · ${names.matter(need).zh}`,
        }
      : needKey
        ? { en: needKey, zh: needKey }
        : null;
    const line = (is: 'en' | 'zh'): string => [who?.[is], where?.[is]].filter(Boolean).join(' → ');
    return html`<div>${say({ en: line('en'), zh: line('zh') })}</div>`;
  });
}

function needCell({ names, say }: Page, key: string): SafeHtml {
  const need = names.need(key);
  return html`${say(names.enterprise(need))}${say(names.matter(need))}`;
}

function placesCell({ names, say }: Page, places: readonly ShownPlace[] | null): HtmlValue {
  if (places === null) return say(words.notIn);
  if (places.length === 0) return html`<strong>${say(words.nobody)}</strong>`;
  return places.map(
    ({ personId, points, isPinned }) =>
      html`<div>${say(names.person(personId))}<b>${points}</b> ${isPinned ? say(inBrackets(words.fixed)) : null}</div>`,
  );
}

function differing(page: Page, rows: readonly NeedInBoth[]): SafeHtml {
  const { language, say } = page;
  const other = rows.filter(({ differs }) => differs === 'people');
  if (other.length === 0) return html`<p>${say(words.nothing)}</p>`;
  return stackedTable(
    language,
    [...sides(words.need), words.why],
    other.map(({ key, a, b, why }) => ({
      cells: [
        needCell(page, key),
        placesCell(page, a),
        placesCell(page, b),
        why.map((sentence) => html`<div>${say(sentence)}</div>`),
      ],
    })),
  );
}

function moved(page: Page, { people }: ShownDifference): SafeHtml | null {
  const { language, say, names } = page;
  if (people.length === 0) return null;
  const needs = (keys: readonly string[]): HtmlValue =>
    keys.length === 0 ? say(words.none) : keys.map((key) => html`<div>${needCell(page, key)}</div>`);
  return html`<h2>${say(words.people)}</h2>
    ${stackedTable(
      language,
      [words.person, words.loses, words.gains],
      people.map(({ personId, lost, gained }) => ({
        cells: [say(names.person(personId)), needs(lost), needs(gained)],
      })),
    )}`;
}

function unmatched(page: Page, rows: readonly NeedInBoth[]): SafeHtml | null {
  const { a, b, language, say } = page;
  const open = rows.filter((row) => row.a?.length === 0 || row.b?.length === 0);
  if (open.length === 0) return null;
  const cell = (plan: ShownPlan, key: string, places: readonly ShownPlace[] | null): HtmlValue =>
    places?.length === 0
      ? (plan.unmatched.find(({ needKey }) => needKey === key)?.sentences ?? []).map(
          (text) => html`<div>${say(text)}</div>`,
        )
      : placesCell(page, places);
  return html`<h2>${say(words.unmatched)}</h2>
    ${stackedTable(
      language,
      sides(words.need),
      open.map((row) => ({ cells: [needCell(page, row.key), cell(a, row.key, row.a), cell(b, row.key, row.b)] })),
    )}`;
}

function pointsOnly(page: Page, rows: readonly NeedInBoth[]): SafeHtml | null {
  const those = rows.filter(({ differs }) => differs === 'points');
  if (those.length === 0) return null;
  return html`<h2>${page.say(words.points_)}</h2>
    <p>${page.say(otherPoints(page))}</p>
    ${bothSides(page, those)}`;
}

function alike(page: Page, rows: readonly NeedInBoth[]): SafeHtml | null {
  // Of whom nobody is found in either is told above.
  const same = rows.filter(({ differs, a }) => differs === 'nothing' && a !== null && a.length > 0);
  if (same.length === 0) return null;
  return html`<h2>${page.say(words.alike)}</h2>
    ${bothSides(page, same)}`;
}

const bothSides = (page: Page, rows: readonly NeedInBoth[]): SafeHtml =>
  stackedTable(
    page.language,
    sides(words.need),
    rows.map(({ key, a, b }) => ({ cells: [needCell(page, key), placesCell(page, a), placesCell(page, b)] })),
  );
