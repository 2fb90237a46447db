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

const date = (on: string): string => dateText('en', on);
const words = decisionWords['en'];
const reasons = whyWords('en');
const policyOf = (item: ItemFacts) => (item.followUpKind ? followUpPolicies[item.followUpKind] : null);

const lights = { red: 'red (overdue)', yellow: 'yellow (behind)', blue: 'blue (due soon)', green: 'green' } as const;
const channels: Record<string, string> = { wechat: 'WeChat', phone: 'telephone', office: 'the office' };

function subjectOf(item: ItemFacts): string {
  const title = titleOf(item);
  return policyOf(item) && item.of ? `${title} (${item.of})` : title;
}

function titleOf(item: ItemFacts): string {
  const policy = policyOf(item);
  if (policy) return policy.title.en;
  switch (item.kind) {
    case 'relay':
      return 'Please pass on';
    case 'undeliverable':
      return 'A mail did not arrive';
    case 'introduction-wanted':
      return 'Please introduce us';
    case 'answered':
      return 'An answer by mail';
    case 'attendance':
      return 'Answer to an invitation';
    case 'absence-suggested':
      return 'Away, it seems';
    case 'put-back':
      return 'Running again';
    case 'count-of-questions':
      return 'Unanswered questions';
    case 'placement-changed':
      return 'The days of a placement';
    case 'contact-noted':
      return 'Our contact';
    case 'brief':
      return 'What comes with your post';
    case 'monthly-page':
      return 'Your page of the month';
    case 'duties-not-accepted':
      return 'Matters that nobody has accepted';
    default:
      return 'Our cooperation';
  }
}

