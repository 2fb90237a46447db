import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { receiveMail } from '../activities/inbound/receive.ts';
import type { ReceiveDeps } from '../activities/inbound/receive.ts';
import { refuse } from '../domain/refusal.ts';
import { largestInboundBytes } from '../mail/inbound.ts';
import { parseMailbox } from '../mail/mime.ts';
import { lookAgain, nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { problemResponses } from './documentation.ts';
import { coordinators } from './policy.ts';
import { refused } from './problem.ts';

const MESSAGE = 'message/rfc822';

const received = z
  .object({
    /** `known`: it was handed in before. `ignored`: it names no mail of ours, or no person wrote it. */
    outcome: z.enum(['bounced', 'delayed', 'answer', 'absence', 'attendance', 'known', 'ignored']),
    agreementIds: z.array(z.string()),
  })
  .meta({ id: 'ReceivedMail' });

export function receiving(deps: Pick<ApiDeps, 'db' | 'clock' | 'mailFrom' | 'wakePostboxes'>): ReceiveDeps {
  return {
    db: deps.db,
    office: parseMailbox(deps.mailFrom),
    now: () => nowOf(deps),
    wakePostboxes: (personIds) => lookAgain(deps, personIds),
  };
}

/** Where mail has another way than SMTP to us: one message, as it came. The same one twice changes nothing, so it needs no key. */
export async function inboundRoutes(app: FastifyInstance, deps: ApiDeps): Promise<void> {
  // In a context of its own: no other route takes raw mail.
  await app.register(async (scope) => {
    scope.addContentTypeParser(MESSAGE, { parseAs: 'buffer', bodyLimit: largestInboundBytes }, (_request, body, done) =>
      done(null, body),
    );
    scope.withTypeProvider<FastifyZodOpenApiTypeProvider>().route({
      method: 'POST',
      url: '/v1/mail/inbound',
      config: { who: coordinators, isForOurs: true },
      bodyLimit: largestInboundBytes,
      schema: {
        tags: ['follow-ups'],
        operationId: 'receiveMail',
        summary: `Hand in a mail that came back: a bounce, an answer, an answer to an invitation (${MESSAGE}, at most 5 MB)`,
        consumes: [MESSAGE],
        response: { 200: received, ...problemResponses() },
      },
      handler: async (request) => {
        const raw: unknown = request.body;
        if (!Buffer.isBuffer(raw) || raw.length === 0) {
          throw refused(
            refuse('shape-invalid', `Send one message as ${MESSAGE}.`, `请以 ${MESSAGE} 格式提交一封邮件原文。`),
          );
        }
        return receiveMail(receiving(deps), { raw, recipients: [] });
      },
    });
  });
}
