import type { FastifyInstance } from 'fastify';
import type { Bilingual } from '../domain/decider.ts';
import { Language } from '../domain/notices/names.ts';
import { html } from '../mail/html.ts';
import type { ApiDeps } from './deps.ts';
import { apiVersion } from './open-api.ts';
import { both, printHeaders, renderPrintPage } from './print-page.ts';

const name: Bilingual = { en: 'Cooperation follow-up: API', zh: '合作跟进系统接口' };
const links: readonly { href: string; title: Bilingual }[] = [
  { href: '/docs', title: { en: 'Documentation, to read and to try', zh: '接口文档，可阅读和试用' } },
  { href: '/openapi.json', title: { en: 'OpenAPI document', zh: 'OpenAPI 描述文件' } },
  {
    href: '/v1/agreements',
    title: { en: 'The agreements (needs a token)', zh: '合作列表（须持令牌）' },
  },
  { href: '/problems', title: { en: 'What each problem means', zh: '各类错误说明' } },
  { href: '/healthz', title: { en: 'Health: the process lives', zh: '健康状况：进程在运行' } },
  {
    href: '/readyz',
    title: { en: 'Readiness: database and Temporal answer', zh: '就绪状况：数据库与 Temporal 可用' },
  },
];

/** What a newcomer finds at the address itself: where to go on. A page for a browser, else JSON; without a token, it tells nothing else. */
export function indexPage(app: FastifyInstance, { isDemonstration }: Pick<ApiDeps, 'isDemonstration'>): void {
  app.get('/', { schema: { hide: true } }, (request, reply) => {
    if (!(request.headers.accept ?? '').includes('text/html')) return reply.send({ name, version: apiVersion, links });
    const language = /^\s*zh\b/i.test(request.headers['accept-language'] ?? '') ? Language.zh : Language.en;
    const body = html`<p>${both(language, { en: `Version ${apiVersion}`, zh: `版本 ${apiVersion}` })}</p>
      <ul>
        ${links.map(({ href, title }) => html`<li><a href="${href}">${href}</a>${both(language, title)}</li>`)}
      </ul>`;
    return reply.headers(printHeaders).send(renderPrintPage({ language, isDemonstration, title: name, body }));
  });
}
