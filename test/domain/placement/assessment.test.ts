import { describe, expect, test } from '@jest/globals';
import { placement } from '../../../domain/placement/index.ts';
import {
  college,
  coordinator,
  enterprise,
  hostSpeaker,
  hostSupervisor,
  researcher,
  text,
  unitSupervisor,
} from './life.ts';
import type { PlacementLife } from './life.ts';
import { booked, liveLogging, plannedBy, thriceAWeek } from './site-life.ts';

/** The end of a placement from 2 March 2026 to 1 March 2027: its questions, both assessments, and what the certificate says. */

const to = '2027-03-01';
const year = plannedBy(thriceAWeek, '2026-03-02', to);
const director = { id: 'person-director', personId: 'person-director', roles: ['director' as const] };

/** On site since the first day; nothing is logged. */
function onSite(planned = year): PlacementLife {
  const life = booked(planned, {}, { scheme: { id: 'free', version: 1, rules: [] } });
  life.live('2026-03-03');
  return life;
}
/** At the end, every planned day logged. */
function atEnd(planned = year): PlacementLife {
  const life = booked(planned);
  liveLogging(life, '2027-02-20');
  return life;
}
const byUnit = { side: 'unit', rating: 'good', text: text('good work') };
const byHost = { side: 'host', rating: 'excellent', text: text('very good') };
const solved = { problem: 'solved', text: text('the line runs') };
const ending = (life: PlacementLife) =>
  life.open.filter((kind) => ['placement-assessment', 'placement-result', 'placement-renewal'].includes(kind));

describe('assessment', () => {
  test('both supervisors are asked ten working days before the end, and what came of it is', () => {
    const life = onSite();
    life.live('2027-02-12');
    expect(ending(life)).toEqual(['placement-renewal']);
    life.live('2027-02-15');
    expect(ending(life)).toEqual([
      'placement-assessment',
      'placement-assessment',
      'placement-renewal',
      'placement-result',
    ]);
    const { followUps } = life.state;
    expect(followUps['placement-assessment.assessment-unit']).toMatchObject({
      ownerPostId: 'post-unit-supervisor',
      sideOrgId: college,
      dueOn: to,
    });
    expect(followUps['placement-assessment.assessment-host']).toMatchObject({
      ownerPostId: 'post-host-supervisor',
      sideOrgId: enterprise,
    });
  });

  test('each is given once, by its own side; neither the other side nor the researcher gives or changes it', () => {
    const life = onSite();
    expect(life.refused('assess', byUnit, hostSupervisor)).toBe('not-your-side');
    expect(life.refused('assess', byHost, unitSupervisor)).toBe('not-your-side');
    expect(life.refused('assess', byUnit, researcher)).toBe('not-by-author');
    expect(placement.commands.get('assess')?.privateTo).toBe('side');
    life.run('assess', byUnit, unitSupervisor);
    expect(life.refused('assess', { ...byUnit, rating: 'insufficient' }, unitSupervisor)).toBe('already-exists');
    expect(life.refused('assess', { ...byUnit, rating: 'insufficient' }, hostSupervisor)).toBe('not-your-side');
    life.run('assess', byHost, hostSpeaker);
  });

  test('one that our office writes down says for which side; nobody assesses their own placement', () => {
    const life = onSite();
    const { personId } = life.state.researcher;
    expect(life.refused('assess', { ...byUnit, personId })).toBe('not-by-author');
    const [event] = life.run('assess', { ...byHost, personId: 'person-engineer' });
    expect(event?.data).toMatchObject({ personId: 'person-engineer', onBehalfOfOrgId: enterprise });
    const [own] = life.run('assess', byUnit, unitSupervisor);
    expect(own?.data).not.toHaveProperty('onBehalfOfOrgId');
  });

  test('what one side gave is told to the other when both have', () => {
    const life = onSite();
    const first = life.run('assess', byHost, hostSupervisor);
    expect(first.map((event) => event.type)).toEqual(['sideAssessed']);
    const second = life.run('assess', byUnit, unitSupervisor);
    expect(second.map((event) => event.type)).toEqual(['sideAssessed', 'assessmentsExchanged']);
    expect(second.at(-1)?.data).toEqual({ ratings: { unit: 'good', host: 'excellent' } });
  });

  test('with the result they make the stage assessed, in any order; its follow-ups end', () => {
    const life = onSite();
    life.live('2027-02-16');
    life.run('recordResult', solved, researcher);
    life.run('assess', byUnit, unitSupervisor);
    expect(life.state.stage).toBe('on-site');
    life.run('assess', byHost, hostSupervisor);
    expect(life.state.stage).toBe('assessed');
    expect(ending(life)).toEqual(['placement-renewal']);
    expect(life.card.path.map((step) => step.state)).toEqual(['done', 'done', 'done', 'done', 'current']);
  });

  test('a problem that is not solved is explained; who is placed elsewhere does not say so', () => {
    const life = onSite();
    const stranger = { ...researcher, personId: 'person-7', postIds: [] };
    expect(life.refused('recordResult', solved, stranger)).toBe('not-your-placement');
    life.run('recordResult', { problem: 'explained', text: text('no funds') }, researcher);
    expect(life.state.assessment.result).toBe('explained');
  });

  test('S56, S58, S59: what it led to is recorded with its kind, and a project with its plan', () => {
    const life = onSite();
    life.run('recordYield', { kind: 'project', planId: 'plan-2' }, researcher);
    life.run('recordYield', { kind: 'application', planId: 'plan-2', applicationId: 'application-1' }, researcher);
    life.run('recordYield', { kind: 'training', what: text('two engineers') });
    life.run('recordYield', { kind: 'transformation' });
    life.run('recordYield', { kind: 'transformation' });
    expect(life.state.assessment.yields).toEqual(['project', 'application', 'training', 'transformation']);
    expect(life.refused('recordYield', { kind: 'application', applicationId: 'application-1' })).toBe('shape-invalid');
  });
});

