import type { Bilingual } from '../../domain/decider.ts';
import type { Language } from '../../domain/notices/names.ts';
import { html } from '../../mail/html.ts';
import type { SafeHtml } from '../../mail/html.ts';
import type { PlanNames } from './plan-names.ts';
import type { ShownPlan } from './shapes.ts';

/**
 * A plan as a picture: people on the left, needs on the right, lines the thicker the more points. Plain SVG with attributes only:
 * the page allows neither scripts nor styles of an element's own.
 */

const WIDTH = 860;
const ROW = 46;
const TOP = 30;
const LEFT = 290;
const RIGHT = 550;
/** Of 1000 points. */
const THICKEST = 9;
/** More is no picture any more. */
const MOST_ROWS = 60;
/** More would hide what is proposed. */
const MOST_KEPT_OUT = 20;
const colours = {
  proposed: '#2f6fb0',
  accepted: '#2e7d4f',
  none: '#b3452f',
  quiet: '#8a93a3',
  ink: '#1f2430',
} as const;

interface Row {
  id: string;
  name: Bilingual;
  below: Bilingual | null;
  isLeftOut: boolean;
}

interface Line {
  from: number;
  to: number;
  points: number;
  colour: string;
}

/** Null where there are too many people or needs to be drawn. */
export function planPicture(plan: ShownPlan, names: PlanNames, language: Language): SafeHtml | null {
  const needs = plan.needs.map((need): Row => {
    const isLeftOut = plan.unmatched.some(({ needKey }) => needKey === need.key);
    return { id: need.key, name: names.enterprise(need), below: names.matter(need), isLeftOut };
  });
  const people = peopleOf(plan).map(({ id, isLeftOut }): Row => {
    return { id, name: names.person(id), below: null, isLeftOut };
  });
  if (needs.length > MOST_ROWS || people.length > MOST_ROWS) return null;
  const height = TOP + ROW * Math.max(needs.length, people.length) + 10;
  const heads = { people: { en: 'People', zh: '研究人员' }, needs: { en: 'Needs', zh: '需求' } };
  const say = (text: Bilingual): string => (language === 'zh-CN' ? text.zh : text.en);
  const drawn = { people, needs, height };
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${WIDTH} ${height}"
    width="100%"
    role="img"
    font-family="sans-serif"
    font-size="14"
    fill="${colours.ink}"
  >
    <title>${say({ en: 'Who goes where', zh: '派驻匹配图' })}</title>
    ${keptOut(plan, drawn)}${linesOf(plan, drawn).map((line) => lineOf(line, drawn))}
    <text x="${LEFT}" y="16" text-anchor="end" font-weight="bold">${say(heads.people)}</text>
    <text x="${RIGHT}" y="16" font-weight="bold">${say(heads.needs)}</text>
    ${people.map((row, index) => rowText(row, { at: yOf(index, people.length, height), isLeft: true, language }))}
    ${needs.map((row, index) => rowText(row, { at: yOf(index, needs.length, height), isLeft: false, language }))}
  </svg>`;
}

/** Those with a place in the order of their first need, then who is kept out by a rule; so lines cross less. */
function peopleOf({ matched, blocked, needs }: ShownPlan): { id: string; isLeftOut: boolean }[] {
  const order = new Map(needs.map(({ key }, index) => [key, index]));
  const placed = matched
    .flatMap(({ places }) => places)
    .toSorted((a, b) => (order.get(a.needKey) ?? 0) - (order.get(b.needKey) ?? 0))
    .map(({ personId }) => personId);
  const ids = new Set(placed);
  const out = new Set(blocked.map(({ personId }) => personId).filter((id) => !ids.has(id)));
  return [...[...ids].map((id) => ({ id, isLeftOut: false })), ...[...out].map((id) => ({ id, isLeftOut: true }))];
}

interface Drawn {
  people: readonly Row[];
  needs: readonly Row[];
  height: number;
}

/** Spread over the whole height, whichever side has fewer. */
const yOf = (index: number, count: number, height: number): number =>
  Math.round(TOP + ((height - TOP) * (index + 0.5)) / Math.max(1, count));

function linesOf({ matched }: ShownPlan, { people, needs }: Drawn): Line[] {
  return matched
    .flatMap(({ places }) => places)
    .map(({ personId, needKey, points, decision }) => ({
      from: people.findIndex(({ id }) => id === personId),
      to: needs.findIndex(({ id }) => id === needKey),
      points,
      colour: colourOf(decision?.kind),
    }));
}

function colourOf(decision: string | undefined): string {
  if (decision === 'refused') return colours.quiet;
  return decision === undefined ? colours.proposed : colours.accepted;
}

function lineOf({ from, to, points, colour }: Line, drawn: Drawn): SafeHtml {
  const [y1, y2] = endsOf(from, to, drawn);
  const width = Math.max(1, Math.round((THICKEST * points) / 100) / 10);
  const middle = (LEFT + RIGHT) / 2;
  return html`<path
      d="M${LEFT + 10} ${y1} C${middle} ${y1} ${middle} ${y2} ${RIGHT - 10} ${y2}"
      fill="none"
      stroke="${colour}"
      stroke-width="${width}"
      stroke-opacity="0.75"
    />
    <text x="${RIGHT - 16}" y="${y2 - 7}" text-anchor="end" font-size="11" fill="${colour}">${points}</text>`;
}

const endsOf = (from: number, to: number, { people, needs, height }: Drawn): [number, number] => [
  yOf(from, people.length, height),
  yOf(to, needs.length, height),
];

/** Dashed: would fit, and a rule is against it. */
function keptOut({ blocked }: ShownPlan, drawn: Drawn): SafeHtml[] {
  if (blocked.length > MOST_KEPT_OUT) return [];
  return blocked.map(({ personId, needKey }) => {
    const from = drawn.people.findIndex(({ id }) => id === personId);
    const [y1, y2] = endsOf(
      from,
      drawn.needs.findIndex(({ id }) => id === needKey),
      drawn,
    );
    return html`<path
      d="M${LEFT + 10} ${y1} L${RIGHT - 10} ${y2}"
      fill="none"
      stroke="${colours.none}"
      stroke-width="1"
      stroke-dasharray="4 4"
      stroke-opacity="0.7"
    />`;
  });
}

function rowText(
  { name, below, isLeftOut }: Row,
  { at, isLeft, language }: { at: number; isLeft: boolean; language: Language },
): SafeHtml {
  const [first, second] = language === 'zh-CN' ? [name.zh, name.en] : [name.en, name.zh];
  const small = below ? (language === 'zh-CN' ? below.zh : below.en) : first === second ? '' : second;
  const x = isLeft ? LEFT : RIGHT;
  const anchor = isLeft ? 'end' : 'start';
  const colour = isLeftOut ? colours.none : colours.ink;
  return html`<circle cx="${isLeft ? LEFT + 10 : RIGHT - 10}" cy="${at}" r="4" fill="${colour}" />
    <text x="${x}" y="${at}" text-anchor="${anchor}" fill="${colour}">${short(first)}</text>
    <text x="${x}" y="${at + 15}" text-anchor="${anchor}" font-size="11" fill="${colours.quiet}"
      >${short(small, SMALL)}</text
    >`;
}

/** So that no name runs out of the picture, to the left as to the right: a character of Chinese is as wide as two letters. */
const USUAL = 34;
const SMALL = 43;
const WIDE = /[\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF]/u;
const CAPITAL = /[\p{Lu}@%]/u;
function short(text: string, most = USUAL): string {
  let width = 0;
  let kept = '';
  for (const character of text) {
    width += WIDE.test(character) ? 2 : CAPITAL.test(character) ? 1.4 : 1;
    if (width > most) return `${kept}…`;
    kept += character;
  }
  return text;
}
