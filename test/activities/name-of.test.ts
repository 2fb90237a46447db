import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { nameOf } from '../../activities/name-of.ts';
import { agreementId, at, startWorld } from './postbox-world.ts';
import type { World } from './postbox-world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world.stop());
beforeEach(() => world.clear());

const happened = (seq: number, aboutKind: string, aboutId: string, data: object) =>
  world.db.event.create({
    data: { entityId: agreementId, seq, type: `${aboutKind}Recorded`, aboutKind, aboutId, at, by: 'x', data },
  });
const name = (kind: string, id: string, reader: { isOurs: boolean; readerOrganisationId: string | null }) =>
  world.db.$transaction((tx) => nameOf(tx, agreementId, { kind, id }, { language: 'en', ...reader }));
const ours = { isOurs: true, readerOrganisationId: 'org-zzuet' };

describe('which of several of a kind', () => {
  test('a need is its party’s, never what it says; other parties do not read whose', async () => {
    await happened(1, 'need', 'need-1', { partyId: 'org-cnuktip', shortcoming: 'text-secret' });
    const organisation = await world.db.organisation.findUniqueOrThrow({ where: { id: 'org-cnuktip' } });
    expect(await name('need', 'need-1', ours)).toBe(organisation.nameEn);
    expect(await name('need', 'need-1', { isOurs: false, readerOrganisationId: 'org-cnuktip' })).not.toBeNull();
    expect(await name('need', 'need-1', { isOurs: false, readerOrganisationId: 'org-zzuet' })).toBeNull();
  });

  test('a base has the name that it was given, unless that is private to somebody else', async () => {
    const text = { entityId: agreementId, writtenBy: 'x', at };
    await world.db.text.createMany({
      data: [
        { ...text, id: 'text-1', content: 'Transformation base' },
        { ...text, id: 'text-2', content: 'A secret', ownerPartyId: 'org-cnuktip' },
      ],
    });
    await happened(1, 'build', 'build-1', { name: 'text-1' });
    await happened(2, 'build', 'build-2', { name: 'text-2' });
    expect(await name('build', 'build-1', ours)).toBe('Transformation base');
    expect(await name('build', 'build-2', ours)).toBeNull();
    expect(await name('visit-note', 'visit-1', ours)).toBeNull();
  });
});
