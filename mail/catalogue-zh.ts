import { Voice } from '../domain/notices/facts.ts';
import { followUpPolicies } from '../domain/policy/defaults.ts';
import { actionWords } from './action-words.ts';
import type { Messages } from './catalogue.ts';
import { changedText } from './change-words.ts';
import { asksNothing, isAskedAgain, isNamedByDays, mayDecide } from './letter.ts';
import { askedAboutPlacement, isQuestion } from './placement-asks.ts';
import { dateText, shortDate } from './dates.ts';
import { decisionWords } from './decision-words.ts';
import type { ItemFacts, LetterFacts } from './letter.ts';
import { meetingIn } from './meeting-words.ts';
import { whyWords } from './why-words.ts';

const date = (on: string): string => dateText('zh-CN', on);
const words = decisionWords['zh-CN'];
const reasons = whyWords('zh-CN');
const policyOf = (item: ItemFacts) => (item.followUpKind ? followUpPolicies[item.followUpKind] : null);

const lights = { red: '红（已逾期）', yellow: '黄（滞后）', blue: '蓝（临期）', green: '绿' } as const;
const channels: Record<string, string> = { wechat: '微信', phone: '电话', office: '办公室' };

function subjectOf(item: ItemFacts): string {
  const title = titleOf(item);
  return policyOf(item) && item.of ? `${title}（${item.of}）` : title;
}

function titleOf(item: ItemFacts): string {
  const policy = policyOf(item);
  if (policy) return policy.title.zh;
  switch (item.kind) {
    case 'relay':
      return '请代为转达';
    case 'undeliverable':
      return '邮件未送达';
    case 'introduction-wanted':
      return '请先行介绍';
    case 'answered':
      return '邮件回复待阅';
    case 'attendance':
      return '邀请回复';
    case 'absence-suggested':
      return '可能不在岗';
    case 'put-back':
      return '已恢复运行';
    case 'count-of-questions':
      return '待答复事项';
    case 'placement-changed':
      return '派驻日程变动';
    case 'contact-noted':
      return '联络备忘';
    case 'brief':
      return '职务交接说明';
    case 'monthly-page':
      return '合作月报';
    case 'duties-not-accepted':
      return '无人接受的职务事项';
    default:
      return '合作事宜';
  }
}

function attendanceOf(item: ItemFacts): string {
  const { answer, meeting } = item.attendance ?? {};
  const what = meeting ? meetingIn('zh-CN', meeting) : '会议';
  const who = personOf(item);
  if (answer === 'accepted') return `${who}现回复可以参加：${what}。`;
  return `${who}${answer === 'tentative' ? '回复暂定参加，尚未确认' : '回复不能参加'}：${what}。日程未作更改，请斟酌照常举行或改期。`;
}

const awayText = ({ away }: ItemFacts): string => (away ? `（${date(away.fromOn)}至${date(away.toOn)}）` : '');

const nameOf = ({ person }: ItemFacts): string => person?.name ?? '其本人';

function personOf(item: ItemFacts): string {
  const { name, organisation } = item.person ?? { name: '对方', organisation: null };
  return organisation ? `${organisation} ${name}` : name;
}

