import type { Bilingual } from '../domain/decider.ts';
import { inLanguage } from '../domain/labels.ts';
import { inBoth } from '../domain/notices/names.ts';
import type { Half } from '../domain/placement/half-days.ts';
import { dateText } from '../mail/dates.ts';

/** What the pages say that ask about a half month half day by half day. */

const dayOf = (on: string): Bilingual => inBoth((as) => dateText(as, on));

export const halfWords: Readonly<Record<Half | 'whole', Bilingual>> = {
  am: { en: 'morning', zh: '上午' },
  pm: { en: 'afternoon', zh: '下午' },
  whole: { en: 'whole day', zh: '全天' },
};

/** `Tuesday, 3 March 2026, morning`. */
export const halfDayText = (on: string, half: Half): Bilingual =>
  inBoth((as) => `${dateText(as, on)}${as === 'en' ? ', ' : ''}${inLanguage(as, halfWords[half])}`);

export const pageWords = {
  day: dayOf,
  changed: {
    en: 'What was planned or logged has changed since this page was opened. Please look at the days once more.',
    zh: '本页打开后，计划或日志已有变动，请重新核对日期。',
  },
  unreadable: {
    en: 'A text has characters that cannot be kept, or is too long. Please type it once more.',
    zh: '文字过长或含有无法保存的字符，请重新填写。',
  },
} as const;

export const logWords = {
  question: { en: 'Were you there?', zh: '是否到岗？' },
  choices: {
    all: { en: 'Yes, on all the half days planned, as below', zh: '是，下列计划的半天全部到岗' },
    some: { en: 'Only on the half days that I tick', zh: '仅在所勾选的半天到岗' },
    none: { en: 'On none of them', zh: '均未到岗' },
  },
  own: { en: 'More about this day (optional)', zh: '当天补充（可不填）' },
  what: { en: 'What was done, or why nothing? (a sentence is enough)', zh: '工作内容，或未到岗的原因（一句话即可）' },
  extra: { en: 'Also there at a time that was not planned?', zh: '计划之外另有到岗？' },
  extraOn: { en: 'On which day?', zh: '日期' },
  extraHalf: { en: 'Which half of it?', zh: '上午或下午' },
  extraWhat: { en: 'More about it (optional)', zh: '补充（可不填）' },
  saySo: {
    en: 'Please tick the half days on which you were there, or say that it was all of them or none.',
    zh: '请勾选到岗的半天，或选择全部到岗、均未到岗。',
  },
  notAll: {
    en: 'All half days are chosen, and only some are ticked. Please say which of the two holds.',
    zh: '已选择全部到岗，却仅勾选了部分半天，请确认以何者为准。',
  },
  notNone: {
    en: 'None of the half days is chosen, and some are ticked. Please say which of the two holds.',
    zh: '已选择均未到岗，却勾选了部分半天，请确认以何者为准。',
  },
  unticked: (on: string): Bilingual => ({
    en: `Something is written about ${dayOf(on).en}, and no half of that day is logged. Please tick it, or take the words away.`,
    zh: `${dayOf(on).zh}填有内容，但当天未填报到岗。请勾选当天，或删去所填内容。`,
  }),
  whatMissing: { en: 'Please say in a sentence what was done.', zh: '请用一句话写明工作内容。' },
  whyMissing: { en: 'Please say in a sentence why nothing took place.', zh: '请用一句话说明未到岗的原因。' },
  extraPart: {
    en: 'Of a time that was not planned please fill in the day and which half of it.',
    zh: '计划之外的到岗，请填写日期并选择上午、下午或全天。',
  },
  extraOutside: (fromOn: string, toOn: string): Bilingual => ({
    en: `A time that was not planned is to lie from ${dayOf(fromOn).en} to ${dayOf(toOn).en}.`,
    zh: `计划之外的到岗日期须在${dayOf(fromOn).zh}至${dayOf(toOn).zh}之间。`,
  }),
  twice: (on: string, half: Half): Bilingual => ({
    en: `${halfDayText(on, half).en}, is named twice.`,
    zh: `${halfDayText(on, half).zh}重复填报。`,
  }),
} as const;

export const presenceWords = {
  question: { en: 'Was the researcher, or whoever stood in, there?', zh: '研究人员（或顶岗人员）是否到岗？' },
  choices: {
    right: { en: 'Yes, on all the days below', zh: '是，下列日期均已到岗' },
    some: { en: 'Not on the half days that I tick; the others are right', zh: '所勾选的半天未到岗，其余属实' },
  },
  note: {
    en: 'A half day that you tick counts only when our liaison has asked both sides; all others are confirmed with it.',
    zh: '所勾选的半天，须经我方联络员向双方核实后方予计入；其余日期随之确认。',
  },
  absent: {
    am: { en: 'not there in the morning', zh: '上午未到岗' },
    pm: { en: 'not there in the afternoon', zh: '下午未到岗' },
  },
  why: {
    en: 'Where a half day is ticked: why? Otherwise a word with it (optional)',
    zh: '勾选未到岗的，请说明情况；否则可不填',
  },
  saySo: {
    en: 'Please say that the days are right, or tick the half days on which nobody was there.',
    zh: '请选择日期属实，或勾选无人到岗的半天。',
  },
  notRight: {
    en: 'The days are said to be right, and some are ticked as not. Please say which of the two holds.',
    zh: '已选择均已到岗，却勾选了未到岗的半天，请确认以何者为准。',
  },
  tickWhich: {
    en: 'Please tick the half days on which nobody was there.',
    zh: '请勾选无人到岗的半天。',
  },
  whyMissing: {
    en: 'Please say in a sentence how it was: our liaison goes by it.',
    zh: '请用一句话说明情况，供我方联络员核实。',
  },
} as const;
