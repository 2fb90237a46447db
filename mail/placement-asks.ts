import type { Bilingual } from '../domain/decider.ts';
import type { FollowUpKind } from '../domain/policy/defaults.ts';
import { dateText } from './dates.ts';

/**
 * What somebody of another side is asked about a placement, as the question that it is: nobody has told us that they would see to
 * it. Null for matters of other kinds.
 *
 * @param dueOn local date by which an answer is hoped for
 */
export function askedAboutPlacement(kind: FollowUpKind | null, dueOn: string | null): Bilingual | null {
  const words = kind ? asks[kind] : undefined;
  if (!words) return null;
  return {
    en: words.en(dueOn ? ` by ${dateText('en', dueOn)}` : ''),
    zh: words.zh(dueOn ? `于${dateText('zh-CN', dueOn)}前` : ''),
  };
}

/** Which of them ask what somebody is ready to do: nothing is theirs yet. */
const questions: ReadonlySet<FollowUpKind> = new Set<FollowUpKind>([
  'placement-willing',
  'placement-consent',
  'placement-host-answer',
  'placement-substitute',
  'cover-request',
  'cover-consent',
]);
export const isQuestion = (kind: FollowUpKind | null): boolean => kind !== null && questions.has(kind);

interface Words {
  en(by: string): string;
  zh(by: string): string;
}

const asks: Partial<Record<FollowUpKind, Words>> = {
  'placement-willing': {
    en: (by) =>
      `May we ask you to tell us privately${by} whether you are willing to go? Nobody at the enterprise knows your name before.`,
    zh: (by) => `恳请您${by}私下告知是否愿意派驻；在您同意之前，企业不会获知您的姓名。`,
  },
  'placement-consent': {
    en: (by) => `May we ask you to tell us${by} whether your unit lets the researcher go?`,
    zh: (by) => `恳请${by}告知贵单位是否同意派出该研究人员。`,
  },
  'placement-host-answer': {
    en: (by) => `May we ask you to tell us${by} whether your enterprise takes this researcher?`,
    zh: (by) => `恳请${by}告知贵单位是否接收该研究人员。`,
  },
  'placement-substitute': {
    en: (by) =>
      `May we ask you to tell us${by} whether you agree to this researcher in the place of the one whom you asked for by name?`,
    zh: (by) => `恳请${by}告知贵单位是否同意由该研究人员替换此前点名的人选。`,
  },
  'cover-request': {
    en: (by) =>
      `Somebody cannot come on the days below. May we ask you to tell us${by} whether you stand in? The first who says yes does.`,
    zh: (by) => `有人无法按下列日期到岗，恳请您${by}告知是否顶岗；最先同意者承担。`,
  },
  'cover-consent': {
    en: (by) =>
      `The researcher whom you asked for by name cannot come on the days below. May we ask you to tell us${by} whether you agree to whoever stands in?`,
    zh: (by) => `贵单位点名的研究人员无法按下列日期到岗，恳请${by}告知是否同意顶岗人选。`,
  },
  'placement-presence': {
    en: (by) => `May we ask you to tell us${by} whether the days on site below are right?`,
    zh: (by) => `恳请${by}告知下列到岗日期是否属实。`,
  },
  'placement-assessment': {
    en: (by) => `May we ask you to assess the placement for your side${by}?`,
    zh: (by) => `恳请${by}代表贵单位对派驻工作作出考核评价。`,
  },
};