function whatOurs(item: ItemFacts, todayOn: string): string {
  const due = item.dueOn ? date(item.dueOn) : '未定';
  const task = policyOf(item)?.task.zh ?? '';
  const asked = item.askedOn ? date(item.askedOn) : '其他日期';
  switch (item.kind) {
    case 'assigned':
      return item.acceptBy
        ? `该事项转交给您。${task}请于${date(item.acceptBy)}前接受，或说明非您负责；逾此日期退回原责任职务。`
        : isQuestion(item.followUpKind)
          ? task
          : `该事项现由您负责。${task}`;
    case 'question':
      return item.declined ? words.declined(item) : words.question(item);
    case 'reminder':
      return `${due}到期。${task}`;
    case 'due':
      return item.dueOn === todayOn ? `今日到期。${task}` : `${due}到期。${task}`;
    case 'overdue':
      return `原定${due}完成，目前仍未办结。${task}`;
    case 'escalation':
      if (item.step?.from === 'opened' && item.dueOn && item.dueOn >= todayOn) {
        return `督办：${reasons.openSince(item)}，期限为${due}，责任方为${item.ownerPost ?? '责任人'}。${words.decision(item)}`;
      }
      return `督办：原定${due}完成，至今未见登记，责任方为${item.ownerPost ?? '责任人'}。${words.decision(item)}`;
    case 'escalation-ahead':
      return `原定${due}完成，至今未见登记，下一工作日将呈报分管领导。如认为为时尚早，您可说明理由暂缓一次。`;
    case 'meeting-list':
      return `原定${due}完成，各级均已告知，仍未办结，现已列入领导会议清单。`;
    case 'extension-asked':
      return `${item.ownerPost ?? '责任人'}申请将时限由${due}延至${asked}，请您决定；决定之前原时限有效。`;
    case 'extension-agreed':
      return `${words.agreed(item, Voice.ours)}${task}`;
    case 'extension-refused':
      return `${words.refused(item)}${task}`;
    case 'not-taken':
      return words.notTaken(item);
    case 'returned':
      return `${reasons.returned(item)}${task}`;
    case 'reported':
      return '已报告完成，请予确认，或说明理由退回；确认之前不视为落实。';
    case 'confirm-minutes':
      return task;
    case 'count-of-questions':
      return `本合作有 ${item.count ?? 0} 项关于责任人或时限的询问，逾期未获答复。`;
    case 'telephone':
      if (item.answeredOn) {
        return `${item.organisation ?? '对方'}已于${date(item.answeredOn)}以邮件答复，请按其内容登记；内容不明之处方需电话联系。`;
      }
      return item.followUpKind === 'minutes-confirmation'
        ? `${item.organisation ?? '对方'}尚未就会议纪要作出答复，请电话联系；未答复不视为同意。`
        : `${item.organisation ?? '对方'}尚未答复。所询事项：${task}请电话联系，并将其答复告知协调人；未答复不视为同意。`;
    case 'meeting':
      return `${due}在即。${task}`;
    case 'date-moved':
      return `${item.movedByPolicy ? '本单位规则已调整' : '工作日历已更新'}，时限由${item.wasDueOn ? date(item.wasDueOn) : '原定日期'}调整为${due}。${task}`;
    case 'put-back':
      return '该合作曾在 Temporal 界面中被终止，现已按原状恢复并继续运行，未丢失任何内容。如需结束合作，请在本系统中办理。';
    case 'relay':
      return `${personOf(item)}${item.person?.isMailHeld ? '本周已收到两封邮件，下一封将错过此事时限，请以电话等方式' : `不使用邮件，请通过${channels[item.person?.channel ?? ''] ?? '其他方式'}`}转达以下内容，并点击下方链接登记。${item.isToConfirm ? '对方作出答复后，请代为登记其答复。' : ''}`;
    case 'undeliverable':
      return `发给${personOf(item)}的邮件被拒收，或无法确定是否送达。请以其他方式联系，并核对邮箱地址。`;
    case 'introduction-wanted':
      return `有邮件待发给${personOf(item)}，但对方尚不了解我们。您放行后，将以您的名义先发一封简短的介绍信。${
        item.acceptBy ? `其中一项已转交给对方，请于${date(item.acceptBy)}前放行并待其接受；逾期退回原责任职务。` : ''
      }`;
    case 'answered':
      if (item.isByAnother)
        return `我方发给${personOf(item)}的邮件收到一封回复，但发自其他地址，并非${nameOf(item)}的地址，不作为其本人答复，系统未据此作任何更改或暂停。请您审阅，必要时向其本人核实。`;
      return `我方发给${personOf(item)}的邮件已有回复，系统未据此作任何更改，请您审阅并按其内容登记。`;
    case 'absence-suggested':
      if (item.isByAnother)
        return `有邮件称${personOf(item)}不在岗${awayText(item)}，但发自其他地址，并非${nameOf(item)}的地址，尚未登记。请向其本人核实后登记休假，或不予登记。`;
      return `${personOf(item)}的邮箱自动回复称其不在岗${awayText(item)}，尚未登记。请登记休假，或不予登记。`;
    case 'attendance':
      return attendanceOf(item);
    case 'placement-changed':
      return changedText['zh-CN'](item);
    case 'contact-noted':
      return noted(item);
    case 'duties-not-accepted':
      return `${item.ownerPost ?? '责任职务'}人员变动后，本合作中有 ${item.count ?? 0} 项事项无人接受${item.isListed ? '，各级均已告知，现已列入领导会议清单' : ''}。请督促接受，或转交其他职务。`;
    case 'introduction':
    case 'brief':
    case 'monthly-page':
      return '';
  }
}

