import type { Bilingual } from '../domain/decider.ts';

/** What the page behind "Record it" says beside a matter's own names. */
export const recordingWords = {
  onDate: { en: 'On which day?', zh: '日期' },
  contactOn: { en: 'When did you speak?', zh: '联络日期' },
  receivedOn: { en: 'When did it come in?', zh: '到账日期' },
  filedOn: { en: 'When was it filed?', zh: '提交日期' },
  reachedOn: { en: 'When was it reached?', zh: '完成日期' },
  withWhom: { en: 'With whom?', zh: '对方人员' },
  by: { en: 'How?', zh: '联络方式' },
  summary: { en: 'What was said? (a sentence is enough)', zh: '联络内容（一句话即可）' },
  note: { en: 'The note of the visit', zh: '来访纪要' },
  reason: { en: 'Why?', zh: '原因' },
  remark: { en: 'A word with it (optional)', zh: '说明（可不填）' },
  evidence: { en: 'By what can it be seen? (optional)', zh: '佐证（可不填）' },
  planText: { en: 'The text of the plan', zh: '方案内容' },
  result: { en: 'With which result?', zh: '申报结果' },
  to: { en: 'Where does it stand now?', zh: '目前状态' },
  contactKinds: {
    call: { en: 'by telephone or video', zh: '电话或视频' },
    meeting: { en: 'at a meeting', zh: '会面' },
    mail: { en: 'by mail', zh: '书信或邮件' },
    visit: { en: 'at a visit', zh: '来访' },
    'return-visit': { en: 'at a return visit', zh: '回访' },
  },
  results: { granted: { en: 'granted', zh: '获批' }, refused: { en: 'refused', zh: '未获批' } },
  buildStates: {
    accepted: { en: 'accepted', zh: '已同意' },
    building: { en: 'being built', zh: '建设中' },
    operating: { en: 'in operation', zh: '已运行' },
    dropped: { en: 'dropped', zh: '不再建设' },
  },
  here: { en: 'Record it here', zh: '在此登记' },
  button: { en: 'Record', zh: '登记' },
  api: {
    en: 'Or by a call of the API, with a token of your own; the words and ids are an example:',
    zh: '也可凭本人令牌通过 API 登记（以下内容与编号为示例）：',
  },
  onlyApi: {
    en: 'It is recorded by a call of the API, with a token of your own; the words and ids are an example:',
    zh: '请凭本人令牌通过 API 登记（以下内容与编号为示例）：',
  },
  reply: {
    en: 'Without a token: answer the mail from which you came with the day, who was there and what came of it. This coordinator records it:',
    zh: '没有令牌的，请直接回复来信，写明日期、人员和结果，由协调人登记：',
  },
  forOthers: {
    en: 'In your place it is not yours to record it here.',
    zh: '以您的职务不能在此直接登记。',
  },
} as const satisfies Record<string, Bilingual | Record<string, Bilingual>>;