function whatOurs(item: ItemFacts, todayOn: string): string {
  const due = item.dueOn ? date(item.dueOn) : 'no date';
  const task = policyOf(item)?.task.en ?? '';
  const asked = item.askedOn ? date(item.askedOn) : 'another date';
  switch (item.kind) {
    case 'assigned':
      return item.acceptBy
        ? `It is handed to you: ${task} Please accept it by ${date(item.acceptBy)}, or say that it is not yours; else it returns to who had it.`
        : isQuestion(item.followUpKind)
          ? `A question to you: ${task}`
          : `This is yours now: ${task}`;
    case 'question':
      return item.declined ? words.declined(item) : words.question(item);
    case 'reminder':
      return `It is due on ${due}. ${task}`;
    case 'due':
      return item.dueOn === todayOn ? `It is due today. ${task}` : `It is due on ${due}. ${task}`;
    case 'overdue':
      return `It was due on ${due} and is still open. ${task}`;
    case 'escalation':
      if (item.step?.from === 'opened' && item.dueOn && item.dueOn >= todayOn) {
        return `${reasons.openSince(item)}; it is due on ${due} and lies with ${item.ownerPost ?? 'its owner'}. ${words.decision(item)}`;
      }
      return `It was due on ${due} and nothing has been recorded; it lies with ${item.ownerPost ?? 'its owner'}. ${words.decision(item)}`;
    case 'escalation-ahead':
      return `It was due on ${due} and nothing has been recorded. It goes to the leader on the next working day; if that would come too early, you may hold it once, with a reason.`;
    case 'meeting-list':
      return `Its date was ${due}; everybody in the line has been told, and it is still open. It is now on the list for the leaders' meeting.`;
    case 'extension-asked':
      return `${item.ownerPost ?? 'Its owner'} asks for a later date: ${asked} instead of ${due}. Please agree or refuse; until then ${due} stands.`;
    case 'extension-agreed':
      return `${words.agreed(item, Voice.ours)} ${task}`;
    case 'extension-refused':
      return `${words.refused(item)} ${task}`;
    case 'not-taken':
      return words.notTaken(item);
    case 'returned':
      return `${reasons.returned(item)} ${task}`;
    case 'reported':
      return 'It was reported done. Please confirm it, or return it with a reason; until then it does not count as kept.';
    case 'confirm-minutes':
      return task;
    case 'count-of-questions':
      return `${item.count ?? 0} questions about owners and dates in this cooperation have not been answered in time.`;
    case 'telephone':
      if (item.answeredOn) {
        return `${item.organisation ?? 'The other side'} has answered by mail on ${date(item.answeredOn)}; please record what it says, and telephone only where that is not clear.`;
      }
      return item.followUpKind === 'minutes-confirmation'
        ? `${item.organisation ?? 'The other side'} has not answered about the minutes. Please telephone; silence is never consent.`
        : `${item.organisation ?? 'The other side'} has not answered yet. What they were asked: ${task} Please telephone, and tell our coordinator what they say; silence is never consent.`;
    case 'meeting':
      return `Ahead on ${due}: ${task}`;
    case 'date-moved':
      return `${item.movedByPolicy ? 'New rules of our office' : 'A new calendar'} moved it from ${item.wasDueOn ? date(item.wasDueOn) : 'its former date'} to ${due}. ${task}`;
    case 'put-back':
      return 'It had been ended in the Temporal UI, outside this system. It was put back as it stood and goes on; nothing was lost. To end it, close it here.';
    case 'relay':
      return `${personOf(item)} ${item.person?.isMailHeld ? 'has had the two mails that somebody outside gets in a week, and the next one would come too late for this' : `is reached by ${channels[item.person?.channel ?? ''] ?? 'another channel'}, not by mail`}. Please pass this on, and say so with the link below.${item.isToConfirm ? ' Once they have told you their answer, record it for them instead.' : ''}`;
    case 'undeliverable':
      return `A mail to ${personOf(item)} was refused, or nobody can tell whether it arrived. Please reach the person in another way and check the address.`;
    case 'introduction-wanted':
      return `Mail about this cooperation waits for ${personOf(item)}, who does not know us yet. A short introducing mail in your name goes out when you release it.${
        item.acceptBy
          ? ` One matter was handed to them: it returns to who had it unless they read of it and accept it by ${date(item.acceptBy)}.`
          : ''
      }`;
    case 'answered':
      if (item.isByAnother)
        return `A mail came in answer to ours to ${personOf(item)}, but from another address, not ${nameOf(item)}'s: it is not their word, and nothing was changed or stopped by it. Please read it, and ask them where it matters.`;
      return `Our mail to ${personOf(item)} was answered. Nothing was changed by it: please read it, and record what it says.`;
    case 'absence-suggested':
      if (item.isByAnother)
        return `A mail from another address, not ${nameOf(item)}'s, says that ${personOf(item)} is away${awayText(item)}. Nothing is noted: please ask them before you note the absence, or leave it.`;
      return `The mailbox of ${personOf(item)} says that they are away${awayText(item)}. Nothing is noted yet: please note the absence, or leave it.`;
    case 'attendance':
      return attendanceOf(item);
    case 'placement-changed':
      return changedText['en'](item);
    case 'contact-noted':
      return noted(item);
    case 'duties-not-accepted':
      return `The post of ${item.ownerPost ?? 'its owner'} changed hands, and nobody has accepted ${item.count ?? 0} of its matters here.${item.isListed ? " Everybody in the line has been told; they are on the list for the leaders' meeting now." : ''} Please see that they are accepted, or hand them to another post.`;
    case 'introduction':
    case 'brief':
    case 'monthly-page':
      return '';
  }
}

const noted = ({ dueOn }: ItemFacts): string =>
  `We have noted our contact${dueOn ? ` of ${date(dueOn)}` : ''}. Please tell us if something is wrong or missing; an answer to this mail is enough.`;

function attendanceOf(item: ItemFacts): string {
  const { answer, meeting } = item.attendance ?? {};
  const what = meeting ? meetingIn('en', meeting) : 'the meeting';
  const who = personOf(item);
  if (answer === 'accepted') return `${who} comes after all: ${what}.`;
  return `${who} ${answer === 'tentative' ? 'may come, but has not promised it' : 'has declined'}: ${what}. Nothing was changed by it; please see whether it suits you as it is, or move it.`;
}

const awayText = ({ away }: ItemFacts): string => (away ? `, from ${date(away.fromOn)} to ${date(away.toOn)}` : '');

