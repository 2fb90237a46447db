import { z } from 'zod';
import { agreement } from '../../domain/agreement/index.ts';
import { localDateOf } from '../../domain/calendar/calendar.ts';
import { createApi } from './api.ts';
import type { Api } from './api.ts';
import { districtCase } from './case-district.ts';
import { platformCase } from './case-platform.ts';
import { organisations } from './organisations.ts';
import { people } from './people.ts';
import { enterPlacements } from './placements.ts';
import { posts, reportingLines } from './posts.ts';
import type { DirectoryIds, SourceCase, Step } from './script.ts';

export interface LoadOptions {
  /** Without a slash at the end. */
  apiUrl: string;
  /** A coordinator's. */
  token: string;
  report?: (line: string) => void;
  /** Also what neither source tells, made up to be looked at: teachers, and placements of theirs. */
  placements?: boolean;
}

/** Both sources are Chinese: the day of entry is a day in China. */
const zone = 'Asia/Shanghai';
const atOnce = 4;
const cases = [platformCase, districtCase];

/**
 * Enters the two source cooperations by calling the API as a coordinator would. Every call has a key of its own that never
 * changes, so that a repeat after a crash goes on where the first try ended.
 *
 * @throws Error with the API's own words when a call is refused
 */
export async function loadDemonstration(options: LoadOptions): Promise<{ agreementIds: string[]; ids: DirectoryIds }> {
  const api = createApi(options);
  const ids = await enterDirectory(api);
  options.report?.(`Entered ${organisations.length} organisations and ${Object.keys(people).length} people.`);
  // One after the other, so that each has the same number in every installation; what follows is entered side by side.
  const agreementIds: string[] = [];
  for (const source of cases) agreementIds.push(await startCase(api, source));
  await Promise.all(
    cases.map(async (source, index) => {
      const agreementId = agreementIds[index] ?? '';
      const calls = await enterCase(api, source, agreementId, ids);
      options.report?.(`Entered ${agreementId} in ${calls} calls.`);
    }),
  );
  if (options.placements) {
    const [, agreementId = ''] = agreementIds;
    const count = await enterPlacements(api, ids, { agreementId, startedOn: await startedOn(api, agreementId) });
    options.report?.(`Entered ${count} placements of researchers (synthetic).`);
  }
  return { agreementIds, ids };
}

const created = z.object({ id: z.string() });

/** Organisations, people, posts and reporting lines; gives the ids that the API made of the keys. */
export async function enterDirectory(api: Api): Promise<DirectoryIds> {
  await enterOrganisations(api);
  const personIds = await keyed(Object.entries(people), async ([key, body]) =>
    created.parse(await api.post('/v1/people', `person/${key}`, body)),
  );
  const person = lookUp('person', personIds);
  const postIds = await keyed(Object.entries(posts), async ([key, { code, holder, ...body }]) =>
    created.parse(
      await api.post('/v1/posts', `post/${key}`, { ...body, organisationId: `org-${code}`, holderId: person(holder) }),
    ),
  );
  const post = lookUp('post', postIds);
  for (const [organisationId, line] of Object.entries(reportingLines)) {
    await api.put(`/v1/organisations/${organisationId}/reporting-line`, `/v1/organisations/${organisationId}`, {
      liaisonPostId: post(line.liaison),
      coordinatorPostId: post(line.coordinator),
      directorPostId: post(line.director),
      leaderPostId: post(line.leader),
    });
  }
  return { person, post };
}

/** Parents before their children, and side by side those whose parent is there. */
async function enterOrganisations(api: Api): Promise<void> {
  const entered = new Set<string>();
  let waiting = [...organisations];
  while (waiting.length > 0) {
    const ready = waiting.filter(({ parentId }) => !parentId || entered.has(parentId));
    if (ready.length === 0)
      throw new Error(`Nobody enters the parent of ${waiting.map(({ code }) => code).join(', ')}.`);
    for (let from = 0; from < ready.length; from += atOnce) {
      await Promise.all(
        ready
          .slice(from, from + atOnce)
          .map(({ code, ...body }) => api.post('/v1/organisations', `organisation/${code}`, { code, ...body })),
      );
    }
    for (const { code } of ready) entered.add(`org-${code}`);
    waiting = waiting.filter((organisation) => !ready.includes(organisation));
  }
}

/** A few at a time: the answers do not depend on each other. */
async function keyed<T>(
  entries: [string, T][],
  enter: (entry: [string, T]) => Promise<{ id: string }>,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (let from = 0; from < entries.length; from += atOnce) {
    await Promise.all(
      entries.slice(from, from + atOnce).map(async (entry) => ids.set(entry[0], (await enter(entry)).id)),
    );
  }
  return ids;
}

function lookUp(kind: string, ids: ReadonlyMap<string, string>) {
  return (key: string): string => {
    const id = ids.get(key);
    if (id === undefined) throw new Error(`There is no ${kind} "${key}" in the demonstration's directory.`);
    return id;
  };
}

const started = z.object({ entityId: z.string() });
const dossier = z.object({ startedAt: z.iso.datetime() });

async function startCase(api: Api, source: SourceCase): Promise<string> {
  return started.parse(await api.post('/v1/agreements', `${source.key}/start`, source.start)).entityId;
}

/** Dates ahead count from what was recorded, not from now: a repeat must ask for the same. */
async function startedOn(api: Api, agreementId: string): Promise<string> {
  const { startedAt } = dossier.parse(await api.get(`/v1/agreements/${agreementId}`));
  return localDateOf(zone, startedAt);
}

/** Gives the number of calls that it took, the start included. */
async function enterCase(api: Api, source: SourceCase, agreementId: string, ids: DirectoryIds): Promise<number> {
  const base = `/v1/agreements/${agreementId}`;
  const steps = source.steps(ids, await startedOn(api, agreementId));
  for (const [index, step] of steps.entries()) {
    const { path, body } = callOf(step);
    await api.post(`${base}/${path}`, `${source.key}/${index + 1}-${step.command}`, body);
  }
  return steps.length + 1;
}

/** A step as a call: fields that the command's address names go there, the others into the body. */
export function callOf({ command, fields }: Step): { path: string; body: Record<string, unknown> } {
  const spec = agreement.commands.get(command);
  if (!spec) throw new Error(`There is no command ${command}.`);
  const body: Record<string, unknown> = { ...fields };
  const path = spec.path.replaceAll(/\{(\w+)\}/g, (_braces, name: string) => {
    const value = String(body[name]);
    delete body[name];
    return encodeURIComponent(value);
  });
  return { path, body };
}