const noted = ({ dueOn }: ItemFacts): string =>
  `我们已记录${dueOn ? date(dueOn) : ''}与您的联络。如有不妥或遗漏，烦请告知，直接回复本邮件即可。`;

/** What a partner is asked for, and how it ends. */
function askedOf(item: ItemFacts): string {
  const asks = ['assigned', 'reminder', 'due', 'overdue', 'returned'].includes(item.kind);
  if (asks && item.followUpKind === 'need-ask' && !item.acceptBy)
    return `${reasons.repeated(item)}${needsOf(item)}${words.byReply(item)}`;
  return `${reasons.repeated(item)}${whatPartner(item)}${asks ? words.byReply(item) : ''}`;
}

/** Nobody has promised it: what is asked for is said, and what comes of an answer. */
const needsOf = (item: ItemFacts): string =>
  `${policyOf(item)?.task.zh ?? ''}如能${item.dueOn ? `于${date(item.dueOn)}前` : ''}告知，我们将及早为贵单位联系研究人员。`;

function whatPartner(item: ItemFacts): string {
  const by = item.dueOn ? `于${date(item.dueOn)}前` : '';
  const question = askedAboutPlacement(item.followUpKind, item.dueOn)?.zh;
  switch (item.kind) {
    case 'assigned':
      return item.acceptBy
        ? `据悉此事由您费心，烦请${by}予以办理，并恳请于${date(item.acceptBy)}前告知是否妥当；届时如未收到您的回复，该事项将交回原经办人。`
        : (question ?? `据悉此事由您费心，烦请${by}予以办理。`);
    case 'due':
    case 'reminder':
      if (item.followUpKind === 'contact' && item.dueOn) return `我们拟于${date(item.dueOn)}前后与您联络，敬请关照。`;
      return question ?? `烦请${by}予以关注和办理。`;
    case 'overdue':
      return item.dueOn
        ? `此事原约定的日期为${date(item.dueOn)}，烦请告知目前进展；如需另定日期，也请告知。`
        : '烦请告知目前进展。';
    case 'extension-agreed':
      return words.agreed(item, Voice.partner);
    case 'extension-refused':
      return `感谢告知。您所提日期我方确有不便，恳请仍按${item.dueOn ? date(item.dueOn) : '原定日期'}办理。`;
    case 'returned':
      return `此事烦请您${by}再予关注。`;
    case 'reported':
      return '据告此事已经办妥，恳请您予以确认；如有不足，也请告知。';
    case 'confirm-minutes':
      return '恳请审阅会议纪要并予确认；如需修改，烦请告知。';
    case 'date-moved':
      return item.dueOn && item.wasDueOn
        ? `原记录的日期${date(item.wasDueOn)}${item.movedByPolicy ? '需作调整，现改为' : '恰逢休息日，现顺延至'}${date(item.dueOn)}。如另有合适时间，烦请告知。`
        : '原记录的日期有所调整。';
    case 'meeting':
      return item.dueOn ? `期待${date(item.dueOn)}与您相见。` : '期待与您相见。';
    case 'placement-changed':
      return changedText['zh-CN'](item);
    case 'contact-noted':
      return noted(item);
    default:
      return '烦请拨冗关注。';
  }
}

