import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Role } from '../domain/decider.ts';
import { permitted } from '../domain/permission.ts';
import type { Principal } from './principal.ts';
import { refused } from './problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call a route under /v1. The row scope (which agreements somebody sees) is asked for beside it. */
    who?: readonly Role[];
    /** Only people of our own side, whatever their role. */
    isForOurs?: boolean;
  }
  interface FastifyInstance {
    /** Every registered route with its policy; `who` is null where no token is asked for. */
    policies: RoutePolicy[];
  }
}

export interface RoutePolicy {
  method: string;
  url: string;
  who: readonly Role[] | null;
  isForOurs: boolean;
}

/** Everybody with a role reads, each within what they may see (DOMAIN section 3: observers and leaders read all in scope). */
export const readers: readonly Role[] = Object.values(Role).filter((role) => role !== Role.system);
/** Who prepares the leaders' meeting, and who sits in it. */
export const meeting: readonly Role[] = [Role.coordinator, Role.director, Role.leader, Role.observer];
/** Who keeps the directory and gives out tokens. */
export const coordinators: readonly Role[] = [Role.coordinator];
/** Who sets policies: a director for their own unit, an administrator for the house (DOMAIN section 3). */
export const policyMakers: readonly Role[] = [Role.director, Role.administrator];
/** Who adds words that hold for the whole house. */
export const administrators: readonly Role[] = [Role.administrator];
/** Who reads what a policy would come to. */
export const policyReaders: readonly Role[] = [Role.coordinator, ...policyMakers];
/** Who plans who goes where. A plan names people who have not been asked: no leader's or observer's (DOMAIN 2a "Researchers"). */
export const planners: readonly Role[] = [Role.coordinator, Role.director];
/** Who passes on by hand what no mail can carry. */
export const office: readonly Role[] = [Role.coordinator, Role.liaison, Role.secretary];

export const needsToken = (url: string): boolean => url === '/v1' || url.startsWith('/v1/');

/** From now on a route under /v1 that does not say who may call it cannot be registered: what is forgotten is closed. */
export function requirePolicies(app: FastifyInstance): void {
  const policies: RoutePolicy[] = [];
  app.decorate('policies', policies);
  app.addHook('onRoute', ({ method, url, config }) => {
    const who = config?.who;
    if (needsToken(url) && !who) throw new Error(`${url} does not say who may call it`);
    for (const each of [method].flat()) {
      policies.push({ method: each, url, who: who ?? null, isForOurs: config?.isForOurs ?? false });
    }
  });
}

/** @throws Problem `not-permitted` */
export function checkPolicy(request: FastifyRequest, principal: Principal): void {
  if (request.is404) return;
  const { url, config } = request.routeOptions;
  const name = `${request.method} ${url ?? request.url}`;
  const isOutside = config.isForOurs === true && !principal.isOurs;
  const no = permitted({ name, who: isOutside ? [] : (config.who ?? []) }, { actor: principal });
  if (no) throw refused(no);
}
