import { Voice } from '../domain/notices/facts.ts';
import type { Language } from '../domain/notices/names.ts';
import { followUpPolicies } from '../domain/policy/defaults.ts';
import { dateText } from './dates.ts';
import type { ItemFacts } from './letter.ts';

/** What a mail says about who is to decide: about what is late, declined, not taken over, or asked for at a later date. */
export interface DecisionWords {
  /** What is wanted of whoever is told: to decide by a link, by a word in reply, or to press on. */
  decision(item: ItemFacts): string;
  /** What nobody said, owner or date or both, and what we assume meanwhile; what somebody did say is no assumption of ours. */
  question(item: ItemFacts): string;
  /** Somebody says that it is not theirs: it is the coordinator's to hand over. */
  declined(item: ItemFacts): string;
  notTaken(item: ItemFacts): string;
  /** A request for a later date is open: whoever reads on is to know of it. Null where there is none. */
  laterDate(item: ItemFacts, voice: Voice): string | null;
  /** How a later date was decided: what was asked for and by which post it was decided, or that another date was set unasked. */
  agreed(item: ItemFacts, voice: Voice): string;
  refused(item: ItemFacts): string;
  /** To somebody of another side, who cannot record it themselves: that a word in reply does it. Empty where that is not so. */
  byReply(item: ItemFacts): string;
}

/** Ended by a record of ours. Minutes are confirmed at a page; a contact is spoken about anyway. */
function endsByRecord({ followUpKind: kind }: ItemFacts): boolean {
  return (
    kind !== null &&
    kind !== 'minutes-confirmation' &&
    kind !== 'contact' &&
    followUpPolicies[kind].closes === 'by-record'
  );
}

const dueText = (language: Language, dueOn: string | null, none: string): string =>
  dueOn ? dateText(language, dueOn) : none;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function openRequest({ extensionAsked, kind, dueOn }: ItemFacts, language: Language) {
  if (!extensionAsked || kind === 'extension-asked' || !dueOn) return null;
  return {
    asked: dateText(language, extensionAsked.dueOn),
    on: dateText(language, extensionAsked.on),
    due: dateText(language, dueOn),
  };
}

