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
    const from = parseMailbox(deps.from);
    const rendered = renderLetter(
      {
        language,
        subject: `${deps.isDemonstration ? m.demonstration.mark : ''}${m.code.subject}`,
        notice: deps.isDemonstration ? m.demonstration.notice : null,
        greeting: m.code.lines(code, minutes)[0] ?? code,
        opening: m.code.lines(code, minutes).slice(1),
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
