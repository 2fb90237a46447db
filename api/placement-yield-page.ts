import type { Bilingual } from '../domain/decider.ts';
import { organisationName, personName } from '../domain/notices/names.ts';
import type { Language } from '../domain/notices/names.ts';
import { yieldKinds } from '../domain/placement/assessment.ts';
import type { YieldKind } from '../domain/placement/assessment.ts';
import { outcomes, problems } from '../domain/placement/yield-report.ts';
import type { YieldTotals } from '../domain/placement/yield-report.ts';
import type { LostDays } from '../domain/placement/lost-days.ts';
import { dateText } from '../mail/dates.ts';
import { html } from '../mail/html.ts';
import type { SafeHtml } from '../mail/html.ts';
import type { ReportedPlacement, YieldReport } from './placement-yield-read.ts';
import { both, renderPrintPage, stackedTable, table } from './print-page.ts';
import { recordingWords } from './recording-words.ts';

/** The yield report to be printed: both languages, the reader's first. */

const words = {
  title: { en: 'What placements came to', zh: '派驻成效报告' },
  all: { en: 'All enterprises', zh: '全部企业' },
  none: { en: 'No placement lies in this period.', zh: '该期间没有派驻。' },
  figure: { en: 'Figure', zh: '指标' },
  value: { en: 'Value', zh: '数值' },
  placements: { en: 'Placements', zh: '派驻' },
  days: { en: 'Days on site, of the least that the scheme asks for', zh: '到岗天数 / 规定最低天数' },
  problems: { en: 'Problems', zh: '问题解决情况' },
  yields: { en: 'Yields', zh: '成效' },
  needs: { en: 'Needs that moved on', zh: '需求推进' },
  lost: { en: 'Days that could not be kept', zh: '未能按计划到岗天数' },
  who: { en: 'Who', zh: '人员' },
  period: { en: 'Period', zh: '期限' },
  outcome: { en: 'Outcome', zh: '结果' },
  healed: { en: 'Withdrawals and absences, and how each was healed', zh: '退出和缺勤及其处理' },
  days_: { en: 'days', zh: '天' },
} as const satisfies Record<string, Bilingual>;

const outcomeWords: Record<string, Bilingual> = {
  open: { en: 'running', zh: '进行中' },
  fulfilled: { en: 'fulfilled', zh: '圆满完成' },
  withdrawn: { en: 'withdrawn', zh: '退出' },
  refused: { en: 'refused', zh: '未同意' },
  lapsed: { en: 'lapsed', zh: '失效' },
};
const problemWords: Record<string, Bilingual> = {
  ...recordingWords.problems,
  open: { en: 'not told yet', zh: '尚未登记' },
};
const yieldWords: Record<YieldKind, Bilingual> = {
  project: { en: 'project', zh: '项目' },
  application: { en: 'application', zh: '申报' },
  result: { en: 'result', zh: '成果' },
  patent: { en: 'patent', zh: '专利' },
  training: { en: 'training', zh: '人才培养' },
  transformation: { en: 'transformation', zh: '成果转化' },
};
const stepWords: Record<string, Bilingual> = {
  collected: { en: 'collected', zh: '已收集' },
  evaluated: { en: 'evaluated', zh: '已评估' },
  matched: { en: 'matched', zh: '已对接' },
  discussed: { en: 'discussed', zh: '已洽谈' },
  intended: { en: 'intended', zh: '有意向' },
  signed: { en: 'signed', zh: '已签约' },
  delivered: { en: 'delivered', zh: '已交付' },
};
const lostWords: Record<keyof LostDays, Bilingual> = {
  coveredDays: { en: 'kept by somebody else', zh: '由他人顶岗' },
  handedOnDays: { en: 'handed on to a successor', zh: '移交接替人员' },
  missingDays: { en: 'missing', zh: '缺额' },
  openDays: { en: 'somebody is looked for', zh: '正在物色顶岗人员' },
};
const lostKeys = ['coveredDays', 'handedOnDays', 'missingDays', 'openDays'] as const;
const healedWords: Record<string, Bilingual> = {
  covered: { en: 'covered', zh: '已顶岗' },
  accepted: { en: 'accepted as missing', zh: '确认缺额' },
  passed: { en: 'nobody stood in', zh: '未安排顶岗' },
  merged: { en: 'looked for together with further days', zh: '并入其后日程一并物色' },
  open: { en: 'somebody is looked for', zh: '正在物色顶岗人员' },
};
const causeWords: Record<string, Bilingual> = {
  illness: { en: 'illness', zh: '生病' },
  'other-duty': { en: 'another duty', zh: '另有公务' },
  withdrawal: { en: 'withdrawal', zh: '退出' },
  recall: { en: 'recall', zh: '召回' },
  left: { en: 'has left', zh: '离职' },
  'point-unavailable': { en: 'the point is not there', zh: '工作地点不可用' },
  'host-closing': { en: 'the enterprise closes', zh: '企业关停' },
};

