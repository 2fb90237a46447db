import { putBackIn } from '../../domain/notices/facts.ts';
import type { Finding } from '../../workflows/inputs.ts';
import { hostOf } from '../postbox/situation.ts';
import type { CaretakerDeps } from '../caretaker.ts';
import { seatsOf, standInsOf } from '../holders.ts';

/** What is open in Postgres and does not run in Temporal was terminated or deleted there: it is put back, and somebody told. */

export async function putBackAll(
  deps: CaretakerDeps,
  { at, runId }: { at: string; runId: string },
): Promise<{ open: number; findings: Finding[] }> {
  const open = await deps.db.entity.findMany({
    where: { closed: false },
    select: { id: true, agreementId: true },
    orderBy: { id: 'asc' },
  });
  const running = open.length > 0 ? await deps.running() : new Set<string>();
  const missing: typeof open = [];
  // The listing lags behind; whoever has started just now is asked about by name.
  for (const entity of open) if (!running.has(entity.id) && !(await deps.isRunning(entity.id))) missing.push(entity);
  const findings: Finding[] = [];
  for (const agreementId of new Set(missing.map((entity) => entity.agreementId))) {
    const lost = missing.filter((entity) => entity.agreementId === agreementId).map(({ id }) => id);
    findings.push(...(await putBack(deps, agreementId, lost)));
    await tellCoordinator(deps, lost[0] ?? agreementId, { at, runId });
  }
  for (const finding of findings) deps.log?.(finding);
  return { open: open.length, findings };
}

async function putBack(deps: CaretakerDeps, agreementId: string, lost: readonly string[]): Promise<Finding[]> {
  try {
    const outcomes = await deps.restore(agreementId);
    return outcomes
      .filter(({ id }) => lost.includes(id))
      .map(({ id, outcome }) => ({ kind: 'put-back', id, detail: outcome }));
  } catch (error) {
    // One that cannot be put back is named, and does not keep the others waiting.
    const detail = error instanceof Error ? error.name : 'unknown';
    return lost.map((id) => ({ kind: 'not-put-back', id, detail }));
  }
}

/** Once for each run of the caretaker and family. */
async function tellCoordinator(
  { db, wakePostboxes }: CaretakerDeps,
  entityId: string,
  { at, runId }: { at: string; runId: string },
): Promise<void> {
  const entity = await db.entity.findUnique({ where: { id: entityId } });
  if (!entity) return;
  const { homeUnit } = hostOf(entity);
  const postId = homeUnit.coordinatorPostId;
  const personId = (await seatsOf(db, [postId], (id) => standInsOf(homeUnit, id), at)).get(postId)?.personId ?? null;
  const { id, agreementId, seq } = entity;
  await db.notice.createMany({
    data: [
      {
        id: putBackIn(id, runId),
        entityId: id,
        agreementId,
        seq,
        kind: 'put-back',
        postId,
        personId,
        facts: {},
        at,
      },
    ],
    skipDuplicates: true,
  });
  if (personId) await wakePostboxes([personId]);
}
