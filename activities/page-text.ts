import type { CardItem } from '../domain/decider.ts';
import {
  groupedBy,
  inLanguage,
  labelOf,
  levelLabels,
  lightLabels,
  matterLabel,
  stageLabels,
} from '../domain/labels.ts';
import { inMarkdown } from '../domain/markdown.ts';
import type { Proposal } from '../domain/propose.ts';
import { comingLine } from './page-coming.ts';
import type { Coming } from './page-coming.ts';
import type { PageNames, PageSettings } from './page.ts';
import { pageWords } from './page-words.ts';

const MOST_COMING = 5;
const MOST_PARTIES = 20;

export interface PageView {
  title: string;
  names: PageNames;
  todayOn: string;
  coming: readonly Coming[];
}

/**
 * The dossier's first page as Markdown that the Temporal UI renders well: headings, bold, lists, quotes, links. Absolute dates
 * only, because it is read on another day; words for the lights, because a coloured circle needs a font.
 */
export function renderDetails(settings: PageSettings, proposal: Proposal, given: PageView): string {
  const view = { ...given, title: inMarkdown(given.title), names: namesInMarkdown(given.names) };
  const w = pageWords[settings.language];
  const { card, ref } = proposal;
  const { names } = view;
  const kept = card.homeUnitId ? (names.organisations.get(card.homeUnitId) ?? card.homeUnitId) : w.none;
  return [
    `## ${view.title}`,
    callOut(settings, proposal, view),
    `**${w.path}${w.colon}** ${path(settings, proposal)}`,
    `${ref.kind !== 'agreement' ? '' : `**${w.last}${w.colon}** ${card.lastContactOn ?? w.none} · `}**${w.nearest}${w.colon}** ${nearestDate(settings, proposal, view)} · **${w.unit}${w.colon}** ${kept} · **${w.asOf}${w.colon}** ${view.todayOn}`,
    ...(card.items.length > 0 ? [`### ${w.turn}`, turns(settings, proposal, view)] : []),
    ...comingList(settings, view),
    `### ${w.parties}`,
    card.partyIds
      .slice(0, MOST_PARTIES)
      .map((id) => `- ${names.organisations.get(id) ?? id}`)
      .join('\n'),
    card.partyIds.length > MOST_PARTIES ? w.more(card.partyIds.length - MOST_PARTIES) : null,
    `### ${w.links}`,
    links(settings, proposal),
    settings.isDemonstration ? `*${w.demonstration(settings.standsStillOn ?? null)}*` : null,
  ]
    .filter((part) => part !== null)
    .join('\n\n');
}

function namesInMarkdown({ organisations, shortNames, posts }: PageNames): PageNames {
  const safe = (names: ReadonlyMap<string, string>) => new Map([...names].map(([id, name]) => [id, inMarkdown(name)]));
  return { organisations: safe(organisations), shortNames, posts: safe(posts) };
}

/** The answer to the three questions at one look: how bad, whose turn, when something happens. */
function callOut(settings: PageSettings, { card }: Proposal, { names, coming }: PageView): string {
  const { language } = settings;
  const w = pageWords[language];
  if (card.closed) return `> **${w.closed}**`;
  const light = lightLabels[card.light];
  const colour = inLanguage(language, light.colour);
  const meaning = inLanguage(language, light.meaning);
  const counts = [w.open(card.openCount), ...(card.questionCount > 0 ? [w.questions(card.questionCount)] : [])];
  const head = language === 'zh-CN' ? `**${colour}（${meaning}）**　` : `**${colour}: ${meaning}.** `;
  const joined = counts.join(w.semicolon);
  const [first] = card.items;
  const [next] = coming;
  return (
    [
      `${head}${card.openCount > 0 ? `${joined}${w.stop}` : w.noneOpen}`,
      card.status === 'hold' ? w.held : null,
      first
        ? w.most(`**${matterLabel(language, first.kind, first.about)}**`, ownerOf(settings, names, first), first.dueOn)
        : null,
      `**${w.next}${w.colon}** ${next ? `${next.on}${w.comma}${comingLine(settings, names, [next])}` : w.nothingNext}`,
    ]
      .filter((line) => line !== null)
      .map((line) => `> ${line}`)
      // Two spaces are a line break within one paragraph.
      .join('  \n')
  );
}

function path({ language }: PageSettings, { card }: Proposal): string {
  const w = pageWords[language];
  return card.path
    .map((step) => {
      const { stage, state } = step;
      const name = labelOf(language, stageLabels, stage);
      if (state === 'passed') return `${name} (${w.passed[step.waitsFor]})`;
      if (state === 'current') return `**▶ ${name}**`;
      if (state === 'done') return `✓ ${name}`;
      return state === 'waived' ? `${name} (${w.waived})` : name;
    })
    .join(' → ');
}