function nextText(item: ItemFacts, voice: Voice): string | null {
  const { next } = item;
  if (item.kind === 'introduction') return null;
  if (voice === Voice.partner) {
    if (!next) return asksNothing([item]) ? null : '此外无需您另行办理。';
    return next.level > 0
      ? `如暂未收到您的回复，我方联络人将于${date(next.on)}前后与您联系。`
      : `如暂未收到您的回复，我们将于${date(next.on)}前后再次致函。`;
  }
  if (item.asked) return reasons.askedAgain(item);
  if (!next && asksNothing([item])) return null;
  if (!next) return '此后系统不再自动发送。';
  switch (next.notice) {
    case 'escalation':
      if (isAskedAgain(item, next)) return `如未办理：${date(next.on)}再次请您决定。`;
      // Below the leader somebody is asked again; nothing goes further up.
      if (item.step?.level === 3)
        return `如未办理：${date(next.on)}再次请${next.post ?? (next.level === 1 ? '协调人' : '部门负责人')}办理。`;
      return `如未办理：${date(next.on)}报${next.post ?? (next.level === 1 ? '协调人' : next.level === 2 ? '部门负责人' : '分管领导')}督办。`;
    case 'escalation-ahead':
      return `如未办理：${date(next.on)}预告协调人，即将呈报分管领导。`;
    case 'meeting-list':
      return `如未办理：${date(next.on)}列入领导会议清单。`;
    case 'telephone':
      return `如未办理：${date(next.on)}请我方联络人电话联系。`;
    default:
      return next.post && next.isYou === false
        ? `如未办理：${date(next.on)}提醒${next.post}。`
        : `如未办理：${date(next.on)}再次提醒。`;
  }
}

/** A rule is a default until somebody confirms it; where it comes from is told by the account behind each link. */
const originText = ({ origin, isRuleSet }: ItemFacts): string =>
  origin === null ? '' : isRuleSet ? '（按本单位设定）' : '（系统默认规则）';

function openingText({ voice, items, office, introducedBy }: LetterFacts): string[] {
  if (introducedBy) {
    const who = introducedBy.title ? `${introducedBy.name}（${introducedBy.title}）` : introducedBy.name;
    return [
      `您好！我是${who}。双方正在推进以下合作：${items[0]?.agreement ?? office}。`,
      `为使所商定的事项不致遗漏，${office}借助一套小型系统做好记录与联络。今后系统会就与您有关的事项偶尔致函，每周至多两封。您的回复我们都会看到，也欢迎随时直接与我联系。`,
    ];
  }
  if (asksNothing(items)) {
    const isContact = items.every(({ kind }) => kind === 'contact-noted');
    return [`您好！${isContact ? '感谢您与我们保持联络。' : ''}以下内容供您知悉，无需您办理。`];
  }
  if (voice === Voice.partner) {
    return [
      items.length > 1
        ? `您好！感谢您对双方合作的支持。现有 ${items.length} 件事项，恳请您协助。`
        : '您好！感谢您对双方合作的支持。现有一件事项，恳请您协助。',
    ];
  }
  return [items.length > 1 ? `您好！您有 ${items.length} 项事项，按轻重缓急列出。` : '您好！您有一项事项。'];
}

function subjectText({ voice, items, introducedBy }: LetterFacts): string {
  const first = items[0];
  if (!first) return '合作事宜';
  if (introducedBy) return `合作事宜：${first.agreement}`;
  const more = items.length > 1 ? `等${items.length}项` : '';
  const isRequest = voice === Voice.partner && !asksNothing(items);
  const lead = isRequest
    ? '烦请协助：'
    : first.kind === 'escalation'
      ? mayDecide(first)
        ? '【督办】请您决定：'
        : '【督办】请您跟进：'
      : asksNothing(items)
        ? '供您知悉：'
        : '';
  const due = first.dueOn && first.kind !== 'escalation' ? shortDate('zh-CN', first.dueOn) : null;
  const by = due ? (isNamedByDays(first) ? `，${due}前` : `（${due}）`) : '';
  return `${lead}${subjectOf(first)}${by}${more} · ${first.agreement}`;
}

/** Name and full title stand as they are; nothing is made of them. */
function greetingText(stored: string | null, name: string, title: string | null): string {
  // It may be stored with its first word or without.
  if (stored?.startsWith('尊敬的')) return `${stored}：`;
  // The full title before the name, as one writes to a leader; beside letters a name needs its space.
  const called = title ? `${title}${/^[\u4e00-\u9fff]/.test(name) ? '' : ' '}${name}` : name;
  return `尊敬的${stored ?? called}：`;
}

