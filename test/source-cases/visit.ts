import { describe, expect, test } from '@jest/globals';
import { platform, university } from './cases.ts';
import type { Cases } from './cases.ts';

/** S15 to S21: what was seen, in which order, and where there was nothing to see. */
export function visit(get: () => Cases): void {
  const planned = { direction: 'outbound', hostOrganisationId: platform };
  const aYearOn = (today: string) => `${Number(today.slice(0, 4)) + 1}-06-01`;

  describe('visit', () => {
    test('S15 a visit has its day, purpose and direction; one ahead is prepared, one behind is written up', async () => {
      const { facts, open, platform: id, scratch, today } = get();
      const [seen] = await facts(id, 'visit');
      expect(seen).toMatchObject({ fromOn: '2025-04-01', purpose: 'inspection and exchange', direction: 'outbound' });
      const trial = await scratch('visit');
      expect(await trial.refusal('visits', { ...planned, fromOn: '2025-02-30' })).toBe('shape-invalid');
      expect(await trial.refusal('visits', { ...planned, fromOn: '2025-04-02', toOn: '2025-04-01' })).toBe(
        'ends-before-starts',
      );
      await trial.tell('visits', { ...planned, fromOn: aYearOn(today) });
      await trial.tell('visits', { ...planned, fromOn: '2025-04-01' });
      const open_ = await open(trial.id);
      expect(open_).toEqual(expect.arrayContaining(['itinerary.visit-1', 'visit-note.visit-2']));
      expect(open_).not.toContain('visit-note.visit-1');
    });

    test('S16 three stops in order, and the stage waits for each to be marked', async () => {
      const { facts, platform: id, scratch, coordinator } = get();
      const [seen] = await facts(id, 'visit');
      expect(seen.stops.map((stop: { name: string }) => stop.name)).toEqual([
        'Henan Innovative Biotechnology Research Institute',
        '"Digital Henan Talent" project base',
        'Central Plains Longzihu Digital Economy Innovation and Entrepreneurship Incubation Center',
      ]);
      const { at, tell } = await scratch('visit');
      await tell('visits', {
        ...planned,
        fromOn: '2025-04-01',
        stops: seen.stops.map(({ name }: { name: string }) => ({ name })),
      });
      await tell('visits/visit-1/stops', { stop: 1, outcome: 'done' });
      await tell('visits/visit-1/stops', { stop: 3, outcome: 'done' });
      const waits = await coordinator.ask('POST', `${at}/advance`, {});
      expect(waits.body.type).toBe('/problems/exit-criteria-unmet');
      expect(waits.body.detail).toContain('Stop 2 of visit-1');
      expect(waits.body.detail).not.toContain('Stop 3');
    });

    test('S17 a stop lies in a park in a science city, or in a programme, from the nearest outwards', async () => {
      const { facts, platform: id, scratch } = get();
      const [seen] = await facts(id, 'visit');
      expect(seen.stops[1].within).toEqual([
        'Digital Talent Industrial Park',
        'Central Plains Science and Technology City',
      ]);
      expect(seen.stops[2].within).toEqual(['Microsoft "Cloud and Mobile Technology Incubation Program"']);
      const { refusal } = await scratch('visit');
      const stops = [{ name: 'A base', within: ['1', '2', '3', '4', '5', '6'] }];
      expect(await refusal('visits', { ...planned, fromOn: '2025-04-01', stops })).toBe('too-many');
    });

    test('S18 what was examined stands at its stop; a stop that was skipped says why', async () => {
      const { facts, platform: id, scratch } = get();
      const [seen] = await facts(id, 'visit');
      const examined = seen.stops.map((stop: { examined: string[] }) => stop.examined.join('; '));
      expect(examined[0]).toMatch(/cell applications.*transnational/);
      expect(examined[1]).toMatch(/operation model.*implementation.*talent cultivation/);
      expect(examined[2]).toMatch(/mixed reality.*intelligent office/);
      const { tell, refusal } = await scratch('visit');
      await tell('visits', {
        ...planned,
        fromOn: '2025-04-01',
        stops: [{ name: 'A laboratory', examined: ['cells'] }],
      });
      const skip = { stop: 1, outcome: 'skipped' };
      expect(await refusal('visits/visit-1/stops', skip)).toBe('shape-invalid');
      await tell('visits/visit-1/stops', { ...skip, reason: 'no time' });
      expect(await refusal('visits/visit-1/stops', { stop: 1, outcome: 'done' })).toBe('wrong-state');
    });

    test('S19 hosts of a stop differ from hosts of the visit, and both are known people', async () => {
      const { coordinator, facts, ids, platform: id, scratch } = get();
      const [seen] = await facts(id, 'visit');
      expect(seen.hosts[0].personId).toBe(ids.person('ren-xiang'));
      expect(seen.stops[0].hosts[0].personId).toBe(ids.person('li-hui'));
      expect(seen.stops[1].hosts).toEqual([]);
      const { at } = await scratch('visit');
      const hosts = [{ personId: 'person-99998', organisationId: platform }];
      const body = { ...planned, fromOn: '2025-04-01', stops: [{ name: 'One' }, { name: 'Two', hosts }] };
      const refused = await coordinator.ask('POST', `${at}/visits`, body);
      expect(refused.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
        '/stops/1/hosts/0/personId',
      ]);
    });

    test('S20 a meeting without a tour: the visit stage is skipped with a name and a reason, never by who asks', async () => {
      const { as, dossier, district, scratch, followUp, ids } = get();
      const { card, items } = await dossier(district);
      expect(card.path[0]).toEqual({ stage: 'visit', state: 'waived' });
      const waiver = items.stage.find((item: { id: string }) => item.id === 'visit').facts;
      expect(waiver).toMatchObject({ approverPersonId: ids.person('ccce-head') });
      expect(waiver.reason).toContain('no tour');
      expect((await followUp(district, 'visit-plan.visit')).status).toBe('done');
      const { at, refusal } = await scratch('visit');
      const ask = { stage: 'visit', reason: 'No tour.', approverPersonId: ids.person('wu-bo') };
      expect(await refusal('stages/waive', { ...ask, reason: '' })).toBe('shape-invalid');
      const wuBo = await as('wu-bo', 'director');
      expect(await wuBo.refusal(`${at}/stages/waive`, ask)).toBe('not-by-author');
      expect(await refusal('stages/waive', ask)).toBe('taken');
    });

    test('S21 the report came a day after the event; neither day, years ago, makes anything overdue', async () => {
      const { coordinator, facts, district, followUp, today, scratch } = get();
      const [symposium] = await facts(district, 'symposium');
      expect(symposium.onDate).toBe('2021-01-05');
      expect(symposium.publication.publishedOn).toBe('2021-01-06');
      const naming = await followUp(district, 'naming.symposium-1');
      expect(naming.openedOn >= today && naming.dueOn > naming.openedOn).toBe(true);
      expect((await coordinator.get(`/v1/agreements/${district}/follow-ups?light=red&kind=naming`)).items).toEqual([]);
      const { refusal } = await scratch('symposium');
      const group = [{ organisationId: university, label: 'teachers', count: 2 }];
      const body = { onDate: '2021-01-05', groups: group, publication: { publishedOn: '2021-01-04' } };
      expect(await refusal('symposia', body)).toBe('ends-before-starts');
    });
  });
}