/** What is overdue first, since the oldest date; then the nearest that is still ahead; else whatever date there is. */
function nearestDate({ language }: PageSettings, { card }: Proposal, { todayOn }: PageView): string {
  const w = pageWords[language];
  const [overdue] = datesOf(card.items.filter(({ light }) => light === 'red'));
  const [ahead] = datesOf(card.items.filter(({ dueOn }) => dueOn >= todayOn));
  if (overdue) return `${overdue} (${w.overdue})${ahead ? `${w.comma}${w.afterwards} ${ahead}` : ''}`;
  return ahead ?? card.nextDueOn ?? '–';
}

const datesOf = (items: readonly CardItem[]): string[] => items.map((item) => item.dueOn).toSorted();

const ownerOf = ({ language }: PageSettings, names: PageNames, { ownerPostId }: CardItem): string =>
  ownerPostId ? (names.posts.get(ownerPostId) ?? ownerPostId) : pageWords[language].nobody;

/** What is open, under the post whose turn it is; the post with the most urgent matter first. */
function turns(settings: PageSettings, { card }: Proposal, { names }: PageView): string {
  const { language } = settings;
  const w = pageWords[language];
  const groups = groupedBy(card.items, (item) => ownerOf(settings, names, item)).map((items) => {
    const alike = groupedBy(items, (item) =>
      [item.kind, item.dueOn, item.isDefault, item.isProvisional, stateOf(settings, item)].join('|'),
    );
    const lines = alike.map((same) => `- ${itemLine(settings, same)}`);
    return `**${ownerOf(settings, names, items[0])}**\n\n${lines.join('\n')}`;
  });
  const hidden = card.openCount - card.items.length;
  return [...groups, ...(hidden > 0 ? [w.more(hidden)] : [])].join('\n\n');
}

/** Matters of one kind, date and state. */
function itemLine(settings: PageSettings, items: readonly [CardItem, ...CardItem[]]): string {
  const { language } = settings;
  const [{ kind, dueOn, isDefault, isProvisional }] = items;
  const w = pageWords[language];
  const marks = `${isDefault ? w.usual : ''}${isProvisional ? w.provisional : ''}`;
  const state = stateOf(settings, items[0]);
  const matter = matterLabel(language, kind, ...items.map((item) => item.about));
  return `${matter}${w.comma}${w.due} **${dueOn}**${marks}${state === '' ? '' : ` – *${state}*`}`;
}

function stateOf({ language }: PageSettings, item: CardItem): string {
  const w = pageWords[language];
  const level = levelLabels[item.level];
  return [
    item.light === 'green' ? null : `**${inLanguage(language, lightLabels[item.light].meaning)}**`,
    item.level > 0 && level ? `${w.told}${inLanguage(language, level)}` : null,
    item.assumed ? w.question : null,
    item.pausedUntilOn ? `${w.paused} ${item.pausedUntilOn}` : null,
    item.extensionAsked ? w.laterAsked(item.extensionAsked.dueOn, item.extensionAsked.on) : null,
  ]
    .filter((note) => note !== null)
    .join(w.comma);
}

function comingList(settings: PageSettings, { names, coming }: PageView): string[] {
  if (coming.length === 0) return [];
  const alike = groupedBy(coming, (one) => [one.on, one.notice, one.postId, one.followUp?.kind].join('|'));
  const lines = alike.slice(0, MOST_COMING).map((same) => `- **${same[0].on}** ${comingLine(settings, names, same)}`);
  return [`### ${pageWords[settings.language].coming}`, lines.join('\n')];
}

function links(settings: PageSettings, { card, ref }: Proposal): string {
  const w = pageWords[settings.language];
  const workflows = `${settings.uiUrl}/namespaces/${settings.namespace}/workflows`;
  const list = (query: string): string => `${workflows}?query=${encodeURIComponent(query)}`;
  const running = 'ExecutionStatus="Running"';
  const red = settings.language === 'zh-CN' ? inLanguage(settings.language, lightLabels.red.colour) : 'red';
  return [
    ...card.planIds.map((id) => `[${id}](${workflows}/${ref.id}.${id})`),
    ...(ref.kind !== 'agreement' ? [`[${w.agreement}](${workflows}/${ref.agreementId})`] : []),
    `[${w.family}](${list(`Agreement="${ref.agreementId}" AND ${running}`)})`,
    `[${w.all}](${list(`WorkflowType="cooperationAgreement" AND ${running}`)})`,
    `[${w.late}](${list(`Light="${red}" AND ${running}`)})`,
    `[${w.data}](${settings.apiUrl}/v1/agreements/${ref.agreementId})`,
  ]
    .map((link) => `- ${link}`)
    .join('\n');
}