const en: DecisionWords = {
  decision({ enteredBy, step, links }) {
    if (!enteredBy) return 'A decision is wanted from you: press on, agree a new date, or hand it to another post.';
    return step?.level === 3
      ? `A decision is wanted from you: does it go on as agreed, get a new date, or pass to another post? A word in answer to this mail is enough; ${enteredBy} sees to it.`
      : links.some(({ action }) => action === 'ask-extension')
        ? `Please press on; where another date is wanted, ask for it by the link below, and where another post is, answer this mail or tell ${enteredBy}, who decides.`
        : `Please press on; where another date or another post is wanted, answer this mail or tell ${enteredBy}, who sees to it.`;
  },
  question({ ownerPost, dueOn, isAssumed, isOwnerAssumed }) {
    const owner = ownerPost ?? 'you';
    const due = dueText('en', dueOn, 'no date');
    if (!isAssumed)
      return `Nobody said who owes this, due on ${due}. We assumed ${owner}: please confirm, change or drop it.`;
    if (isOwnerAssumed === false)
      return `Nobody said until when this is due; ${owner} owes it. We assumed ${due}: please confirm, change or drop it.`;
    return `Nobody said who owes this and until when. We assumed ${owner} and ${due}: please confirm, change or drop it.`;
  },
  declined({ ownerPost, declined, dueOn }) {
    const names = declined?.suggested ? ` and names: ${declined.suggested.title}` : '';
    return `${ownerPost ?? 'Its owner'} says that it is not theirs${names} (due on ${dueText('en', dueOn, 'no date')}). Please hand it over, or answer who owes it and until when.`;
  },
  notTaken({ ownerPost, declined, declinedBy, unintroducedPersonId, dueOn }) {
    if (declinedBy) {
      const names = declined?.suggested ? ` and names: ${declined.suggested.title}` : '';
      return `${declinedBy.title ?? 'Its owner'} says that it is not theirs${names}. Its date was ${dueText('en', dueOn, 'not set')}, so it is yours until you hand it over: date, light and the levels told stay as they are, and it goes on from there.`;
    }
    const back = `It is back with ${ownerPost ?? 'who had it'}, due on ${dueText('en', dueOn, 'no date')}.`;
    if (unintroducedPersonId) {
      return `It was handed to somebody who does not know us yet, so our request never went out. ${back} Please release the introduction first, then hand it over again.`;
    }
    const names = declined?.suggested ? ` They name: ${declined.suggested.title}.` : '';
    return `It was handed over, and its new post has not taken it.${names} ${back}`;
  },
  laterDate(item, voice) {
    const open = openRequest(item, 'en');
    if (!open) return null;
    return voice === Voice.ours
      ? `A later date was asked for on ${open.on}: ${open.asked}. It is not decided yet; until then ${open.due} stands.`
      : `On ${open.on} you asked for ${open.asked}; we will come back to you about it, and until then have ${open.due} in our notes.`;
  },
  agreed({ askedOn, wasDueOn, dueOn, decided }, voice) {
    const due = dueText('en', dueOn, 'another date');
    const dayOff = decided?.namedOn
      ? ` ${dateText('en', decided.namedOn)} was named, which is no working day; the first after it stands.`
      : '';
    if (voice === Voice.partner) {
      if (askedOn && askedOn === dueOn) return `Thank you for telling us. We are glad to note ${due}, as you asked.`;
      return askedOn
        ? `Thank you for telling us. You named ${dateText('en', askedOn)}; may we ask you for ${due}?${dayOff}`
        : `The date we noted${wasDueOn ? `, ${dateText('en', wasDueOn)},` : ''} has changed: it is ${due} now.${dayOff} Please tell us if another suits you better.`;
    }
    const by = decided?.by ?? 'our office';
    if (askedOn && askedOn === dueOn) return `The later date that was asked for, ${due}, was agreed by ${by}.`;
    return askedOn
      ? `A later date was asked for, ${dateText('en', askedOn)}; ${by} decided, and ${due} stands.${dayOff}`
      : `${capital(by)} set another date: ${due}${wasDueOn ? ` instead of ${dateText('en', wasDueOn)}` : ''}.${dayOff}`;
  },
  refused({ askedOn, dueOn, decided }) {
    const by = decided?.by ? ` by ${decided.by}` : '';
    return `The later date that was asked for, ${dueText('en', askedOn, 'another date')}, was not agreed${by}: ${dueText('en', dueOn, 'no date')} stands.`;
  },
  byReply: (item) =>
    endsByRecord(item) ? ' A few words in answer to this mail are enough; our coordinator notes them for you.' : '',
};