const nameOf = ({ person }: ItemFacts): string => person?.name ?? 'the person';

function personOf(item: ItemFacts): string {
  const { name, organisation } = item.person ?? { name: 'The person', organisation: null };
  return organisation ? `${name} (${organisation})` : name;
}

/** What a partner is asked for, and how it ends. */
function askedOf(item: ItemFacts): string {
  const asks = ['assigned', 'reminder', 'due', 'overdue', 'returned'].includes(item.kind);
  if (asks && item.followUpKind === 'need-ask' && !item.acceptBy)
    return `${reasons.repeated(item)}${needsOf(item)}${words.byReply(item)}`;
  return `${reasons.repeated(item)}${whatPartner(item)}${asks ? words.byReply(item) : ''}`;
}

/** Nobody has promised it: what is asked for is said, and what comes of an answer. */
const needsOf = (item: ItemFacts): string =>
  `${policyOf(item)?.task.en ?? ''} If you can tell us${item.dueOn ? ` by ${date(item.dueOn)}` : ''}, we look for researchers for you at once.`;

function whatPartner(item: ItemFacts): string {
  const by = item.dueOn ? ` by ${date(item.dueOn)}` : '';
  const question = askedAboutPlacement(item.followUpKind, item.dueOn)?.en;
  switch (item.kind) {
    case 'assigned':
      return item.acceptBy
        ? `We were told that you kindly take care of this${by}. May we ask you to tell us by ${date(item.acceptBy)} whether that is right? If we do not hear from you until then, we give it back to whoever had it before.`
        : (question ?? `We were told that you kindly take care of this${by}.`);
    case 'due':
    case 'reminder':
      if (item.followUpKind === 'contact' && item.dueOn) {
        return `We would be glad to speak with you around ${date(item.dueOn)}.`;
      }
      return question ?? `May we ask you to attend to this${by}?`;
    case 'overdue':
      return item.dueOn
        ? `The date we noted was ${date(item.dueOn)}. May we ask how it stands, and whether another date suits you better?`
        : 'May we ask how it stands?';
    case 'extension-agreed':
      return words.agreed(item, Voice.partner);
    case 'extension-refused':
      return `Thank you for telling us. Unfortunately the date you named does not suit us; may we ask you for ${item.dueOn ? date(item.dueOn) : 'the date we had'}?`;
    case 'returned':
      return `May we come back to this with you${by}?`;
    case 'reported':
      return 'We were told that this has been done for you. May we ask you to confirm it, or to say what is missing?';
    case 'confirm-minutes':
      return 'May we ask you to read the minutes of our meeting and to confirm them, or to say what should be changed?';
    case 'date-moved':
      return item.dueOn && item.wasDueOn
        ? `The date we noted, ${date(item.wasDueOn)}, ${item.movedByPolicy ? 'does not suit any more' : 'turned out to be a day off'}; we have moved it to ${date(item.dueOn)}. Please tell us if another suits you better.`
        : 'The date we noted has moved.';
    case 'meeting':
      return item.dueOn ? `We look forward to ${date(item.dueOn)}.` : 'We look forward to meeting you.';
    case 'placement-changed':
      return changedText['en'](item);
    case 'contact-noted':
      return noted(item);
    default:
      return 'May we ask for your kind attention to this?';
  }
}

