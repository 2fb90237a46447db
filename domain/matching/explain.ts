import type { Bilingual } from '../decider.ts';
import { scoreParts } from './profiles.ts';
import type { NeedProfile, ScorePart, Weights } from './profiles.ts';
import { hasTexts, partsOf } from './score.ts';
import type { Parts, ReadNeed, ReadResearcher } from './score.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Why a pair has its points, in sentences. They name terms of the vocabulary, never words of a need or of a profile (S45). */

/** One part of a score as it is shown. */
export interface ExplainedPart {
  part: ScorePart;
  /** 0 to 100 */
  percent: number;
  weight: number;
  /** What it brings to the total of 1000. */
  points: number;
  sentence: Bilingual;
}

/** The parts of a score, the weightiest first. Names terms of the vocabulary, never words of the need. */
export function explainScore(
  vocabulary: Vocabulary,
  researcher: ReadResearcher,
  need: ReadNeed,
  weights: Weights,
): ExplainedPart[] {
  const parts = partsOf(researcher, need);
  const all = scoreParts.reduce((sum, part) => sum + weights[part], 0);
  return scoreParts
    .map((part) => ({
      part,
      percent: Math.round(100 * parts[part]),
      weight: weights[part],
      points: all === 0 ? 0 : Math.round((1000 * weights[part] * parts[part]) / all),
      sentence: sentenceOf(part, vocabulary, researcher, need, parts),
    }))
    .toSorted((a, b) => b.points - a.points || scoreParts.indexOf(a.part) - scoreParts.indexOf(b.part));
}

function sentenceOf(
  part: ScorePart,
  vocabulary: Vocabulary,
  researcher: ReadResearcher,
  need: ReadNeed,
  parts: Parts,
): Bilingual {
  const percent = Math.round(100 * parts[part]);
  switch (part) {
    case 'terms':
      return termSentence(vocabulary, researcher, need);
    case 'text':
      return hasTexts(researcher, need)
        ? { en: `Nearness of the two texts: ${percent} %.`, zh: `双方文字相近程度 ${percent}%。` }
        : {
            en: 'There are no two texts to compare; fields and skills count for them by half.',
            zh: '无文字可比，以领域与技能折半代之。',
          };
    case 'availability': {
      const { freeDays } = researcher.freeIn(need);
      return {
        en: `${freeDays} working days a year are free, ${need.daysNeeded} are needed.`,
        zh: `每年可用 ${freeDays} 个工作日，需要 ${need.daysNeeded} 个。`,
      };
    }
    case 'travel':
      return parts.travel === 1
        ? { en: 'Both are in the same place.', zh: '同处一地。' }
        : { en: `Nearness of the two places: ${percent} %.`, zh: `两地相近程度 ${percent}%。` };
    case 'continuity':
      return parts.continuity === 1
        ? { en: 'There were contacts with this enterprise before.', zh: '与该企业已有联系。' }
        : { en: 'No earlier contact with this enterprise.', zh: '与该企业此前无联系。' };
    case 'fairness':
      return { en: `${percent} % of the free time is not taken by places.`, zh: `空闲时间中 ${percent}% 尚未派驻。` };
    case 'urgency':
      return urgencyWords[need.profile.urgency];
    case 'preference':
      return preferenceSentence(researcher, need, parts.preference);
  }
}

const urgencyWords: Record<NeedProfile['urgency'], Bilingual> = {
  low: { en: 'The need is not urgent.', zh: '需求不紧迫。' },
  normal: { en: 'The need is of normal urgency.', zh: '需求紧迫程度一般。' },
  high: { en: 'The need is urgent.', zh: '需求紧迫。' },
};

function preferenceSentence({ profile }: ReadResearcher, need: ReadNeed, value: number): Bilingual {
  const asked = need.profile.requestedPersonId;
  if (asked === profile.personId) return { en: 'The enterprise asked for this person.', zh: '企业点名邀请。' };
  if (asked !== null) {
    return { en: 'The enterprise asked for somebody else and has to agree.', zh: '企业点名他人，须经企业同意。' };
  }
  return value > 0.5
    ? { en: 'It is what the person would like to work on.', zh: '符合本人意愿。' }
    : { en: 'No wish of the person speaks for or against it.', zh: '本人未表示偏好。' };
}

function termSentence({ terms }: Vocabulary, { nearest }: ReadResearcher, need: ReadNeed): Bilingual {
  const name = (id: string, language: 'en' | 'zh'): string => terms.get(id)?.[language] ?? id;
  const listed = (language: 'en' | 'zh'): string[] =>
    need.terms.flatMap((wanted) => {
      const { nearness: near, termId } = nearest(wanted);
      if (termId === null) return [];
      if (near === 1) return [name(wanted, language)];
      const own = name(termId, language);
      return [language === 'en' ? `${name(wanted, 'en')} (near: ${own})` : `${name(wanted, 'zh')}（相近：${own}）`];
    });
  const [en, zh] = [listed('en'), listed('zh')];
  if (need.terms.length === 0) {
    return {
      en: 'The need names no field or skill; its text counts for them.',
      zh: '需求未列领域与技能，以文字代之。',
    };
  }
  return en.length === 0
    ? { en: 'None of the fields and skills asked for.', zh: '所需领域与技能均不具备。' }
    : { en: `Fields and skills: ${en.join(', ')}.`, zh: `领域与技能：${zh.join('、')}。` };
}