const zh: DecisionWords = {
  decision({ enteredBy, step, links }) {
    if (!enteredBy) return '请您决定：继续推进、商定新的时限，或转交其他职务。';
    return step?.level === 3
      ? `请您决定：按原要求继续推进、另定时限，或转交其他职务。直接回复本邮件一句话即可，由${enteredBy}登记办理。`
      : links.some(({ action }) => action === 'ask-extension')
        ? `请继续推进；如需另定时限，请点击下方链接申请；如需转交其他职务，请回复本邮件或告知${enteredBy}，由其决定。`
        : `请继续推进；如需另定时限或转交其他职务，请回复本邮件或告知${enteredBy}，由其办理。`;
  },
  question({ ownerPost, dueOn, isAssumed, isOwnerAssumed }) {
    const owner = ownerPost ?? '您';
    const due = dueText('zh-CN', dueOn, '未定');
    if (!isAssumed) return `该事项时限为${due}，责任人无人言明，系统暂按“${owner}”处理，请确认、更改或取消。`;
    if (isOwnerAssumed === false)
      return `该事项由${owner}负责，时限无人言明，系统暂按“${due}”处理，请确认、更改或取消。`;
    return `责任人或时限无人言明，系统暂按“${owner}、${due}”处理，请确认、更改或取消。`;
  },
  declined({ ownerPost, declined, dueOn }) {
    const names = declined?.suggested ? `，建议由“${declined.suggested.title}”负责` : '';
    return `${ownerPost ?? '责任人'}说明此事非其负责${names}（时限${dueText('zh-CN', dueOn, '未定')}）。请转交，或答复由谁负责、何时完成。`;
  },
  notTaken({ ownerPost, declined, declinedBy, unintroducedPersonId, dueOn }) {
    if (declinedBy) {
      const names = declined?.suggested ? `，建议由“${declined.suggested.title}”负责` : '';
      return `${declinedBy.title ?? '责任人'}说明此事非其负责${names}。该事项时限为${dueText('zh-CN', dueOn, '未定')}，转交之前由您负责；时限、提示颜色和已上报的层级一概不变，照常逐级上报。`;
    }
    const back = `已退回${ownerPost ?? '原责任人'}，时限为${dueText('zh-CN', dueOn, '未定')}。`;
    if (unintroducedPersonId) {
      return `该事项转交后，因对方尚未经介绍，我方来函一直未能发出，${back}请先放行介绍信，再行转交。`;
    }
    const names = declined?.suggested ? `对方建议由“${declined.suggested.title}”负责。` : '';
    return `该事项转交后未被接受，${back}${names}`;
  },
  laterDate(item, voice) {
    const open = openRequest(item, 'zh-CN');
    if (!open) return null;
    return voice === Voice.ours
      ? `责任人已于${open.on}申请延至${open.asked}，尚待决定；决定之前，时限仍为${open.due}。`
      : `您于${open.on}提出改至${open.asked}，我们正在商定，另行函告；在此之前暂按${open.due}记录。`;
  },
  agreed({ askedOn, wasDueOn, dueOn, decided }, voice) {
    const due = dueText('zh-CN', dueOn, '另行商定');
    const dayOff = decided?.namedOn ? `所定${dateText('zh-CN', decided.namedOn)}为非工作日，故顺延。` : '';
    if (voice === Voice.partner) {
      if (askedOn && askedOn === dueOn) return `感谢告知，已按您所提改至${due}。`;
      return askedOn
        ? `感谢告知。您所提日期为${dateText('zh-CN', askedOn)}，恳请于${due}前办理。${dayOff}`
        : `${wasDueOn ? `原记录的日期${dateText('zh-CN', wasDueOn)}` : '原记录的日期'}已调整为${due}。${dayOff}如另有合适时间，烦请告知。`;
    }
    const by = decided?.by ?? '本单位';
    if (askedOn && askedOn === dueOn) return `延至${due}的申请已获${by}同意。`;
    return askedOn
      ? `曾申请延至${dateText('zh-CN', askedOn)}，经${by}决定，时限定为${due}。${dayOff}`
      : `${by}已将时限${wasDueOn ? `由${dateText('zh-CN', wasDueOn)}` : ''}调整为${due}。${dayOff}`;
  },
  refused({ askedOn, dueOn, decided }) {
    const asked = dueText('zh-CN', askedOn, '其他日期');
    const due = dueText('zh-CN', dueOn, '未定');
    return decided?.by
      ? `延至${asked}的申请，${decided.by}未予同意，时限仍为${due}。`
      : `延至${asked}的申请未获同意，时限仍为${due}。`;
  },
  byReply: (item) => (endsByRecord(item) ? '直接回复本邮件，简要告知情况即可，由我方联络人代为登记。' : ''),
};

export const decisionWords: Record<Language, DecisionWords> = { en, 'zh-CN': zh };