interface Reading {
  language: Language;
  isDemonstration: boolean;
}

export function placementYieldPage(report: YieldReport, { language, isDemonstration }: Reading): string {
  const say = (text: Bilingual): SafeHtml => both(language, text);
  const { names } = report;
  const body = html`<p>${dateText(language, report.fromOn)} – ${dateText(language, report.toOn)}</p>
    ${report.totals.placements === 0 ? html`<p>${say(words.none)}</p>` : null}
    <h2>${say(words.all)}</h2>
    ${figures(language, report.totals)}
    ${report.enterprises.map(
      (one) =>
        html`<h2>${enterprise(language, names, one.enterpriseId)}</h2>
          ${figures(language, one)}
          ${one.placementsOfIt.length > 0 ? placementsOf(language, names, one.placementsOfIt) : null}`,
    )}`;
  return renderPrintPage({ language, isDemonstration, title: words.title, body });
}

function enterprise(language: Language, names: YieldReport['names'], id: string): string {
  const found = names[id];
  return found ? organisationName(language, { code: id, ...found }) : id;
}

/** `solved 2 · partly solved 1`, without what there is none of. */
function counts(
  language: Language,
  keys: readonly string[],
  of: Readonly<Record<string, number>>,
  named: typeof outcomeWords,
) {
  const told = keys.filter((key) => (of[key] ?? 0) > 0);
  const line = (which: 'en' | 'zh'): string =>
    told.map((key) => `${named[key]?.[which] ?? key} ${of[key] ?? 0}`).join(' · ') || '–';
  return both(language, { en: line('en'), zh: line('zh') });
}

function figures(language: Language, of: YieldTotals & { needsMoved: Record<string, number> }): SafeHtml {
  const say = (text: Bilingual): SafeHtml => both(language, text);
  return table(
    language,
    [words.figure, words.value],
    [
      { cells: [say(words.placements), counts(language, outcomes, of.byOutcome, outcomeWords)] },
      { cells: [say(words.days), html`${of.daysDone} / ${of.minimumDays}`] },
      { cells: [say(words.problems), counts(language, problems, of.byProblem, problemWords)] },
      { cells: [say(words.yields), counts(language, yieldKinds, of.byYield, yieldWords)] },
      { cells: [say(words.needs), counts(language, Object.keys(stepWords), of.needsMoved, stepWords)] },
      { cells: [say(words.lost), counts(language, lostKeys, { ...of.lost }, lostWords)] },
    ],
  );
}

function placementsOf(language: Language, names: YieldReport['names'], of: readonly ReportedPlacement[]): SafeHtml {
  const say = (text: Bilingual): SafeHtml => both(language, text);
  return stackedTable(
    language,
    [words.who, words.period, words.outcome, words.days, words.yields, words.healed],
    of.map((one) => ({
      cells: [
        html`${person(language, names, one.personId)}<small>${one.agreementId}.${one.id}</small>`,
        html`${dateText(language, one.fromOn)} – ${dateText(language, one.toOn)}`,
        html`${say(outcomeWords[one.outcome] ?? { en: one.outcome, zh: one.outcome })}${say(problemWords[one.problem] ?? words.problems)}`,
        html`${one.daysDone} / ${one.minimumDays}`,
        html`${one.yields.map((each) => html`<p>${say(yieldWords[each.kind])}<small>${referenceOf(each)}</small></p>`)}`,
        html`${one.disruptions.map((each) => html`<p>${healed(language, each)}</p>`)}`,
      ],
    })),
  );
}

function person(language: Language, names: YieldReport['names'], id: string): string {
  const found = names[id];
  return found ? personName(language, { ...found, nameAsPrinted: found.nameAsPrinted ?? null }) : id;
}

const referenceOf = ({ planId, applicationId, what, on }: ReportedPlacement['yields'][number]): string =>
  [on, planId, applicationId, what].filter((part) => part !== null).join(' · ');

function healed(language: Language, one: ReportedPlacement['disruptions'][number]): SafeHtml {
  const cause = one.cause ? causeWords[one.cause] : undefined;
  const how = healedWords[one.how] ?? words.lost;
  const line = (which: 'en' | 'zh'): string =>
    [cause?.[which], `${one.days} ${words.days_[which]}`, how[which], one.successorId].filter(Boolean).join(' · ');
  return html`${one.fromOn}${one.untilOn ? html` – ${one.untilOn}` : null}
  ${both(language, { en: line('en'), zh: line('zh') })}`;
}
