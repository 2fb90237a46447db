import { createHash } from 'node:crypto';
import type { Language } from '../domain/notices/names.ts';
import { messagesIn } from './catalogue.ts';
import { freezeMail, parseMailbox } from './mime.ts';
import type { Mailbox } from './mime.ts';
import { renderLetter } from './render.ts';
import { sendOnce } from './transport.ts';

export interface CodeMail {
  to: Mailbox;
  language: Language;
  /** Six digits. */
  code: string;
  minutes: number;
}

interface CodeWords {
  subject: string;
  lines(code: string, minutes: number): string[];
}
const words: Record<Language, CodeWords> = {
  en: {
    subject: 'Your code',
    lines: (code, minutes) => [
      `Your code is ${code}. It is valid for ${minutes} minutes.`,
      'You or somebody with your link asked for it. If it was not you, do nothing: without the code nothing is confirmed.',
    ],
  },
  'zh-CN': {
    subject: '您的验证码',
    lines: (code, minutes) => [
      `您的验证码为 ${code}，${minutes} 分钟内有效。`,
      '该验证码由您或持有您链接的人申请。如非您本人操作，请忽略：没有验证码，不会作出任何确认。',
    ],
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
  return async ({ to, language, code, minutes }) => {
    const m = messagesIn(language);
    const { subject, lines } = words[language];
    const from = parseMailbox(deps.from);
    const rendered = renderLetter(
      {
        language,
        subject: `${deps.isDemonstration ? m.demonstration.mark : ''}${subject}`,
        notice: deps.isDemonstration ? m.demonstration.notice : null,
        greeting: lines(code, minutes)[0] ?? code,
        opening: lines(code, minutes).slice(1),
        sections: [],
        closing: [],
        why: null,
        footer: [],
        unsubscribe: null,
      },
      deps.publicUrl,
    );
    const date = new Date().toISOString();
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
