import { describe, expect, test } from '@jest/globals';
import { addDays } from '../../domain/calendar/local-date.ts';
import { platform, university } from './cases.ts';
import type { Answer } from './caller.ts';
import type { Cases } from './cases.ts';

type Body = Answer['body'];

/** S47 to S52: bases, platforms and what is there already. */
export function builds(get: () => Cases): void {
  const of = async (form: string): Promise<Body[]> =>
    (await get().facts(get().district, 'build')).filter((build) => build.form === form);
  const base = { form: 'base', purpose: 'talent-training', name: 'A base' };

  describe('bases and platforms', () => {
    test('S47 three bases, each for its purpose and followed by itself', async () => {
      const { followUp, district, scratch } = get();
      const bases = await of('base');
      expect(bases.map((each) => each.purpose)).toEqual([
        'achievement-transformation',
        'material-test',
        'talent-training',
      ]);
      for (const { buildId } of bases) expect((await followUp(district, `build.${buildId}`)).status).toBe('open');
      const { refusal } = await scratch();
      expect(await refusal('builds', { ...base, purpose: 'prestige' })).toBe('shape-invalid');
    });

    test('S48 three platforms; one that is dropped says why and is followed no longer', async () => {
      const { followUp, scratch, today } = get();
      expect((await of('platform')).map((each) => each.purpose)).toEqual([
        'cooperation-innovation',
        'public-testing',
        'high-quality-development',
      ]);
      const { id, tell, refusal } = await scratch();
      await tell('builds', { form: 'platform', purpose: 'public-testing', name: 'A platform' });
      const drop = { to: 'dropped', onDate: today };
      expect(await refusal('builds/build-1/move', drop)).toBe('shape-invalid');
      await tell('builds/build-1/move', { ...drop, note: 'The district has one already.' });
      expect((await followUp(id, 'build.build-1')).status).toBe('dropped');
      expect(await refusal('builds/build-1/move', { to: 'accepted', onDate: today })).toBe('wrong-state');
    });

    test('S49 six builds have their proposer, partners and milestones; a milestone has a clock of its own', async () => {
      const { facts, district, followUp, ids, scratch, today } = get();
      const all = await facts(district, 'build');
      expect(all).toHaveLength(6);
      expect(all.every((build) => build.proposer.personId === ids.person('wang-xuhe'))).toBe(true);
      expect(all.every((build) => build.partnerOrganisationIds.includes('org-ccce'))).toBe(true);
      const { id, tell, refusal } = await scratch();
      await tell('builds', base);
      const dueOn = addDays(today, 20);
      expect(await refusal('builds/build-1/milestones', { name: 'Rooms', dueOn: '2025-01-01' })).toBe('date-in-past');
      await tell('builds/build-1/milestones', { name: 'Rooms found', dueOn });
      expect((await followUp(id, 'milestone.milestone-1')).dueOn >= dueOn).toBe(true);
      await tell('builds/build-1/milestones/milestone-1/reach', { onDate: today });
      expect((await followUp(id, 'milestone.milestone-1')).status).toBe('done');
      expect(await refusal('builds', { ...base, partnerOrganisationIds: ['org-yuwangtai'] })).toBe('unknown-party');
    });

    test('S50 what one speaker proposed is not accepted yet, and goes on one step at a time', async () => {
      const { facts, district, scratch, today } = get();
      const all = await facts(district, 'build');
      expect(all.every((build) => build.proposedOn === '2021-01-05' && build.to === undefined)).toBe(true);
      const { id, tell, refusal } = await scratch();
      await tell('builds', base);
      const move = (to: string) => ({ to, onDate: today });
      expect(await refusal('builds/build-1/move', move('operating'))).toBe('wrong-state');
      for (const to of ['accepted', 'building', 'operating']) await tell('builds/build-1/move', move(to));
      expect(await refusal('builds/build-1/move', move('building'))).toBe('wrong-state');
      expect((await facts(id, 'build'))[0].to).toBe('operating');
    });

    test('S51 a research and development platform is the means that was proposed, and is looked at again', async () => {
      const { facts, district, followUp } = get();
      const means = (await facts(district, 'point')).find((point) => point.tag === 'research-platform');
      expect(means).toMatchObject({ kind: 'model', standing: 'proposed', organisationId: 'org-yuwangtai' });
      const speech = (await facts(district, 'speech')).find((each) => each.speechId === means.speechId);
      expect(speech).toMatchObject({ kind: 'idea', order: 2 });
      expect((await followUp(district, `exploration.${means.pointId}`)).status).toBe('open');
    });

    test('S52 facilities that are there stand on their side, and nobody owes them', async () => {
      const { facts, platform: id, open, scratch } = get();
      const facilities = (await facts(id, 'point')).filter((point) => point.kind === 'facility');
      const sides = facilities.map((facility) => facility.organisationId);
      expect(sides).toEqual([platform, platform, platform, university]);
      expect(facilities[3].text).toContain('Levitt Institute');
      const { id: trial, tell, refusal } = await scratch();
      const before = await open(trial);
      const facility = { kind: 'facility', text: 'A laboratory' };
      await tell('points', { ...facility, organisationId: university });
      expect(await open(trial)).toEqual(before);
      expect(await refusal('points', { ...facility, organisationId: 'org-hibri' })).toBe('unknown-party');
    });
  });
}
