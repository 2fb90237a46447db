import { setTimeout as sleep } from 'node:timers/promises';
import { sender, startAgreement, there } from './lives.ts';
import { acceptPlacement, withPlacement } from './lives-of-placements.ts';
import type { Stage } from './lives.ts';

/** Lives in which matters are asked about, handed over and held back, in an agreement, a plan and a placement. */

async function withFamily(stage: Stage): Promise<string> {
  const { coordinator: by, ids } = stage;
  const id = await startAgreement(stage);
  const base = `/v1/agreements/${id}`;
  const tell = sender(base, 'agreement');
  const approval = { approverPersonId: ids.person('wu-bo') };
  await tell(by, 'waiveStage', { stage: 'visit', reason: 'They were here.', ...approval });
  await tell(by, 'waiveStage', { stage: 'symposium', reason: 'Settled by letter.', ...approval });
  await tell(by, 'proposePlan', { name: 'A plan' });
  await there(by, `${base}/plans/plan-1`);
  await withPlacement(stage, id);
  return base;
}

/** What is asked of one person privately is nobody else's: the document follows once all have said yes. */
const documented = 'placement-document.placement-1';

export async function matters(stage: Stage): Promise<void> {
  const { coordinator: by, liaison, ids } = stage;
  const base = await withFamily(stage);
  const tell = sender(base, 'agreement');
  await acceptPlacement(stage, `${base}/placements/placement-1`);
  const ownerPostId = ids.post('zzuet-liaison');
  const commitment = { sentence: 'We shall send the papers.', beneficiaryOrganisationId: 'org-cnuktip' };
  await tell(by, 'recordCommitment', { ...commitment, ownerPostId, dueOn: '2026-03-20' });
  for (const [told, followUpId] of [
    [tell, 'commitment.commitment-1'],
    [sender(`${base}/plans/plan-1`, 'plan'), 'plan-text.plan-1'],
    [sender(`${base}/placements/placement-1`, 'placement'), documented],
  ] as const) {
    await told(liaison, 'askExtension', { followUpId, dueOn: '2026-04-20', reason: 'They travel.' });
    await told(by, 'refuseExtension', { followUpId, reason: 'It was promised.' });
    await told(by, 'reassignFollowUp', { followUpId, ownerPostId: ids.post('zzuet-uec-director'), reason: 'Leave.' });
    await told(liaison, 'acceptFollowUp', { followUpId });
    await told(liaison, 'declineFollowUp', { followUpId, reason: 'It belongs to the school.' });
  }
  await ofPlacement(stage, sender(`${base}/placements/placement-1`, 'placement'));
}

async function ofPlacement({ coordinator: by, liaison, ids }: Stage, tell: ReturnType<typeof sender>): Promise<void> {
  const followUpId = documented;
  const about = { followUpId, ownerPostId: ids.post('zzuet-uec-director'), dueOn: '2026-03-27' };
  await tell(by, 'answerQuestion', about);
  await tell(liaison, 'pauseFollowUp', { followUpId, kind: 'snoozed', untilOn: '2026-03-06', reason: 'Leave.' });
  await tell(liaison, 'resumeFollowUp', { followUpId });
  await tell(by, 'extendFollowUp', { followUpId, dueOn: '2026-04-03', reason: 'Asked for.' });
  await tell(by, 'amendFlightPlan', { amendments: [{ followUpId, dueOn: '2026-04-10' }] });
}

const id = (base: string): string => base.slice('/v1/agreements/'.length);

/** Neglects an agreement, its plan and its placement until each has held something back from the leader. Days pass within a second. */
export async function heldBack(stage: Stage): Promise<void> {
  const { coordinator: by } = stage;
  const base = await withFamily(stage);
  await acceptPlacement(stage, `${base}/placements/placement-1`);
  const held = new Set<string>();
  for (let tries = 1_800; tries > 0 && held.size < 3; tries -= 1) {
    for (const [kind, at] of [
      ['agreement', base],
      ['plan', `${base}/plans/plan-1`],
      ['placement', `${base}/placements/placement-1`],
    ] as const) {
      if (held.has(kind)) continue;
      const { items } = await by.get(`${base}/follow-ups`);
      const ofThis = items.filter(({ entityId }: { entityId: string }) =>
        entityId.endsWith(kind === 'agreement' ? id(base) : `.${kind}-1`),
      );
      for (const { id: followUpId } of ofThis) {
        const isHeld = await sender(at, kind)(by, 'holdEscalation', { followUpId, reason: 'They call today.' }).then(
          () => true,
          () => false,
        );
        if (isHeld) held.add(kind);
        if (isHeld) break;
      }
    }
    await sleep(40);
  }
  if (held.size < 3) throw new Error(`Held back only by ${[...held].join(', ')}.`);
}

/** A post changes hands: the caretaker tells the agreement and its children, and all are asked to accept what came with it. */
export async function postChangesHands(stage: Stage): Promise<void> {
  const { coordinator: by, ids } = stage;
  const base = await withFamily(stage);
  await acceptPlacement(stage, `${base}/placements/placement-1`);
  const postId = ids.post('zzuet-coordinator');
  const { organisationId, titleEn, titleZh } = await by.get(`/v1/posts/${postId}`);
  const changed = { organisationId, titleEn, titleZh, holderId: ids.person('wang-xinfang') };
  const { status } = await by.ask('PUT', `/v1/posts/${postId}`, changed, { 'if-match': '"v1"' });
  if (status !== 200) throw new Error(`The post was not given away: ${status}.`);
  const waiting = async (): Promise<number> => {
    const { items } = await by.get(`${base}/follow-ups?untaken=true`);
    return new Set(items.map((item: { entityId: string }) => item.entityId)).size;
  };
  for (let tries = 300; (await waiting()) < 3; tries -= 1) {
    if (tries === 0) throw new Error('Nobody was told that the post changed hands.');
    await sleep(100);
  }
  await sender(base, 'agreement')(by, 'acceptDuties', { postId });
  await sender(`${base}/plans/plan-1`, 'plan')(by, 'acceptDuties', { postId });
  await sender(`${base}/placements/placement-1`, 'placement')(by, 'acceptDuties', { postId });
}