function nextText(item: ItemFacts, voice: Voice): string | null {
  const { next } = item;
  if (item.kind === 'introduction') return null;
  if (voice === Voice.partner) {
    if (!next) return asksNothing([item]) ? null : 'You need do nothing else.';
    return next.level > 0
      ? `If we do not hear from you, our coordinator will get in touch around ${date(next.on)}.`
      : `If we do not hear from you, we will write again around ${date(next.on)}.`;
  }
  if (item.asked) return reasons.askedAgain(item);
  if (!next && asksNothing([item])) return null;
  if (!next) return 'Nothing further happens by itself.';
  switch (next.notice) {
    case 'escalation':
      if (isAskedAgain(item, next)) return `If nothing is done: you are asked again on ${date(next.on)}.`;
      // Below the leader somebody is asked again; nothing goes further up.
      if (item.step?.level === 3)
        return `If nothing is done: ${next.post ?? (next.level === 1 ? 'the coordinator' : 'the director')} is asked again on ${date(next.on)}.`;
      return `If nothing is done: on ${date(next.on)} the matter goes ${next.post ? `to ${next.post}` : next.level === 1 ? 'to the coordinator' : next.level === 2 ? 'to the director' : 'to the leader'}.`;
    case 'escalation-ahead':
      return `If nothing is done: on ${date(next.on)} the coordinator reads that the leader is to be told.`;
    case 'meeting-list':
      return `If nothing is done: on ${date(next.on)} it is put on the list for the leaders' meeting.`;
    case 'telephone':
      return `If nothing is done: on ${date(next.on)} our liaison is asked to telephone.`;
    default:
      return next.post && next.isYou === false
        ? `If nothing is done: the next reminder goes to ${next.post} on ${date(next.on)}.`
        : `If nothing is done: the next reminder comes on ${date(next.on)}.`;
  }
}

/** A rule is a default until somebody confirms it; where it comes from is told by the account behind each link. */
const originText = ({ origin, isRuleSet }: ItemFacts): string =>
  origin === null ? '' : isRuleSet ? ' (as our office has set it)' : ' (a default of the system)';

function openingText({ voice, items, office, introducedBy }: LetterFacts): string[] {
  if (introducedBy) {
    const who = introducedBy.title ? `${introducedBy.name}, ${introducedBy.title}` : introducedBy.name;
    return [
      `My name is ${who}. Our organisations are working together on: ${items[0]?.agreement ?? office}.`,
      `So that nothing that was agreed is forgotten, ${office} keeps notes of it with the help of a small system. It will write to you now and then, at most twice a week, about matters that concern you. Your answers reach us as before, and you may always write to me directly.`,
    ];
  }
  if (asksNothing(items)) {
    const isContact = items.every(({ kind }) => kind === 'contact-noted');
    return [
      `${isContact ? 'Thank you for being in touch with us. ' : ''}This is for your information: nothing is asked of you.`,
    ];
  }
  if (voice === Voice.partner) {
    return [
      items.length > 1
        ? `Thank you for our cooperation. There are ${items.length} matters on which we would be grateful for your help.`
        : 'Thank you for our cooperation. There is one matter on which we would be grateful for your help.',
    ];
  }
  return [items.length > 1 ? `${items.length} matters of yours, the most urgent first.` : 'One matter of yours.'];
}

function subjectText({ voice, items, introducedBy }: LetterFacts): string {
  const first = items[0];
  if (!first) return 'Our cooperation';
  if (introducedBy) return `Our cooperation: ${first.agreement}`;
  const more = items.length > 1 ? ` (and ${items.length - 1} more)` : '';
  const isRequest = voice === Voice.partner && !asksNothing(items);
  const lead = isRequest
    ? 'A kind request: '
    : first.kind === 'escalation'
      ? mayDecide(first)
        ? 'Your decision: '
        : 'Please see to it: '
      : asksNothing(items)
        ? 'For your information: '
        : '';
  const dueBy = isNamedByDays(first) ? 'by ' : '';
  const by = first.dueOn && first.kind !== 'escalation' ? `, ${dueBy}${shortDate('en', first.dueOn)}` : '';
  return `${lead}${subjectOf(first)}${by}${more} · ${first.agreement}`;
}

/** A salutation may be stored with its first word or without. */
const dear = (salutation: string): string => (/^dear\b/i.test(salutation) ? salutation : `Dear ${salutation}`);