export const zh: Messages = {
  demonstration: { mark: '【演示】', notice: '演示数据：日期与人员仅为示例，一天只有几秒钟。' },
  greeting: ({ stored, name, title }) => greetingText(stored, name, title),
  reason: '所述理由：',
  reportedAs: (text) => `报告内容：“${text}”`,
  opening: openingText,
  subject: subjectText,
  matter: subjectOf,
  heading: (item) => `${subjectOf(item)} · ${item.agreement}`,
  headingOfMany: (item, count) => `${titleOf(item)}（${count}项） · ${item.agreement}`,
  eachOfMany: (action) => `${action}，请逐项点击：`,
  what: (item, voice, todayOn) => (voice === Voice.ours ? whatOurs(item, todayOn) : askedOf(item)),
  when: (item, voice) => {
    if (!item.dueOn || item.kind === 'introduction' || item.kind === 'contact-noted') return null;
    const moved = item.namedOn ? `（原定${date(item.namedOn)}为休息日，顺延）` : '';
    const provisional = item.isProvisional ? '（暂定：尚无正式放假安排）' : '';
    if (voice === Voice.partner)
      return `日期：${date(item.dueOn)}${item.isDefault ? '（我方建议）' : ''}${moved}${provisional}`;
    const parts = [
      `时限：${date(item.dueOn)}${item.isAssumed ? '（系统默认，未经商定）' : item.isDefault ? '（系统默认时限，尚无人另行设定）' : ''}${moved}${provisional}`,
      item.organisation ? `责任方：${item.organisation}${item.ownerPost ? `，${item.ownerPost}` : ''}` : null,
      item.light ? `灯色：${lights[item.light]}` : null,
    ];
    return parts.filter((part) => part !== null).join('；');
  },
  why: (item, voice) => {
    if (item.kind === 'introduction') {
      return `因“${item.agreement}”合作与您有关，在发送其他邮件之前先作介绍，故此致函。`;
    }
    if (voice === Voice.partner) {
      return item.readerPost ? `您是此事的联系人（${item.readerPost}），故此致函。` : '您是此事的联系人，故此致函。';
    }
    const as = item.readerPost ? `发给${item.isStandIn ? '代行' : ''}${item.readerPost}` : '发给您本人';
    return `来信缘由：${reasons.rule(item)}，${as}${originText(item)}。`;
  },
  account: (voice) => (voice === Voice.partner ? '了解缘由与后续' : '详细说明'),
  laterDate: words.laterDate,
  next: nextText,
  action: (action, voice) => actionWords['zh-CN'][voice][action],
  passOn: (item, name) => {
    const by = item.dueOn ? `于${date(item.dueOn)}前` : '';
    if (item.acceptBy && item.kind === 'assigned') {
      return `${name}您好！“${subjectOf(item)}”一事，烦请您${by}协助办理，并于${date(item.acceptBy)}前通过链接告知是否接受；逾期交回原经办人。谢谢！`;
    }
    if (item.isToConfirm) {
      return `${name}您好！“${subjectOf(item)}”（${item.agreement}）一事，恳请您${by}看一下链接中的内容，并告诉我是否无误，或需要修改之处，由我代为登记。谢谢！`;
    }
    return `${name}您好！“${subjectOf(item)}”（${item.agreement}）一事，烦请您${by}协助办理，谢谢！`;
  },
  draft: ({ toldDueOn, ...item }) => {
    const on = toldDueOn ?? item.dueOn;
    return {
      label: '如您愿意致函对方同级同事，可参考以下草稿；系统不会代为发送：',
      text: `您好！感谢贵我双方为合作付出的努力。关于“${subjectOf(item)}”一事${on ? `（原商定日期为${date(on)}）` : ''}，恳请您予以关心和支持；如需另定日期，烦请告知，我方积极配合。谨致谢意，顺祝工作顺利！`,
    };
  },
  closing: ({ voice, items, office, introducedBy }) =>
    introducedBy
      ? ['期待与您合作。', introducedBy.name]
      : voice === Voice.partner
        ? [asksNothing(items) ? '顺祝工作顺利！' : '谢谢您的支持与帮助！', office]
        : [office],
  footer: ({ voice }) => [
    voice === Voice.partner
      ? '您可直接回复本邮件，我们会阅读。'
      : '可直接回复本邮件，回复会有人阅读。点击链接先显示页面，按下页面上的按钮之前不会生效。',
  ],
  unsubscribe: '不再接收到期前的提醒和联络备忘',
};
