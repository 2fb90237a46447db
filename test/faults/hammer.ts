import { expect } from '@jest/globals';
import { posted, startAgreement } from '../support/cooperation.ts';
import { figuresOf, replayAll, runsOf } from '../support/histories.ts';
import { startSystem } from '../support/system.ts';
import { answersOf, contactBody, expectExactlyOnce, latencies, letCallersWrite } from './callers.ts';

/** The start itself, and the contact that notes are added to. */
const SET_UP_COMMANDS = 2;
/** FACTS section 3 and DESIGN section 5: any run is read at one look. */
const MOST_EVENTS_OF_A_RUN = 420;

/**
 * Callers write to one agreement through the API over HTTP, on real parts; then the books are checked and every history is
 * replayed. Prints its figures.
 */
export async function hammer(settings: { callers: number; each: number; cache: number }): Promise<void> {
  const { callers, each, cache } = settings;
  const system = await startSystem({ maxCachedWorkflows: cache });
  try {
    const agreement = await startAgreement(system);
    await posted(system, `${agreement.at}/contacts`, contactBody(agreement, 'The first contact'));
    const startedAt = performance.now();
    const written = await letCallersWrite(system, agreement, { callers, each, name: 'hammer' });
    const seconds = (performance.now() - startedAt) / 1000;
    expect(written).toHaveLength(callers * each);
    await expectExactlyOnce(system, agreement, written, SET_UP_COMMANDS);
    const runs = await runsOf(system.client, `WorkflowId="${agreement.id}"`);
    const figures = figuresOf(runs);
    console.log(
      `hammer ${callers} x ${each}, cache ${cache}: ${seconds.toFixed(1)} s, ${(written.length / seconds).toFixed(0)} updates/s, ${latencies(written)}; ` +
        `${figures.chapters} chapters, longest run ${figures.longest} events, ${figures.passes} passes, ` +
        `${figures.eventsPerPass} events per pass, ${(written.length / figures.passes).toFixed(1)} commands per pass; ` +
        `answers ${JSON.stringify(answersOf(written))}`,
    );
    expect(figures.chapters).toBeGreaterThan(2);
    expect(figures.longest).toBeLessThanOrEqual(MOST_EVENTS_OF_A_RUN);
    await replayAll(system.bundle, runs);
  } finally {
    await system.stop();
  }
}
