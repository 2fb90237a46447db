import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashToken } from '../../api/authentication.ts';
import type { Role } from '../../domain/decider.ts';
import { loadDemonstration } from '../../stack/demonstration/load.ts';
import type { DirectoryIds } from '../../stack/demonstration/script.ts';
import type { Database } from '../../prisma/client.ts';
import { Caller } from './caller.ts';
import type { Answer } from './caller.ts';

type Body = Answer['body'];

/** The two source cooperations as a coordinator entered them, and what the tests ask of them. */
export interface Cases {
  /** Ids of the agreements. */
  platform: string;
  district: string;
  coordinator: Caller;
  ids: DirectoryIds;
  /** The business day of the entry, a local date of China. */
  today: string;
  /** A principal of its own for somebody of the directory. */
  as(personKey: string, ...roles: Role[]): Promise<Caller>;
  /** Somebody of an organisation that the source names no people of. */
  asHeadOf(organisationId: string, ...roles: Role[]): Promise<Caller>;
  /** The dossier of an agreement, as the coordinator reads it. */
  dossier(id: string): Promise<Body>;
  /** Items of a kind in the dossier, their facts. */
  facts(id: string, kind: string): Promise<Body[]>;
  /** A follow-up in whatever status, or undefined. */
  followUp(id: string, followUpId: string): Promise<Body>;
  /** Ids of what is open, in order of their dates. */
  open(id: string): Promise<string[]>;
  /** A fresh agreement of the university and the platform, taken as far as `stage`, to try things on; its address. */
  scratch(stage?: 'visit' | 'symposium' | 'communication', more?: object): Promise<Scratch>;
}

export interface Scratch {
  id: string;
  /** `/v1/agreements/<id>` */
  at: string;
  /** Sends a command; returns the ids of what it made. */
  tell(path: string, body?: object): Promise<string[]>;
  /** The code with which a command is refused. */
  refusal(path: string, body?: object): Promise<string>;
  /** Proposes a plan and waits until it is there to be worked on; returns its id. */
  plan(body: object): Promise<string>;
}

export const university = 'org-zzuet';
export const platform = 'org-cnuktip';

export interface RunningSystem {
  apiUrl: string;
  token: string;
  db: Database;
  stop(): Promise<void>;
}

/** Loads both cases into a system that runs. */
export async function loadCases(system: RunningSystem): Promise<Cases> {
  const { apiUrl, token, db } = system;
  const coordinator = new Caller(apiUrl, token);
  const { agreementIds, ids } = await loadDemonstration({ apiUrl, token });
  const [first, second] = agreementIds;
  if (!first || !second) throw new Error('The demonstration has two cooperations.');

  const tokenFor = async (personId: string, roles: Role[]): Promise<Caller> => {
    const secret = randomBytes(24).toString('hex');
    const id = `test-${secret.slice(0, 12)}`;
    await db.apiToken.create({ data: { id, hash: hashToken(secret), principal: personId, personId, roles } });
    return new Caller(apiUrl, secret);
  };
  const dossier = (id: string) => coordinator.get(`/v1/agreements/${id}`);
  const followUps = async (id: string, statuses?: string): Promise<Body[]> =>
    (await coordinator.get(`/v1/agreements/${id}/follow-ups?limit=200${statuses ? `&status=${statuses}` : ''}`)).items;

  return {
    platform: first,
    district: second,
    coordinator,
    ids,
    today: String((await dossier(first)).items.agreement[0].facts.startedOn),
    as: (key, ...roles) => tokenFor(ids.person(key), roles),
    asHeadOf: async (organisationId, ...roles) => {
      const person = { nameEn: `Head of ${organisationId}`, organisationId, channel: 'phone' };
      const { id } = await coordinator.post('/v1/people', person);
      return tokenFor(id, roles);
    },
    dossier,
    facts: async (id, kind) => ((await dossier(id)).items[kind] ?? []).map((item: Body) => item.facts),
    followUp: async (id, followUpId) =>
      (await followUps(id, 'open,paused,reported,done,dropped,superseded,closed')).find(
        (found) => found.id === followUpId,
      ),
    open: async (id) => (await followUps(id)).map((found) => found.id),
    scratch: async (stage = 'communication', more = {}) => {
      const started = await coordinator.post('/v1/agreements', {
        homeUnitId: 'org-zzuet-uec',
        title: 'To try things on',
        parties: [
          { organisationId: university, role: 'guest' },
          { organisationId: platform, role: 'host' },
        ],
        accept: true,
        besideOpenOne: true,
        ...more,
      });
      const id = String(started.entityId);
      const at = `/v1/agreements/${id}`;
      const waive = (skipped: string) =>
        coordinator.post(`${at}/stages/waive`, {
          stage: skipped,
          reason: 'Not needed here.',
          approverPersonId: ids.person('wu-bo'),
        });
      if (stage !== 'visit') await waive('visit');
      if (stage === 'communication') await waive('symposium');
      return {
        id,
        at,
        tell: async (path, body) => (await coordinator.post(`${at}/${path}`, body)).created,
        refusal: (path, body) => coordinator.refusal(`${at}/${path}`, body),
        plan: async (body) => {
          const [planId] = (await coordinator.post(`${at}/plans`, body)).created;
          // A plan is a workflow of its own, started after its proposal was recorded.
          for (let tries = 100; tries > 0; tries -= 1) {
            if ((await coordinator.ask('GET', `${at}/plans/${planId}`)).status === 200) return planId;
            await sleep(50);
          }
          throw new Error(`${planId} has not been opened.`);
        },
      };
    },
  };
}
