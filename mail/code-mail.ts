import { createHash } from 'node:crypto';
import { Voice } from '../domain/notices/facts.ts';
import type { Language, SalutationParts } from '../domain/notices/names.ts';
import { messagesIn } from './catalogue.ts';
import { freezeMail, parseMailbox } from './mime.ts';
import type { Mailbox } from './mime.ts';
import { renderLetter } from './render.ts';
import { sendOnce } from './transport.ts';

export interface CodeMail {
  to: Mailbox;
  language: Language;
  /** How its recipient is greeted; nobody else is named. */
  salutation: SalutationParts;
  /** Six digits. */
  code: string;
  minutes: number;
  /** Business now: an ISO instant. */
  at: string;
  /** The account of the matter, and the reader's own page. Neither confirms anything: the mail may be passed on. */
  whyUrl: string;
  preferencesUrl: string;
}

interface CodeWords {
  subject: string;
  lines(code: string, minutes: number): string[];
  /** Why it came, and that nothing follows by itself. */
  why: string;
}
const words: Record<Language, CodeWords> = {
  en: {
    subject: 'Your code',
    lines: (code, minutes) => [
      `Your code is ${code}. It is valid for ${minutes} minutes.`,
      'You or somebody with your link asked for it. If it was not you, do nothing: without the code nothing is confirmed.',
    ],
    why: 'Why this mail: what is confirmed by a link takes a code, which goes to whom the link was issued to and to nobody else. It was asked for on the page of your link just now; nothing further happens by itself.',
  },
  'zh-CN': {
    subject: '您的验证码',
    lines: (code, minutes) => [
      `您的验证码为 ${code}，${minutes} 分钟内有效。`,
      '该验证码由您或持有您链接的人申请。如非您本人操作，请忽略：没有验证码，不会作出任何确认。',
    ],
    why: '来信缘由：通过链接作出确认须凭验证码，验证码只发给链接的收件人。刚才有人在您的链接页面申请了验证码，此后系统不再自动发送。',
  },
};

const DEADLINE_MS = 4_000;

/**
 * Mails a code at once: somebody waits for it at the page, so it is no business of the postbox. Sending it twice does no harm.
 * @returns a sender that throws Error when the server does not take the mail
 */
export type SendCode = (mail: CodeMail) => Promise<void>;

export function codeSender(deps: {
  smtpUrl: string;
  from: string;
  publicUrl: string;
  isDemonstration: boolean;
}): SendCode {
  return async ({ to, language, salutation, code, minutes, at: date, whyUrl, preferencesUrl }) => {
    const m = messagesIn(language);
    const { subject, lines, why } = words[language];
    const voice = Voice.partner;
    const from = parseMailbox(deps.from);
    const rendered = renderLetter(
      {
        language,
        subject: `${deps.isDemonstration ? m.demonstration.mark : ''}${subject}`,
        notice: deps.isDemonstration ? m.demonstration.notice : null,
        greeting: m.greeting(salutation),
        opening: lines(code, minutes),
        sections: [],
        closing: [],
        why: { sentence: why, account: { label: m.account(voice), url: whyUrl } },
        footer: [],
        preferences: { label: m.action('preferences', voice), url: preferencesUrl },
        unsubscribe: null,
      },
      deps.publicUrl,
    );
    const mailId = `code-${createHash('sha256').update(`${to.address} ${code} ${date}`).digest('base64url').slice(0, 22)}`;
    const { mime } = await freezeMail({
      mailId,
      date,
      from,
      to,
      replyTo: null,
      rendered,
      language,
      agreementId: null,
      unsubscribeUrl: null,
    });
    const { outcome } = await sendOnce({
      smtpUrl: deps.smtpUrl,
      from: from.address,
      to: to.address,
      mime,
      mayLeave: () => Promise.resolve(true),
      deadlineMs: DEADLINE_MS,
    });
    // The code itself stays out of errors and logs.
    if (outcome !== 'accepted' && outcome !== 'ambiguous') throw new Error(`the code could not be sent: ${outcome}`);
  };
}
