import { followUpPolicies } from '../domain/policy/defaults.ts';
import type { FollowUpKind } from '../domain/policy/defaults.ts';
import type { Card, CardItem } from '../domain/decider.ts';
import type { Proposal } from '../domain/propose.ts';
import type { PageSettings } from './page.ts';

/** Names by id, in the language of the page. */
export interface PageNames {
  organisations: ReadonlyMap<string, string>;
  shortNames: ReadonlyMap<string, string>;
  posts: ReadonlyMap<string, string>;
}

const words = {
  en: {
    stages: {
      visit: 'Visit',
      symposium: 'Symposium',
      communication: 'Regular communication',
      feasibility: 'Feasibility study',
      project: 'Project',
    },
    path: 'Path',
    parties: 'Parties',
    open: 'Open',
    nothing: 'Nothing is open.',
    turn: 'turn of',
    due: 'due',
    question: 'question: who, and until when?',
    last: 'Last contact',
    next: 'Next date',
    none: 'none yet',
    links: 'Links',
    family: 'Everything of this cooperation',
    data: 'As data (API)',
    demo: 'Demonstration: a day lasts ten seconds.',
    asOf: 'As of',
    paused: 'paused until',
    level: 'escalated, level',
    more: 'more',
    status: 'Status',
    unit: 'Kept by',
    plans: 'Plans',
    wakes: 'wakes',
  },
  'zh-CN': {
    stages: {
      visit: '来访',
      symposium: '座谈',
      communication: '常态化沟通',
      feasibility: '可行性研究',
      project: '项目',
    },
    path: '进程',
    parties: '合作方',
    open: '未结事项',
    nothing: '没有未结事项。',
    turn: '轮到',
    due: '期限',
    question: '待确认：责任人和时限',
    last: '最近联络',
    next: '下一日期',
    none: '暂无',
    links: '链接',
    family: '本合作的全部流程',
    data: '数据（API）',
    demo: '演示数据：一天为十秒。',
    asOf: '截至',
    paused: '暂缓至',
    level: '督办层级',
    more: '项',
    status: '状态',
    unit: '归口单位',
    plans: '合作方案',
    wakes: '唤醒',
  },
} as const;

const marks = { done: '✓', waived: '–', current: '▶', ahead: '·' } as const;
const lights = { red: '🔴', yellow: '🟡', blue: '🔵', green: '🟢' } as const;

function followUpTitle(kind: string, zh: boolean): string {
  // A card of an older version may name a kind that is no more.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const policy = followUpPolicies[kind as FollowUpKind];
  return policy ? (zh ? policy.title.zh : policy.title.en) : kind;
}

/** The dossier's first page, as Markdown; absolute dates only. */
export function renderDetails(
  settings: PageSettings,
  proposal: Proposal,
  view: { title: string; names: PageNames; todayOn: string },
): string {
  const w = words[settings.language];
  const zh = settings.language === 'zh-CN';
  const { card, ref } = proposal;
  const { title, names, todayOn } = view;
  const stageNames: Readonly<Record<string, string>> = w.stages;
  const stage = (s: string): string => stageNames[s] ?? s;
  const path = card.path
    .map((p) =>
      p.state === 'current' ? `**${marks.current} ${stage(p.stage)}**` : `${marks[p.state]} ${stage(p.stage)}`,
    )
    .join('  →  ');
  const item = (i: CardItem): string => {
    const owner = i.ownerPostId ? (names.posts.get(i.ownerPostId) ?? i.ownerPostId) : '?';
    const extra = [
      i.assumed ? w.question : null,
      i.pausedUntilOn ? `${w.paused} ${i.pausedUntilOn}` : null,
      i.level > 0 ? `${w.level} ${i.level}` : null,
    ].filter((part) => part !== null);
    return `- ${lights[i.light]} **${followUpTitle(i.kind, zh)}** (${i.about.id}), ${w.due} ${i.dueOn}; ${w.turn} ${owner}${extra.length > 0 ? ` — *${extra.join('; ')}*` : ''}`;
  };
  const family = `${settings.uiUrl}/namespaces/${settings.namespace}/workflows?query=${encodeURIComponent(`Agreement="${ref.agreementId}" AND ExecutionStatus="Running"`)}`;
  return [
    `## ${lights[card.light]} ${title}`,
    settings.isDemonstration ? `> ${w.demo}` : null,
    `**${w.path}:** ${path}`,
    `**${w.status}:** ${card.status} · **${w.last}:** ${card.lastContactOn ?? w.none} · **${w.next}:** ${card.nextDueOn ?? w.none}`,
    `### ${w.open} (${card.openCount})`,
    card.items.length > 0 ? card.items.map(item).join('\n') : w.nothing,
    card.openCount > card.items.length ? `+ ${card.openCount - card.items.length} ${w.more}` : null,
    `### ${w.parties}`,
    card.partyIds
      .slice(0, 20)
      .map((id) => `- ${names.organisations.get(id) ?? id}`)
      .join('\n'),
    card.planIds.length > 0
      ? `### ${w.plans}\n${card.planIds.map((id) => `- [${id}](${settings.uiUrl}/namespaces/${settings.namespace}/workflows/${ref.id}.${id})`).join('\n')}`
      : null,
    `### ${w.links}`,
    `- [${w.family}](${family})\n- [${w.data}](${settings.apiUrl}/v1/agreements/${ref.agreementId})`,
    `*${w.asOf} ${todayOn}*`,
  ]
    .filter((part) => part !== null)
    .join('\n\n');
}

/** The timer's label: the day of the next wake and what is nearest then. */
export function wakeLabel(settings: PageSettings, card: Card, wakesOn: string | null): string {
  const first = card.items[0];
  const what = first ? `${followUpTitle(first.kind, settings.language === 'zh-CN')} (${first.about.id})` : '';
  const label = `${wakesOn ?? ''} ${what}`.trim();
  return label.length <= 60 ? label : `${label.slice(0, 59)}…`;
}
