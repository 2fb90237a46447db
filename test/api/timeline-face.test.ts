import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dossierItems, readEvents } from '../../api/dossier.ts';
import type { Principal } from '../../api/principal.ts';
import { agreementId, at, startWorld } from '../activities/postbox-world.ts';
import type { World } from '../activities/postbox-world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world.stop());

const about = { aboutKind: 'commitment', aboutId: 'commitment-1' };
const followUp = { id: 'commitment.commitment-1' };
const events = [
  { type: 'commitmentRecorded', data: { commitmentId: 'commitment-1', dueOn: '2026-03-06' } },
  { type: 'followUpReminded', data: { ...followUp, steps: ['overdue'], level: 0 } },
  { type: 'followUpReminded', data: { ...followUp, steps: ['escalation'], level: 1 } },
  { type: 'followUpReminded', data: { ...followUp, steps: ['escalation-2'], level: 2 } },
  { type: 'escalationHeld', data: { ...followUp, on: '2026-03-10', reason: 'text-none', steps: [] } },
  { type: 'followUpReminded', data: { ...followUp, steps: ['escalation-3'], level: 3 } },
  { type: 'followUpReminded', data: { ...followUp, steps: ['meeting-list'], level: 3 } },
  { type: 'extensionAsked', data: { ...followUp, dueOn: '2026-04-20', on: '2026-03-10', reason: 'text-none' } },
];

async function told(isOurs: boolean) {
  await world.db.event.deleteMany();
  await world.db.event.createMany({
    data: events.map((event, index) => ({
      ...event,
      ...about,
      entityId: agreementId,
      seq: index + 1,
      at,
      by: 'system',
    })),
  });
  const principal: Principal = {
    id: 'token-1',
    roles: ['observer'],
    organisationId: isOurs ? 'org-zzuet' : 'org-cnuktip',
    unitIds: [],
    isOurs,
  };
  return readEvents(
    world.db,
    agreementId,
    { homeUnitId: 'org-office', partyIds: ['org-zzuet', 'org-cnuktip'] },
    principal,
  );
}

test('our own people read what each step was', async () => {
  const read = await told(true);
  expect(read.every(({ isWithheld }) => !isWithheld)).toBe(true);
  expect(read.map(({ sentence }) => sentence.en.split(':')[0])).toEqual([
    'A commitment was recorded (commitment-1)',
    'Reminded',
    'Escalated to the coordinator or liaison',
    'Escalated to the director',
    'Kept from the leader for now',
    'Escalated to the leader',
    "Put on the leaders' meeting list",
    'A later date was asked for',
  ]);
});

test('the other side reads nothing of our reporting line: a ladder never crosses an organisation', async () => {
  const read = (await told(false)).filter(({ isWithheld }) => !isWithheld);
  expect(read.map(({ sentence }) => sentence.en.split(':')[0])).toEqual([
    'A commitment was recorded (commitment-1)',
    'Reminded',
    'A later date was asked for',
  ]);
});

test('a date that is only asked for is no fact of the matter', async () => {
  const items = dossierItems(await told(true));
  expect(items['commitment']?.[0]?.facts).toMatchObject({ dueOn: '2026-03-06' });
});
