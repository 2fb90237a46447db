import type { NoticeDraft } from '../domain/decider.ts';
import { cutToBytes } from '../domain/cut.ts';
import { inLanguage, labelOf, levelLabels, matterLabel, noticeLabels } from '../domain/labels.ts';
import type { Language } from '../domain/notices/names.ts';
import type { Proposal } from '../domain/propose.ts';
import { commandLabels } from './command-labels.ts';

/** The server takes 200 bytes. */
const MOST_BYTES = 180;

/**
 * What a pass is about, as the timeline shows it beside `record`: what was recorded, then what fell due and whom it tells, e.g.
 * `reminder to the liaison: File the visit note (visit-1)`. Kinds, roles and ids only; no person, no free text.
 *
 * @param state the entity's before the pass: its reporting line says which role a post has
 */
export function passSummary(proposal: Proposal, language: Language, state: unknown): string {
  const recorded = proposal.outcomes.map(({ name, outcome }) => {
    const label = labelOf(language, commandLabels, name);
    if (outcome.status === 'refused')
      return language === 'zh-CN'
        ? `未受理（${outcome.refusal.refused}）：${label}`
        : `refused (${outcome.refusal.refused}): ${label}`;
    // Stages and the yearly review come along with many commands; what is numbered is what the command is about.
    const made = outcome.created.find((id) => /\d/.test(id) && !id.startsWith('review-'));
    return made ? withId(language, label, made) : label;
  });
  const told = proposal.events
    .filter((event) => event.commandId === null)
    .flatMap((event) => event.notify ?? [])
    .map((notice) => oneTold(language, notice, state));
  const parts = [...counted(language, recorded), ...grouped(language, told)];
  const nothing = language === 'zh-CN' ? '无到期事项' : 'nothing due';
  return cutToBytes(parts.length > 0 ? parts.join(language === 'zh-CN' ? '；' : '; ') : nothing, MOST_BYTES);
}

/** Of the timer that ends what nobody begins. */
export const waitsForFirstCommand = (language: Language): string =>
  language === 'zh-CN' ? '等待第一条登记，否则自动结束' : 'waits for its first command, or ends';

interface Told {
  /** What kind of notice to whom. */
  lead: string;
  /** About what. */
  matter: string;
}

function oneTold(language: Language, notice: NoticeDraft, state: unknown): Told {
  const { followUpKind, about } = notice.facts;
  const id: unknown = typeof about === 'object' && about !== null ? Reflect.get(about, 'id') : null;
  const label = inLanguage(language, noticeLabels[notice.kind]);
  const role = roleOf(language, notice, state);
  return {
    lead: language === 'zh-CN' ? `${label}${role}` : `${label} ${role}`,
    matter:
      typeof followUpKind === 'string'
        ? matterLabel(language, followUpKind, { id: typeof id === 'string' ? id : '' })
        : '',
  };
}

/** Many notices of one kind to one post are one part with a number: the dossier has the details. */
function grouped(language: Language, told: readonly Told[]): string[] {
  const byLead = new Map<string, string[]>();
  for (const { lead, matter } of told) byLead.set(lead, [...(byLead.get(lead) ?? []), matter]);
  return [...byLead].map(([lead, matters]) => {
    const [first] = matters;
    const colon = language === 'zh-CN' ? '：' : ': ';
    const head = `${lead}${first ? colon : ''}`;
    if (matters.length === 1) return `${head}${first}`;
    return language === 'zh-CN'
      ? `${head}${first}等${matters.length}项`
      : `${head}${first} and ${matters.length - 1} more`;
  });
}

/** The same recorded several times over is one part with a number. */
function counted(language: Language, parts: readonly string[]): string[] {
  const times = new Map<string, number>();
  for (const part of parts) times.set(part, (times.get(part) ?? 0) + 1);
  return [...times].map(([part, n]) => (n === 1 ? part : language === 'zh-CN' ? `${part}×${n}` : `${n} × ${part}`));
}

const withId = (language: Language, label: string, id: string): string =>
  language === 'zh-CN' ? `${label}（${id}）` : `${label} (${id})`;

const roles = ['liaisonPostId', 'coordinatorPostId', 'directorPostId', 'leaderPostId'] as const;
const roleLabels = [{ en: 'the liaison', zh: '联络员' }, ...levelLabels.slice(1)];

function roleOf(language: Language, { to, facts }: NoticeDraft, state: unknown): string {
  const owner = inLanguage(language, levelLabels[0] ?? { en: 'the owner', zh: '责任人' });
  if (!('postId' in to)) return owner;
  const unit: unknown = typeof state === 'object' && state !== null ? Reflect.get(state, 'homeUnit') : null;
  const index =
    typeof unit === 'object' && unit !== null ? roles.findIndex((role) => Reflect.get(unit, role) === to.postId) : -1;
  const label = roleLabels[index];
  if (label) return inLanguage(language, label);
  if (to.postId === facts['ownerPostId']) return owner;
  return language === 'zh-CN' ? '相关职务' : 'another post';
}