describe('the renewal question', () => {
  test('is asked of our coordinator 60 working days before the end, and its date is the end', () => {
    const life = onSite();
    const told = life.live('2026-12-31').filter(({ followUpId }) => followUpId === 'placement-renewal.placement-1');
    expect(told.map(({ on, kind, to: reader }) => [on, kind, reader])).toEqual([
      ['2026-12-07', 'reminder', { postId: 'post-coordinator' }],
    ]);
    expect(life.state.followUps['placement-renewal.placement-1']?.dueOn).toBe(to);
  });

  test('renewed: a new end, new days to agree, and both sides asked again then', () => {
    const life = onSite();
    life.live('2027-02-16');
    life.run('assess', byUnit, unitSupervisor);
    expect(life.refused('decideRenewal', { decision: 'renew' })).toBe('shape-invalid');
    expect(life.refused('decideRenewal', { decision: 'end', toOn: '2028-03-01' })).toBe('shape-invalid');
    expect(life.refused('decideRenewal', { decision: 'renew', toOn: to })).toBe('ends-before-starts');
    life.run('decideRenewal', { decision: 'renew', toOn: '2028-03-01' }, director);
    expect(life.state.period.toOn).toBe('2028-03-01');
    expect(life.open.filter((kind) => !['placement-log', 'placement-missed-log'].includes(kind))).toEqual([
      'placement-days',
      'placement-renewal',
      'placement-result',
    ]);
    expect(life.state.followUps['placement-renewal.placement-1']?.dueOn).toBe('2028-03-01');
    expect(life.state.assessment).toMatchObject({ askedOn: null, by: {}, renewal: 'renew' });
    life.live('2028-02-20');
    expect(life.open.filter((kind) => kind === 'placement-assessment')).toHaveLength(2);
  });

  test('ended: the next batch is a dated task of the coordinator, not after the end', () => {
    const life = onSite();
    life.live('2026-12-08');
    life.run('decideRenewal', { decision: 'end' });
    expect(life.state.followUps['placement-next-batch.placement-1']).toMatchObject({
      ownerPostId: 'post-coordinator',
      dueOn: '2027-02-02',
    });
    const late = onSite();
    late.live('2027-02-16');
    late.run('decideRenewal', { decision: 'end' });
    expect(late.state.followUps['placement-next-batch.placement-1']?.dueOn).toBe(to);
    expect(late.refused('selectNextBatch', {})).toBe('shape-invalid');
    late.run('selectNextBatch', { placementIds: ['placement-2'] });
    expect(late.open).not.toContain('placement-next-batch');
    expect(late.refused('selectNextBatch', { nobodyBecause: text('no need') })).toBe('wrong-state');
  });
});