export const en: Messages = {
  demonstration: {
    mark: '[Demonstration] ',
    notice: 'Demonstration: dates and people are examples, and a day lasts a few seconds.',
  },
  greeting: ({ stored, name, title }) => `${dear(stored ?? (title ? `${name}, ${title}` : name))},`,
  reason: 'The reason given:',
  reportedAs: (text) => `What was reported: “${text}”`,
  opening: openingText,
  subject: subjectText,
  matter: subjectOf,
  heading: (item) => `${subjectOf(item)} · ${item.agreement}`,
  headingOfMany: (item, count) => `${titleOf(item)} (${count}) · ${item.agreement}`,
  eachOfMany: (action) => `${action}, each by its own link:`,
  what: (item, voice, todayOn) => (voice === Voice.ours ? whatOurs(item, todayOn) : askedOf(item)),
  when: (item, voice) => {
    if (!item.dueOn || item.kind === 'introduction' || item.kind === 'contact-noted') return null;
    const moved = item.namedOn ? ` (${date(item.namedOn)}, which was named, is a day off)` : '';
    const provisional = item.isProvisional ? ' (provisional: the official holidays are not published yet)' : '';
    if (voice === Voice.partner)
      return `Date: ${date(item.dueOn)}${item.isDefault ? ' (our suggestion)' : ''}${moved}${provisional}`;
    const parts = [
      `Due: ${date(item.dueOn)}${item.isAssumed ? ' (assumed by us, not agreed)' : item.isDefault ? ' (our usual time; nobody has set another)' : ''}${moved}${provisional}`,
      item.organisation ? `whose turn: ${item.organisation}${item.ownerPost ? `, ${item.ownerPost}` : ''}` : null,
      item.light ? `light: ${lights[item.light]}` : null,
    ];
    return parts.filter((part) => part !== null).join('; ');
  },
  why: (item, voice) => {
    if (item.kind === 'introduction') {
      return `You receive this because the cooperation ${item.agreement} concerns you: we introduce ourselves before anything else is sent to you.`;
    }
    if (voice === Voice.partner) {
      return item.readerPost
        ? `You receive this as ${item.readerPost}, our contact for this matter.`
        : 'You receive this as our contact for this matter.';
    }
    const as = item.readerPost
      ? `to you as ${item.isStandIn ? 'stand-in for ' : ''}${item.readerPost}`
      : 'to you personally';
    return `Why this mail: ${reasons.rule(item)}, ${as}${originText(item)}.`;
  },
  account: (voice) => (voice === Voice.partner ? 'More about this' : 'The full account'),
  laterDate: words.laterDate,
  next: nextText,
  action: (action, voice) => actionWords['en'][voice][action],
  passOn: (item, name) => {
    const by = item.dueOn ? ` by ${date(item.dueOn)}` : '';
    if (item.acceptBy && item.kind === 'assigned') {
      return `${dear(name)}, may we ask you to take care of "${subjectOf(item)}"${by}, and to say so behind the link by ${date(item.acceptBy)}? Else it goes back to who had it. Many thanks.`;
    }
    if (item.isToConfirm) {
      return `${dear(name)}, may I ask you to read "${subjectOf(item)}" (${item.agreement}) behind the link and to tell me${by} whether it is right, or what to change? I note your answer. Many thanks.`;
    }
    return `${dear(name)}, may we ask for your help with "${subjectOf(item)}" (${item.agreement})${by}? Many thanks.`;
  },
  draft: ({ toldDueOn, ...item }) => {
    const on = toldDueOn ?? item.dueOn;
    return {
      label: 'If you would like to write to your counterpart, here is a draft. Nothing of it is sent by the system:',
      text: `Dear colleague, thank you for the good work of both sides on our cooperation. May I ask for your kind support with "${subjectOf(item)}"${on ? `, for which we had noted ${date(on)}` : ''}? If another date suits you better, a word is enough. With many thanks and kind regards`,
    };
  },
  closing: ({ voice, items, office, introducedBy }) =>
    introducedBy
      ? ['I look forward to working with you.', introducedBy.name]
      : voice === Voice.partner
        ? [asksNothing(items) ? 'With kind regards,' : 'Thank you very much for your kind help.', office]
        : [office],
  footer: ({ voice }) => [
    voice === Voice.partner
      ? 'You can simply answer this mail; it is read.'
      : 'Answers to this mail are read. Links show a page first; nothing happens before you press its button.',
  ],
  unsubscribe: 'Switch reminders of dates ahead and notes of contacts off',
};
