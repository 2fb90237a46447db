import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Outcome } from '../../domain/propose.ts';
import { fillDirectory, startBody, startTestApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

/** An API with one agreement, whose engine may be made to answer otherwise: what refusals are tried on. */
export interface RefusalWorld {
  api: TestApi;
  directory: Awaited<ReturnType<typeof fillDirectory>>;
  /** Of the agreement. */
  id: string;
  /** What the next send does instead of reaching the domain. */
  instead: (() => Promise<Outcome>) | null;
}

export function refusalWorld(): RefusalWorld {
  // Filled before the first test runs; the object is handed out before.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const world = { instead: null } as RefusalWorld;
  beforeAll(async () => {
    const api = await startTestApi({
      gateway: {
        send: (entityId, command) => (world.instead ? world.instead() : api.gateway.send(entityId, command)),
        start: (input, command, face) => (world.instead ? world.instead() : api.gateway.start(input, command, face)),
      },
    });
    const directory = await fillDirectory(api);
    const { entityId } = await api.post('/v1/agreements', startBody());
    Object.assign(world, { api, directory, id: entityId });
  });
  afterAll(() => world.api.stop());
  return world;
}

/** All rows that a command may write. */
export const rowsOf = async ({ db }: TestApi) => ({
  events: await db.event.count(),
  commands: await db.command.count(),
  texts: await db.text.count(),
  requests: await db.idempotentRequest.count(),
  numbers: await db.reservedNumber.count(),
  entities: await db.entity.findMany({ orderBy: { id: 'asc' }, select: { id: true, seq: true } }),
});

/** The problem has its status, type, sentence and pointer, and nothing was written. */
export async function expectProblem(
  { api }: RefusalWorld,
  act: () => ReturnType<TestApi['call']>,
  expected: { status: number; code: string; pointer?: string },
): Promise<void> {
  const { status, code, pointer } = expected;
  const before = await rowsOf(api);
  const answer = await act();
  expect(answer).toMatchObject({
    status,
    body: { type: `/problems/${code}`, status, title: expect.any(String), advice: expect.any(String) },
  });
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.body.requestId).toBe(answer.headers['x-request-id']);
  if (pointer !== undefined)
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  expect(await rowsOf(api)).toEqual(before);
}

export const commitment = () => ({ sentence: 'We send ten teachers', beneficiaryOrganisationId: 'org-zzuet' });