describe('fulfilled', () => {
  const fulfilled = { outcome: 'fulfilled', reason: text('done') };
  function assess(life: PlacementLife): PlacementLife {
    life.run('assess', byUnit, unitSupervisor);
    life.run('assess', byHost, hostSupervisor);
    life.run('recordResult', solved, researcher);
    return life;
  }

  test('needs the days of the scheme: refused with the rule, its source and the figures', () => {
    const life = assess(atEnd(year.slice(0, 119)));
    expect(life.refused('closePlacement', fulfilled)).toBe('below-minimum');
    const basis = { rule: 'min-days-a-year', source: 'CX3' };
    expect(life.decide('closePlacement', fulfilled)).toMatchObject({ basis });
    expect(life.why('closePlacement', fulfilled)).toBe(
      '59.5 of 60 days from 2026-03-02 to 2027-03-01 (rule min-days-a-year of shandong, source CX3).',
    );
    expect(life.refused('closePlacement', { ...fulfilled, outcome: 'lapsed' })).toBeNull();
  });

  test('or a waiver with a name and a reason, by somebody else than who asks', () => {
    const life = assess(atEnd(year.slice(0, 119)));
    const waiver = { approverPersonId: 'person-director', reason: text('was ill') };
    expect(life.refused('closePlacement', { ...fulfilled, waiver }, director)).toBe('not-by-author');
    life.run('closePlacement', { ...fulfilled, waiver });
    expect(life.events.at(-1)?.data).toMatchObject({ waiver, service: { days: 59.5 } });
  });

  test('needs both assessments, the result and who goes next', () => {
    const life = atEnd();
    expect(life.refused('closePlacement', fulfilled)).toBe('exit-criteria-unmet');
    expect(life.why('closePlacement', fulfilled)).toMatch(/home unit.*host.*problem/);
    assess(life);
    life.run('decideRenewal', { decision: 'end' });
    expect(life.why('closePlacement', fulfilled)).toBe('Nobody has said who goes next.');
    life.run('selectNextBatch', { nobodyBecause: text('the plant moved') });
    life.run('closePlacement', fulfilled);
    expect([life.state.status, life.open]).toEqual(['closed', []]);
  });

  test('says what a certificate of service says: from when to when, how many days, how many the host confirmed', () => {
    const life = assess(atEnd());
    life.run('confirmPresence', { periodId: 'period-1' });
    life.run('closePlacement', fulfilled);
    const days = life.state.log.marks;
    expect(life.events.at(-1)?.data['service']).toEqual({
      fromOn: '2026-03-03',
      toOn: '2027-02-11',
      days: Object.values(days).join('').replaceAll('.', '').length / 2,
      confirmedDays: 3,
      scheme: 'shandong',
    });
  });

  test('cannot be what was never on site', () => {
    expect(booked(year).refused('closePlacement', fulfilled)).toBe('stage-not-allowed');
  });
});

describe('welfare notes', () => {
  test('are for the own unit alone: kept under its name, and never entered by the host', () => {
    const life = onSite();
    const note = { note: text('misses home') };
    // Not even the office that keeps the agreement reads it, where that is another unit (api/principal.ts).
    expect(placement.commands.get('noteWelfare')?.privateTo).toBe('unit-only');
    expect(life.refused('noteWelfare', note, hostSupervisor)).toBe('not-your-side');
    const [event] = life.run('noteWelfare', note, coordinator);
    expect(event?.data).toEqual(note);
    expect(JSON.stringify(life.state)).not.toContain(note.note);
  });
});
