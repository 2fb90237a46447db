import type { Bilingual } from '../domain/decider.ts';
import type { Language } from '../domain/notices/names.ts';

/** The sentences of the pages behind the links in mails. They are seen by partners too: courteous, no word of lateness. */
const words = {
  title: { en: 'Cooperation follow-up', zh: '合作跟进' },
  demonstration: { en: 'Demonstration: people and dates are examples.', zh: '演示数据：人员与日期仅为示例。' },
  issuedTo: { en: 'This link was issued to', zh: '本链接发给' },
  cooperation: { en: 'Cooperation', zh: '合作' },
  date: { en: 'Date', zh: '日期' },
  said: { en: 'What was said', zh: '原话' },
  minutes: { en: 'The minutes', zh: '会议纪要' },
  reportedAs: { en: 'What was reported', zh: '报告内容' },
  reasonGiven: { en: 'The reason given', zh: '所述理由' },
  yourName: { en: 'Your name (who is acting now)', zh: '您的姓名（实际操作人）' },
  evidence: { en: 'What was done? (a sentence)', zh: '完成情况（一句话）' },
  evidenceWanted: {
    en: 'Please say in a sentence what was done (three characters at least): whoever confirms it goes by it.',
    zh: '请用一句话写明完成情况（至少三个字），供确认人核对。',
  },
  status: { en: 'How it stands', zh: '目前状态' },
  untilOn: { en: 'Until which day?', zh: '延至哪一天？' },
  reason: { en: 'Why? (one line)', zh: '原因（一行）' },
  dueOn: { en: 'By which day?', zh: '完成日期' },
  owner: { en: 'Who takes care of it?', zh: '由谁负责？' },
  assumed: { en: 'What we assumed (please choose below what holds)', zh: '系统默认（请在下方选定实际情况）' },
  either: { en: 'a day, who takes care of it, or that it is not wanted any more', zh: '日期、责任人，或不再需要' },
  drop: { en: 'Not wanted any more', zh: '不再需要' },
  agree: { en: 'The minutes are right', zh: '纪要无误，予以确认' },
  change: { en: 'Something should be changed:', zh: '需要修改：' },
  changeWhat: { en: 'What should be changed?', zh: '修改内容' },
  how: { en: 'How was it passed on?', zh: '以何种方式转达？' },
  wechat: { en: 'WeChat', zh: '微信' },
  phone: { en: 'telephone', zh: '电话' },
  office: { en: 'through the office', zh: '经办公室' },
  'in-person': { en: 'in person', zh: '当面' },
  code: { en: 'The six digits that we have just sent to', zh: '请输入刚刚发送至以下邮箱的六位验证码：' },
  codeButton: { en: 'Send me a code and go on', zh: '发送验证码并继续' },
  noCode: {
    en: 'Please tell whoever passed this on to you whether it is right, or what is to be changed: they record your answer in your name. Here it would take a code, and we know no mail address to send it to.',
    zh: '烦请将是否无误或需要修改之处告知向您转达的我方联络人，由其代您登记。在本页确认须有验证码，而我们没有可用的邮箱。',
  },
  wrongCode: { en: 'These are not the six digits. Please try again.', zh: '验证码不符，请重试。' },
  oldCode: {
    en: 'This code is not valid any more. We have sent a new one.',
    zh: '该验证码已失效，新的验证码已发送。',
  },
  earlierDone: {
    en: 'What you sent from this page before has been recorded, not what you have written now. To change it, please tell our coordinator.',
    zh: '您此前在本页提交的内容已登记，本次填写的内容未登记。如需更改，烦请告知我方联络人。',
  },
  earlierOpen: {
    en: 'What you sent from this page before, with other words or dates, is still being recorded. Please look again in a few minutes, or send the same as before.',
    zh: '您此前在本页提交的内容（与本次不同）仍在登记中。烦请几分钟后再查看，或按原内容重新提交。',
  },
  tooManyCodes: {
    en: 'Too many codes were asked for. Please tell our coordinator your answer instead.',
    zh: '验证码申请次数过多。烦请将您的答复告知我方联络人。',
  },
  incomplete: { en: 'Please fill in what is missing:', zh: '请补充：' },
  done: { en: 'Thank you, this is recorded.', zh: '谢谢，已经登记。' },
  alreadyDone: {
    en: 'This link has been used already; what was said then stands. Thank you.',
    zh: '本链接已经使用，当时的答复有效。谢谢！',
  },
  settled: { en: 'This matter is settled already. Thank you.', zh: '该事项已经办结，谢谢！' },
  dropped: {
    en: 'This matter is not pursued any more: nothing is asked of you. Thank you.',
    zh: '该事项不再推进，无需您办理，谢谢！',
  },
  superseded: {
    en: 'Something newer has taken the place of this matter. Thank you.',
    zh: '该事项已由新的事项取代，谢谢！',
  },
  placementOver: {
    en: 'The placement has ended, and this matter with it: nothing is asked of you. Thank you.',
    zh: '派驻已结束，此事项随之结束，无需您办理。谢谢！',
  },
  planOver: {
    en: 'The plan has ended, and this matter with it: nothing is asked of you. Thank you.',
    zh: '该方案已结束，此事项随之结束，无需您办理。谢谢！',
  },
  tooOften: {
    en: 'Our pages were opened very often from your network just now. Please wait a minute and load this page again; nothing is lost.',
    zh: '您所在网络刚才打开本系统页面过于频繁，请等待一分钟后刷新本页，内容不会丢失。',
  },
  notNow: {
    en: 'We cannot show this page at the moment. Please load it again in a minute; nothing is lost.',
    zh: '暂时无法显示本页，请一分钟后刷新，内容不会丢失。',
  },
  tooLong: {
    en: 'What was sent is too long. Please go back and shorten it.',
    zh: '提交的内容过长，请返回删减后再提交。',
  },
  overtaken: {
    en: 'What this link offered has been decided already, or its time has passed. The matter itself goes on.',
    zh: '此链接所请之事已有处理或已过时点，事项本身仍在跟进。',
  },
  expired: {
    en: 'This link is no longer valid. Please write to us; every mail of ours can be answered.',
    zh: '本链接已失效。如有需要，请直接回复我们的邮件。',
  },
  unknown: {
    en: 'This link is not complete or not one of ours. Please copy it from the mail once more.',
    zh: '链接不完整或并非由我们发出，请从邮件中重新复制。',
  },
  busy: { en: 'This is being recorded at this moment.', zh: '正在登记，请稍候。' },
  later: {
    en: 'We could not record it just now. Please press the button again in a moment; it counts once.',
    zh: '暂时未能登记，请稍后再按一次，不会重复登记。',
  },
  why: { en: 'Why did I get this, and what comes next?', zh: '为何收到此信？接下来会怎样？' },
  report: { en: 'It is done', zh: '已完成' },
  pause: { en: 'I need more time', zh: '需要更多时间' },
  'ask-extension': { en: 'Ask for this date', zh: '申请延至该日' },
  askNote: {
    en: 'Somebody else decides and lets you know. Until then the date that stands holds, and reminders go on.',
    zh: '由他人决定并告知您。决定之前原定日期不变，提醒照常。',
  },
  answer: { en: 'Answer', zh: '答复' },
  confirm: { en: 'I confirm that it is done', zh: '确认已完成' },
  'confirm-minutes': { en: 'Answer about the minutes', zh: '就会议纪要作出答复' },
  relayed: { en: 'It was passed on', zh: '已转达' },
  'hold-escalation': { en: 'Keep it from the leader for now', zh: '暂不呈报领导' },
  'mark-read': { en: 'I have read it', zh: '已阅' },
  'note-absence': { en: 'Away, it seems', zh: '可能不在岗' },
  recordIt: { en: 'Record this', zh: '登记' },
  noteIt: { en: 'Note the absence', zh: '登记休假' },
  leaveIt: { en: 'Note nothing', zh: '不予登记' },
  answered: { en: 'What came by mail', zh: '来信内容' },
  answeredFor: { en: 'What came by mail about a letter to', zh: '对以下人员去信的来信内容' },
  awaySuggested: {
    en: 'Your mailbox told us that you are away. The days below are from it: keep or correct them, or empty them.',
    zh: '您的邮箱自动回复称您不在岗，以下日期据此填入：请保留、更正或清空。',
  },
  introduce: { en: 'Release the introduction in my name', zh: '以我的名义发出介绍信' },
  accept: { en: 'I take it', zh: '接受' },
  'not-mine': { en: 'It is not mine', zh: '非我负责' },
  grant: { en: 'Agree this date', zh: '同意该日期' },
  refuse: { en: 'The date we had stands', zh: '维持原定日期' },
  maybeOwner: { en: 'Whose may it be? (optional)', zh: '可能由谁负责？（可不填）' },
  maybeReason: { en: 'A word with it (optional)', zh: '说明（可不填）' },
  askedOn: { en: 'The date asked for', zh: '申请延至' },
  brief: { en: 'Accept what is marked', zh: '接受所选事项' },
  acceptAll: { en: 'Accept all that is open, also what is not listed', zh: '接受全部未结事项（含未列出者）' },
  nothingMarked: { en: 'Please mark what you accept, or all.', zh: '请勾选要接受的事项，或选择全部接受。' },
  acceptedNow: {
    en: 'Thank you, this is recorded. What is not yours may be passed back by its link in the mail.',
    zh: '谢谢，已经登记。非您负责的事项，可通过邮件中的相应链接说明。',
  },
  noneToAccept: { en: 'Nothing waits to be accepted. Thank you.', zh: '没有待接受的事项，谢谢！' },
  passedOn: {
    en: 'Somebody else holds this post now, and its matters reach them. Thank you for what you have done.',
    zh: '该职务现已由他人担任，相关事项将转达接任者。感谢您此前的支持。',
  },
  unsubscribe: { en: 'No more reminders of dates ahead', zh: '不再接收到期前的提醒' },
  preferences: { en: 'Language, hours, absence', zh: '语言、时段与休假设置' },
  language: { en: 'Language', zh: '语言' },
  channel: { en: 'How may we reach you?', zh: '联系方式' },
  email: { en: 'mail', zh: '电子邮件' },
  zone: { en: 'Time zone', zh: '时区' },
  hoursNote: {
    en: 'Mail arrives on working days, within these hours; outside them it is quiet. Left empty: 08:30 to 19:00.',
    zh: '邮件仅在工作日的以下时段内送达，其余时间不打扰。不填则为 08:30 至 19:00。',
  },
  reachFromTime: { en: 'Mail from', zh: '时段开始' },
  reachToTime: { en: 'Mail until', zh: '时段结束' },
  digestTime: { en: 'The daily summary at', zh: '每日汇总邮件时间' },
  quietNote: {
    en: 'Quiet times within these hours, e.g. 12:00 to 14:00 every day, or all Wednesday (leave the times empty).',
    zh: '上述时段内的免打扰时间，例如每天 12:00 至 14:00，或整个周三（时间留空即为全天）。',
  },
  quietDay: { en: 'Quiet on', zh: '免打扰' },
  noQuiet: { en: '–', zh: '–' },
  everyDay: { en: 'every day', zh: '每天' },
  quietFrom: { en: 'from', zh: '自' },
  quietTo: { en: 'to', zh: '至' },
  absenceNote: {
    en: 'When you are away, your deputy reads for your posts. Without one, mail waits until you are back; only what is urgent still comes. Empty days end the absence.',
    zh: '休假期间，由代理人代为接收与您职务有关的邮件；未指定代理人的，邮件待您返回后送达，紧急事项除外。清空日期即取消休假。',
  },
  awayFromOn: { en: 'Away from (first day)', zh: '休假第一天' },
  awayToOn: { en: 'Away until (last day)', zh: '休假最后一天' },
  deputyPersonId: { en: 'Deputy', zh: '代理人' },
  nobody: { en: 'nobody', zh: '不指定' },
  saved: {
    en: 'Thank you, this is kept. You may change it here at any time while this link is valid.',
    zh: '谢谢，设置已保存。本链接有效期内可随时在此修改。',
  },
  open: { en: 'The matter', zh: '事项' },
  extend: { en: 'Set this date', zh: '确定该时限' },
  'hand-over': { en: 'Hand it over', zh: '转交' },
  record: { en: 'Record it', zh: '登记办理情况' },
  'cannot-come': { en: 'Your days on site', zh: '您的到岗日程' },
  cannotComeButton: { en: 'I cannot come on these days', zh: '我在上述日期无法到岗' },
  cannotComeDone: {
    en: 'Thank you, this is recorded. The others are told which days are not kept, never why, and colleagues are asked to stand in. Your days are now as below.',
    zh: '谢谢，已经登记。其他各方将获知相关日期（不含原因），并随即征询同事顶岗。您现在的日程如下。',
  },
  noDays: { en: 'You have no days on site from today on. Thank you.', zh: '您自今日起没有到岗日程，谢谢！' },
  whenFrom: { en: 'from which day', zh: '起始日' },
  whenUntil: { en: 'until which day', zh: '截止日' },
  whyNotComing: { en: 'why', zh: '原因' },
  'confirm-for': { en: 'Record their answer', zh: '代为登记答复' },
  newDate: { en: 'By which day instead?', zh: '新的时限' },
  newOwner: { en: 'To which post?', zh: '转交给哪个职务？' },
  asSuggested: { en: 'as suggested', zh: '按所提建议转交' },
  notIntroduced: { en: 'does not know us yet', zh: '尚未经介绍' },
  extendNote: {
    en: 'Whoever owes it reads of the new date, and the reminders start anew from it.',
    zh: '责任人将获知新的时限，提醒随之重新计算。',
  },
  ownerWantedNote: {
    en: 'Whose this is would be asked of you: please name the post that owes it; it is handed over by that. Or ask for a later date, or decide about it; until then it goes on as it stands.',
    zh: '该事项由谁负责，正应由您答复：请指定责任职务，事项即转交该职务；也可申请延期，或就该事项作出决定。在此之前一切照旧。',
  },
  handOverNote: {
    en: 'Whoever holds the post reads of it at once. If nobody there accepts it within two working days, it returns to who had it, and you are told.',
    zh: '接收职务的担任者将立即获知。两个工作日内未接受的，退回原责任职务，并告知您。',
  },
  confirmForNote: {
    en: 'It is recorded as said by them and entered by you, with the way in which they told you. Never enter what they have not said.',
    zh: '将登记为由对方答复、由您代录，并注明其答复方式。对方未作答复的，请勿代填。',
  },
  howAnswered: { en: 'How did they tell you?', zh: '对方以何种方式答复？' },
  answersFor: { en: 'You answer for', zh: '所代之人' },
  pauseNote: {
    en: 'A few days may be taken here at once. A later day is a request: it is put to our coordinator, and the date that stands holds until it is agreed.',
    zh: '短期延后可在此直接办理；更晚的日期视为申请，由我方协调人决定，决定之前原定日期不变。',
  },
  askedOfCoordinator: {
    en: 'Thank you. Your request for a later date is with the coordinator, who decides and lets you know. Until then the date below stands.',
    zh: '谢谢，您的延期申请已提交协调人，由其决定并告知您。在此之前，下列日期仍然有效。',
  },
  askedOfDirector: {
    en: 'Thank you. Your request for a later date is with the director, who decides and lets you know. Until then the date below stands.',
    zh: '谢谢，您的延期申请已提交部门负责人，由其决定并告知您。在此之前，下列日期仍然有效。',
  },
  laterAsked: { en: 'Asked for instead, not decided yet', zh: '已申请改至（尚待决定）' },
  save: { en: 'Save', zh: '保存' },
  handedOver: {
    en: 'Thank you, it is handed over. If nobody there accepts it within two working days, it returns to who had it, and you are told.',
    zh: '谢谢，已经转交。两个工作日内未被接受的，退回原责任职务，并告知您。',
  },
  handedToStranger: {
    en: 'Thank you, it is handed over. Whoever holds that post does not know us yet: our request goes out only when the introduction is released, which you are asked for by mail. Unless they accept it within two working days, it returns to who had it.',
    zh: '谢谢，已经转交。该职务担任者尚未经介绍，须先放行介绍信（将另行来信请您办理），我方来函方可发出。两个工作日内未被接受的，退回原责任职务。',
  },
} as const satisfies Record<string, Bilingual>;

export type WordKey = keyof typeof words;

/** A sentence in a language; in both where the reader is not known. */
export function word(language: Language | null, key: WordKey): string {
  const { en, zh } = words[key];
  return language === null ? `${zh} · ${en}` : language === 'zh-CN' ? zh : en;
}

/** A sentence in both languages: whoever opens a page may read the other one than its addressee. */
export const said = (key: WordKey): Bilingual => words[key];

/** Of a mail that came back: that it is not the word of whoever was written to, and, for our own people, from which address it came. */
export function notTheirs(name: Bilingual, address: string | null): Bilingual {
  return {
    en: `From another address, not ${name.en}'s${address ? `: ${address}` : ''}. It is not their word and stops nothing.`,
    zh: `发自其他地址，并非${name.zh}的地址${address ? `：${address}` : ''}。不作为其本人答复，各项时限照常。`,
  };
}
