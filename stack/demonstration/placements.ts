import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { addDays, addMonths } from '../../domain/calendar/local-date.ts';
import type { Api } from './api.ts';
import { enterpriseId, enterTeachers } from './enter-teachers.ts';
import type { PlacementIds } from './enter-teachers.ts';
import type { DirectoryIds } from './script.ts';
import { madeUpNeeds } from './teachers.ts';

/**
 * Three placements beside what the second source tells, each at another point of its life: one that its teacher has just been asked
 * about, one on site with a log, and one of which the teacher falls ill and somebody is looked for. All of it is synthetic.
 */

interface Place {
  api: Api;
  ids: DirectoryIds;
  people: PlacementIds;
  /** `/v1/agreements/agreement-...` */
  at: string;
  /** The day of entry. */
  startedOn: string;
}

const shown = 3;
/** Of whom the college lets go in general: they may be asked to stand in for some days, which no unit is asked about. */
const lentInGeneral = [5, 7];
const mornings = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, half: 'am' }));
const waitTries = 40;
const waitMs = 150;

/** Enters them; gives the number of placements. */
export async function enterPlacements(
  api: Api,
  ids: DirectoryIds,
  { agreementId, startedOn }: { agreementId: string; startedOn: string },
): Promise<number> {
  const people = await enterTeachers(api, ids, shown);
  for (const n of lentInGeneral) {
    const profile = `/v1/researchers/${people.teacher(n)}`;
    await api.put(`${profile}/home-unit-consent`, profile, { answer: 'yes' });
  }
  const place: Place = { api, ids, people, at: `/v1/agreements/${agreementId}`, startedOn };
  // One after the other, so that each has the same number in every installation.
  const paths: string[] = [];
  for (let n = 1; n <= shown; n += 1) paths.push(await propose(place, n));
  const [, onSite = '', healed = ''] = paths;
  await Promise.all([
    accept(place, onSite, 2).then(() => log(place, onSite)),
    accept(place, healed, 3).then(() => fallIll(place, healed)),
  ]);
  return paths.length;
}

const made = z.object({ created: z.array(z.string()) });

/** What is lacking is looked at, somebody is named for it, and asked. Gives the placement's address. */
async function propose({ api, people, at, startedOn }: Place, n: number): Promise<string> {
  const { termIds, class: needClass } = madeUpNeeds[n - 1] ?? {};
  const period = { fromOn: startedOn, toOn: addDays(addMonths(startedOn, 12), -1) };
  const need = `${at}/needs/need-${n}`;
  await api.post(`${need}/evaluate`, `need/${n}/evaluate`, { class: needClass, termIds, daysAYear: 60, ...period });
  await api.post(`${need}/match`, `need/${n}/match`, { personIds: [people.teacher(n)] });
  const { created } = made.parse(
    await api.post(`${at}/placements`, `placement/${n}`, {
      personId: people.teacher(n),
      partyId: enterpriseId(n),
      needIds: [`need-${n}`],
      schemeId: 'own',
      ...period,
      daysAYear: 60,
      point: 'Synthetic: the pilot line',
      purpose: 'Mutual exchange and understanding, and a substantive project.',
      hostPostId: people.contactPost(n),
    }),
  );
  const path = `${at}/placements/${created[0]}`;
  // A placement is a workflow of its own, started after its proposal was recorded.
  await soon(async () => (await api.get(path)) !== null);
  return path;
}

/** The three sides say yes, papers and terms are there, and each morning is booked. */
async function accept({ api, ids, people, startedOn }: Place, path: string, n: number): Promise<void> {
  const key = `placement/${n}`;
  const unit = ids.person('xu-yuanqing');
  const [person, host] = [people.teacher(n), people.contact(n)];
  for (const [side, personId] of Object.entries({ person, unit, host })) {
    await api.post(`${path}/answers/${side}`, `${key}/${side}`, { personId, answer: 'yes' });
  }
  const kinds = ['allowance', 'workload-credit', 'insurance', 'travel', 'certificate'];
  await api.post(`${path}/document`, `${key}/document`, {
    reference: 'Synthetic: in the archive of the college.',
    signedOn: startedOn,
    signatures: { person, unit, host },
  });
  await api.post(`${path}/terms`, `${key}/terms`, {
    terms: kinds.map((kind) => ({ kind, text: `Synthetic: ${kind} as usual.`, isAgreed: true })),
  });
  await api.post(`${path}/days`, `${key}/days`, { pattern: mornings });
}

const stage = z.object({ stage: z.string() });

/** What was done until now. On a day off nobody is there yet: then the mail of the half month asks for it. */
async function log({ api }: Place, path: string): Promise<void> {
  const isThere = await soon(async () => stage.parse(await api.get(path)).stage === 'on-site');
  if (!isThere) return;
  await api.post(`${path}/periods/period-1/log`, 'placement/2/log', {
    took: 'as-planned',
    what: 'Synthetic: a first trial of the line, and two operators shown how.',
  });
}

/** From next week for a fortnight: whoever could stand in is asked by mail. */
async function fallIll({ api, startedOn }: Place, path: string): Promise<void> {
  await soon(async () => ['booked', 'on-site'].includes(stage.parse(await api.get(path)).stage));
  await api.post(`${path}/disruptions`, 'placement/3/illness', {
    cause: 'illness',
    by: 'person',
    fromOn: addDays(startedOn, 7),
    untilOn: addDays(startedOn, 20),
  });
}

/** Whether it has come to be within some seconds. */
async function soon(holds: () => Promise<boolean>): Promise<boolean> {
  for (let tries = waitTries; tries > 0; tries -= 1) {
    if (await holds().catch(() => false)) return true;
    await sleep(waitMs);
  }
  return false;
}
