import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { monthOf } from '../../activities/sheets/month.ts';
import { entityRow } from '../api/placement-rows.ts';
import { accepted, open } from '../domain/placement/life.ts';
import type { PlacementLife } from '../domain/placement/life.ts';
import { agreementId, at, startWorld } from './postbox-world.ts';
import type { World } from './postbox-world.ts';

/** Several placements of one cooperation, on a leader's page. */

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.followUp('commitment', 'commitment-1');
  await world.db.$executeRaw`
    UPDATE entity SET state = jsonb_set(state, '{homeUnit,leaderPostId}', '"post-director"') WHERE id = ${agreementId}`;
  await world.db.text.create({
    data: { id: 'text-title', entityId: agreementId, content: '批量合作1', writtenBy: 'tester', at },
  });
  await world.db.event.create({
    data: { entityId: agreementId, seq: 1, type: 'agreementStarted', at, by: 'tester', data: { title: 'text-title' } },
  });
}, 60_000);
afterAll(() => world.stop());

async function placement(n: number, life: PlacementLife, organisationId: string): Promise<void> {
  const row = entityRow(life, { agreementId, homeUnitId: 'org-office' });
  const id = `${agreementId}.placement-${n}`;
  const state = { ...life.state, id, host: { ...life.state.host, organisationId } };
  await world.db.entity.create({ data: { ...row, id, state: JSON.parse(JSON.stringify(state)) } });
  await world.db.followUp.create({
    data: {
      entityId: id,
      id: 'placement-days.placement',
      agreementId,
      kind: 'placement-days',
      aboutKind: 'placement',
      aboutId: 'placement',
      ownerPostId: 'post-director',
      ownerCertainty: 'confirmed',
      dueCertainty: 'confirmed',
      openedOn: '2026-03-02',
      dueOn: '2026-03-20',
      dueAt: at,
      level: 3,
      light: 'green',
      status: 'open',
    },
  });
}

const page = async () => {
  const asked = { leaderPostIds: ['post-director'], isThroughOffice: false, month: '2026-03' };
  const { groups } = await world.db.$transaction((tx) =>
    monthOf(tx, { ...asked, zone: 'Asia/Shanghai', organisationId: 'org-office', at }),
  );
  return groups[1]?.rows ?? [];
};

test('two placements are told apart by their enterprises, once their people have said willing; before, they are counted', async () => {
  await placement(1, open(), 'org-cnuktip');
  await placement(2, open(), 'org-zzuet');
  const before = await page();
  expect(before).toHaveLength(1);
  expect(before[0]?.what.zh).toMatch(/^2 × /);
  expect(before[0]?.detail.zh).toContain('批量合作1（郑州工程技术学院 × CNUKTIP）');
  await world.db.followUp.deleteMany({ where: { kind: 'placement-days' } });
  await world.db.entity.deleteMany({ where: { kind: 'placement' } });
  await placement(1, accepted(), 'org-cnuktip');
  await placement(2, accepted(), 'org-zzuet');
  const after = await page();
  expect(after.map(({ what, detail }) => [what.en.includes('×'), detail.zh.split(' · ').at(1)])).toEqual([
    [false, 'CNUKTIP'],
    [false, '郑州工程技术学院'],
  ]);
});
