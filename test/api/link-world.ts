import { fastify } from 'fastify';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { createSerializerCompiler, validatorCompiler } from 'fastify-zod-openapi';
import { setTimeout as sleep } from 'node:timers/promises';
import { linkRoutes } from '../../api/links.ts';
import { checkPolicy, needsToken } from '../../api/policy.ts';
import type { Principal } from '../../api/principal.ts';
import { answerProblems } from '../../api/problem-answers.ts';
import type { Problem } from '../../api/problem.ts';
import { relayRoutes } from '../../api/relays.ts';
import { identityClock } from '../../domain/calendar/business-clock.ts';
import type { Outcome, QueuedCommand } from '../../domain/propose.ts';
import { codeSender } from '../../mail/code-mail.ts';
import { linkToken, newLinkId } from '../../mail/link-token.ts';
import { agreementId, at, linkSecret, publicUrl, startWorld } from '../activities/postbox-world.ts';
import type { World } from '../activities/postbox-world.ts';

const coordinator: Principal = {
  id: 'token-coordinator',
  roles: ['coordinator'],
  organisationId: null,
  unitIds: [],
  isOurs: true,
};

/** What happens behind the pages: what was sent, and what goes wrong if it is to. */
export interface Behind {
  /** What reached the agreement, each command once however often it was sent. */
  applied: Map<string, { entityId: string; command: QueuedCommand }>;
  sendings: number;
  refusal: Outcome | null;
  trouble: Problem | null;
  /** What the recorder writes when a command has been applied. */
  recorded: ((command: QueuedCommand) => Promise<unknown>) | null;
  principal: Principal;
}

export interface LinkWorld {
  world: World;
  app: FastifyInstance;
  behind: Behind;
  link(action: string, change?: LinkChange): Promise<{ id: string; url: string }>;
  post(url: string, fields: Record<string, string>): Promise<LightMyRequestResponse>;
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export interface LinkChange {
  personId?: string;
  followUpId?: string;
  expiresAt?: string;
  /** More that is kept with it, e.g. in whose place it acts. */
  facts?: Record<string, string>;
}

/** The routes of links and relays over the postbox's world, with an agreement that only keeps what it was sent. */
export async function startLinkWorld(): Promise<LinkWorld> {
  const world = await startWorld();
  const behind: Behind = {
    applied: new Map(),
    sendings: 0,
    refusal: null,
    trouble: null,
    recorded: null,
    principal: coordinator,
  };
  const app: FastifyInstance = fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(createSerializerCompiler({ stringify: JSON.stringify }));
  answerProblems(app);
  app.decorateRequest('principal', null);
  app.addHook('onRequest', async (request) => {
    if (needsToken(request.url)) checkPolicy(request, behind.principal);
    request.principal = behind.principal;
  });
  const wakePostboxes = async (ids: readonly string[]) => void world.woken.push(...ids);
  // Business time goes on from the day of the tests' world.
  const clock = { ...identityClock, realOriginAt: new Date().toISOString(), businessOriginAt: at };
  const deps = { db: world.db, clock, linkSecret, publicUrl, wakePostboxes };
  const smtp = { smtpUrl: world.inbox.smtpUrl, from: 'office@example.org' };
  await linkRoutes(app, {
    ...deps,
    isDemonstration: true,
    sendCode: codeSender({ ...smtp, publicUrl, isDemonstration: true }),
    sendCommand: async (entityId, command) => {
      behind.sendings += 1;
      await sleep(20);
      if (behind.trouble) throw behind.trouble;
      if (behind.refusal) return behind.refusal;
      behind.applied.set(command.commandId, { entityId, command });
      await behind.recorded?.(command);
      return { status: 'recorded', fromSeq: 1, toSeq: 1, created: [] };
    },
  });
  relayRoutes(app, deps);
  await app.ready();
  return {
    world,
    app,
    behind,
    async link(action, change = {}) {
      const { personId = 'person-owner', followUpId = 'commitment.commitment-1', expiresAt, facts } = change;
      const id = newLinkId();
      await world.db.link.create({
        data: {
          id,
          action,
          entityId: agreementId,
          agreementId,
          followUpId,
          personId,
          facts: { role: action.startsWith('confirm') ? 'confirmer' : 'owner', ...facts },
          expiresAt: expiresAt ?? '2099-01-01T00:00:00.000Z',
        },
      });
      return { id, url: `/l/${linkToken(linkSecret, id)}` };
    },
    post: (url, fields) =>
      app.inject({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams(fields).toString(),
      }),
    async clear() {
      await world.clear();
      await world.db.idempotentRequest.deleteMany();
      behind.applied.clear();
      Object.assign(behind, { sendings: 0, refusal: null, trouble: null, recorded: null, principal: coordinator });
    },
    async stop() {
      await app.close();
      await world.stop();
    },
  };
}
