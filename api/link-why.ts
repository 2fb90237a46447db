import type { FastifyInstance, FastifyReply, RouteShorthandOptions } from 'fastify';
import { z } from 'zod';
import type { Bilingual } from '../domain/decider.ts';
import type { MailKind } from '../domain/notices/kinds.ts';
import { linkIdOf } from '../mail/link-token.ts';
import { accountPage } from './account-page.ts';
import { nowOf } from './deps.ts';
import { accountOfLink } from './matter-page.ts';
import { pageHeaders, renderPage } from './link-page.ts';
import type { LinkDeps } from './links.ts';
import { occasionPage, whyYou } from './occasion.ts';
import { linkFact, viewLink } from './link-view.ts';
import type { LinkView } from './link-view.ts';
import { said } from './link-words.ts';
import { printHeaders } from './print-page.ts';

/** Why a mail came that is about no single follow-up. */
const causes: Partial<Record<MailKind, Bilingual>> = {
  'count-of-questions': {
    en: 'Ten working days after a question was asked (our default; an office may set another time), the director hears once how many are unanswered.',
    zh: '问题提出十个工作日后（系统默认，可由本单位另行设定），部门负责人会收到一次未答复数量的通知。',
  },
  brief: {
    en: 'A post changed hands. Whoever takes it over, or stands in while it is vacant, is told once what comes with it.',
    zh: '职务人员变动时，接任者或空缺期间的代理者会一次性收到交接说明。',
  },
  'duties-not-accepted': {
    en: 'A post changed hands, and within two working days nobody accepted what came with it; each level above hears in turn.',
    zh: '职务人员变动后，两个工作日内无人接受有关事项，故逐级告知。',
  },
  relay: {
    en: 'Somebody who is to be told takes no mail, so the liaison is asked to pass it on; again after five working days (our default), until it was.',
    zh: '被通知人不收邮件，故请联络人代为转达；未转达的，每五个工作日（系统默认）再次提醒。',
  },
  undeliverable: {
    en: 'A mail server refused an address for good, so its coordinator is asked to look after it.',
    zh: '邮件服务器拒收某地址，故请协调人核实。',
  },
  answered: {
    en: 'Somebody answered a mail of ours. It waits to be read by one of us, and does nothing by itself.',
    zh: '有人回复了我方邮件，回复须由我方人员阅读，系统不据此自动处理。',
  },
  attendance: {
    en: 'Somebody who was asked to a meeting answered that they do not come, or may not. Whoever coordinates it reads so in the morning.',
    zh: '受邀人员回复不能参加或暂定参加，故于次日晨间汇总中告知协调人。',
  },
  'absence-suggested': {
    en: 'A mailbox answered by itself that its owner is away. It is noted only when one of us, or its owner, says so.',
    zh: '有邮箱自动回复称其主人不在岗，须由我方人员或本人确认后方予登记。',
  },
  'monthly-page': {
    en: 'A leader gets one page on the first working day of each month: what was achieved, what waits for a decision, which visits come.',
    zh: '领导于每月首个工作日收到一页月报：已有成果、待您决定的事项和即将到来的来访。',
  },
  'contact-noted': {
    en: 'Whoever is named in a contact that we note reads of it once.',
    zh: '我方登记联络时，被列名者会收到一次备忘。',
  },
  introduction: {
    en: 'Nobody of another side is written to by us before a colleague has introduced us in their own name; this was that letter.',
    zh: '我方同事先以本人名义介绍之后，我们才会向对方人员发送邮件；此信即为介绍信。',
  },
  'introduction-wanted': {
    en: 'Nobody of another side is written to before they were introduced. The coordinator is asked again after five working days (our default), until they were.',
    zh: '在引荐之前，我们不会向对方人员发送任何邮件；未引荐的，每五个工作日（系统默认）再次提醒协调人。',
  },
};
const whenItHappens: Bilingual = {
  en: 'It was sent because something happened in this cooperation that concerns you; no date was running.',
  zh: '因本合作中发生了与您有关的事项而发出，并无计时事项。',
};

/** Behind every link of a mail: why it came and what comes next. Shows only, needs no login, and works after the link was used. */
export function whyRoute(app: FastifyInstance, deps: LinkDeps, config: RouteShorthandOptions['config']): void {
  app.route({
    method: 'GET',
    url: '/l/:token/why',
    ...(config ? { config } : {}),
    schema: { hide: true },
    handler: async (request, reply) => {
      const { token } = z.object({ token: z.string() }).parse(request.params);
      const linkId = linkIdOf(deps.linkSecret, token);
      const view = linkId ? await viewLink(deps.db, linkId, nowOf(deps)) : null;
      if (!view) return plain(deps, reply.code(410), null, said('unknown'));
      if (view.link.expiresAt.toISOString() <= nowOf(deps)) return plain(deps, reply.code(410), view, said('expired'));
      return explained(deps, reply, view);
    },
  });
}

async function explained(deps: LinkDeps, reply: FastifyReply, view: LinkView): Promise<FastifyReply> {
  const notice = await deps.db.notice.findUnique({ where: { id: linkFact(view.link, 'noticeId') } });
  const cause = Object.entries(causes).find(([kind]) => kind === notice?.kind)?.[1] ?? whenItHappens;
  const account = await accountOfLink(deps, view);
  if (account) {
    const lead = notice?.kind === 'relay' ? [cause, ...(await whyYou(deps, notice, account.reader.isOurs))] : [];
    return reply.headers(printHeaders).send(accountPage(account, { ...deps, lead }));
  }
  const page = notice ? await occasionPage(deps, view, { notice, cause }) : null;
  return page ? reply.headers(printHeaders).send(page) : plain(deps, reply, view, cause);
}

function plain(
  { isDemonstration }: LinkDeps,
  reply: FastifyReply,
  view: LinkView | null,
  message: Bilingual,
): FastifyReply {
  const language = view?.language ?? null;
  const matter =
    view && reply.statusCode === 200
      ? { ...view.matter, quote: null, reported: null, reason: null, minutes: null, answer: null }
      : null;
  return reply
    .headers(pageHeaders)
    .send(renderPage({ language, isDemonstration, message, matter, form: null, why: null }));
}
