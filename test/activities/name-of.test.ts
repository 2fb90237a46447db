import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { nameOf } from '../../activities/name-of.ts';
import { agreementId, at, publicUrl, startWorld } from './postbox-world.ts';
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
const written = (id: string, content: string, ownerPartyId: string | null = null) =>
  world.db.text.create({ data: { entityId: agreementId, writtenBy: 'x', at, id, content, ownerPartyId } });
const ours = { isOurs: true, organisationId: 'org-zzuet' };
const theirs = { isOurs: false, organisationId: 'org-cnuktip' };
const name = (kind: string, id: string, reader = ours) =>
  world.db.$transaction((tx) => nameOf(tx, { entityId: agreementId, kind, id }, reader));
const sentence =
  'by sending scientific researchers to enterprises at designated points (two at a time), we will strengthen exchanges';

describe('which of several of a kind', () => {
  test('a need is its party’s, never what it says; other parties do not read whose', async () => {
    await happened(1, 'need', 'need-1', { partyId: 'org-cnuktip', shortcoming: 'text-secret' });
    expect(await name('need', 'need-1')).toEqual({ en: 'CNUKTIP', zh: 'CNUKTIP' });
    expect(await name('need', 'need-1', theirs)).not.toBeNull();
    expect(await name('need', 'need-1', { ...theirs, organisationId: 'org-zzuet' })).toBeNull();
  });

  test('a commitment is who promised and the first words of what was said, in its latest version', async () => {
    await written('text-1', sentence);
    await written('text-2', '每季度派两名专家来校，\n并共同申报项目，促进双方交流，进一步推动实质性的项目合作');
    await happened(1, 'commitment', 'commitment-1', { sentence: 'text-1', ownerOrganisationId: 'org-zzuet' });
    expect(await name('commitment', 'commitment-1')).toEqual({
      en: 'ZZUET: “by sending scientific researchers to enterprises at…”',
      zh: '郑州工程技术学院：“by sending scientific researchers to enterprises at…”',
    });
    await happened(2, 'commitment', 'commitment-1', { owner: 'assumed' });
    await happened(3, 'commitment', 'commitment-1', { sentence: 'text-2', ownerOrganisationId: 'org-cnuktip' });
    expect(await name('commitment', 'commitment-1', theirs)).toEqual({
      en: 'CNUKTIP: “每季度派两名专家来校， 并共同申报项目，促进双方交流，进一步…”',
      zh: 'CNUKTIP：“每季度派两名专家来校， 并共同申报项目，促进双方交流，进一步…”',
    });
  });

  test('of a commitment whose words are somebody else’s own, nothing is said', async () => {
    await written('text-1', sentence, 'org-cnuktip');
    await happened(1, 'commitment', 'commitment-1', { sentence: 'text-1', ownerOrganisationId: 'org-zzuet' });
    expect(await name('commitment', 'commitment-1')).toBeNull();
    expect(await name('commitment', 'commitment-1', theirs)).not.toBeNull();
  });

  test('a meeting is its day, with the host or the title; what is asked of a side is the meeting’s', async () => {
    await happened(1, 'visit', 'visit-1', { fromOn: '2026-03-20', hostOrganisationId: 'org-cnuktip' });
    expect(await name('visit', 'visit-1')).toEqual({ en: '20 March 2026, CNUKTIP', zh: '2026年3月20日，CNUKTIP' });
    await written('text-1', 'Planning a new chapter');
    await happened(2, 'symposium', 'symposium-1', { onDate: '2026-03-21' });
    expect(await name('symposium', 'symposium-1')).toEqual({ en: '21 March 2026', zh: '2026年3月21日' });
    await happened(3, 'symposium', 'symposium-1', { title: 'text-1' });
    expect(await name('minutes', 'symposium-1.side-2')).toMatchObject({
      en: '21 March 2026: Planning a new chapter',
    });
  });

  test('a base has the name that it was given, unless that is private to somebody else', async () => {
    await written('text-1', 'Transformation base');
    await written('text-2', 'A secret', 'org-cnuktip');
    await happened(1, 'build', 'build-1', { name: 'text-1' });
    await happened(2, 'build', 'build-2', { name: 'text-2' });
    expect(await name('build', 'build-1')).toEqual({ en: 'Transformation base', zh: 'Transformation base' });
    expect(await name('build', 'build-2')).toBeNull();
  });

  test('what there is one of has no name beside its title', async () => {
    expect(await name('communication', 'communication')).toBeNull();
    expect(await name('stage', 'visit')).toBeNull();
  });
});

test('a mail about several needs arrives as one block, with whose each is and a link for it', async () => {
  const parties = ['org-cnuktip', 'org-zzuet', 'org-office'];
  for (const [index, partyId] of parties.entries()) {
    await happened(index + 1, 'need', `need-${index + 1}`, { partyId, shortcoming: 'text-secret' });
    const followUp = await world.followUp('need', `need-${index + 1}`);
    await world.notice('due', 'post-owner', { followUp, step: 'due' });
  }
  expect(await world.postbox().sendMail({ personId: 'person-owner', at })).toMatchObject({ outcome: 'sent', count: 3 });
  const [mail] = world.arrived();
  expect(mail?.text.match(/^== .*/gm)).toEqual([expect.stringContaining('评估技术需求（3项）')]);
  for (const whose of ['CNUKTIP', '郑州工程技术学院', '校企合作处'])
    expect(mail?.text).toMatch(new RegExp(`^\\* ${whose}: ${publicUrl}/l/`, 'm'));
  expect(mail?.subject).toContain('评估技术需求（');
});
