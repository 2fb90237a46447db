import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isRefusal } from '../../../domain/decider.ts';
import type { Actor, NoticeDraft } from '../../../domain/decider.ts';
import { placement } from '../../../domain/placement/index.ts';
import { isKnownToHost, isWilling } from '../../../domain/placement/acceptance.ts';
import { storedText } from '../../../domain/text.ts';
import {
  accepted,
  college,
  coordinator,
  enterprise,
  hostSpeaker,
  hostSupervisor,
  open,
  posts,
  researcher,
  researcherId,
  says,
  text,
  unitSpeaker,
} from './life.ts';
import type { PlacementLife } from './life.ts';

const noticedPosts = (notices: readonly NoticeDraft[]) =>
  notices.map(({ to }) => ('postId' in to ? to.postId : to.personId));
const told = (life: PlacementLife) => noticedPosts(life.events.flatMap(({ notify }) => notify ?? []));
const ofPerson = (answer: 'yes' | 'no' = 'yes', more: object = {}) => says(researcherId, answer, more);
const ofUnit = (answer: 'yes' | 'no' = 'yes', more: object = {}) => says('person-college', answer, more);
const ofHost = (answer: 'yes' | 'no' = 'yes', more: object = {}) => says('person-enterprise', answer, more);

describe('Three sides accept one after the other', () => {
  test('the researcher, the home unit, the enterprise: each is asked when the one before has said yes', () => {
    const life = open();
    life.run('answerForPerson', ofPerson(), researcher);
    expect(life.open).toEqual(['placement-consent']);
    life.run('answerForUnit', ofUnit(), unitSpeaker);
    expect(life.open).toEqual(['placement-host-answer']);
    life.run('answerForHost', ofHost(), hostSpeaker);
    expect(life.state.stage).toBe('accepted');
    expect(life.open).toEqual(['placement-days', 'placement-document', 'placement-terms']);
    expect(told(life)).toEqual([posts.researcher, posts.unit, posts.host]);
  });

  test('the supervisor of the enterprise may answer for it, and the coordinator for any of them, which the record says', () => {
    const life = open();
    const [said] = life.run('answerForPerson', ofPerson('yes', { how: 'phone' }));
    expect(said?.data).toMatchObject({ side: 'person', how: 'phone', onBehalfOfOrgId: college });
    life.run('answerForUnit', ofUnit());
    const [own] = life.run('answerForHost', says('person-host-supervisor'), hostSupervisor);
    expect(own?.data).not.toHaveProperty('onBehalfOfOrgId');
    expect(life.state.stage).toBe('accepted');
  });

  test('a unit that consents to every placement of this person is not asked again, and the record says why', () => {
    const life = open({}, { unitConsents: 'yes' });
    const events = life.run('answerForPerson', ofPerson(), researcher);
    expect(events.map(({ type, data }) => [type, data['side'], data['isGeneral']])).toContainEqual([
      'placementAnswered',
      'unit',
      true,
    ]);
    expect(life.open).toEqual(['placement-host-answer']);
  });

  test('the person says no: it is over, nobody but the home unit has the reason, and nobody else was told anything', () => {
    const life = open();
    const events = life.run('answerForPerson', ofPerson('no', { reason: text('family') }), researcher);
    expect(life.state).toMatchObject({ status: 'closed', outcome: 'refused' });
    expect(events.map(({ type }) => type)).toEqual(['placementAnswered', 'followUpClosed', 'placementClosed']);
    expect(events.at(-1)?.data).not.toHaveProperty('reason');
    expect(told(life)).toEqual([posts.researcher]);
    expect(life.card.partyIds).not.toContain(enterprise);
  });

  test.each([
    ['unit', 'answerForUnit', ofUnit('no'), unitSpeaker, 'placement-consent'],
    ['host', 'answerForHost', ofHost('no'), hostSpeaker, 'placement-host-answer'],
  ] as const)('a no of the %s is the coordinator’s to go on with', (side, name, data, by, question) => {
    const life = open();
    life.run('answerForPerson', ofPerson(), researcher);
    if (side === 'host') life.run('answerForUnit', ofUnit(), unitSpeaker);
    life.run(name, data, by);
    expect([life.state.status, life.open]).toEqual(['open', ['placement-other']]);
    expect(life.refused(name, { ...data, answer: 'yes' }, by)).toBe('wrong-state');
    life.run('askAgain', { reason: text('other months') });
    expect(life.open).toEqual([question]);
    life.run(name, { ...data, answer: 'yes' }, by);
    expect(life.state.acceptance[side]?.answer).toBe('yes');
  });

  test('an enterprise that asked for somebody by name consents to a substitute, by that command only', () => {
    const life = open({ isRequested: true, coverOf: 'agreement-2026-0001-zzuet-cnuktip.placement-9' });
    life.run('answerForPerson', ofPerson(), researcher);
    life.run('answerForUnit', ofUnit(), unitSpeaker);
    expect(life.open).toEqual(['placement-substitute']);
    expect(life.refused('answerForHost', ofHost(), hostSpeaker)).toBe('wrong-state');
    life.run('consentToSubstitute', ofHost(), hostSpeaker);
    expect(life.state.stage).toBe('accepted');
    const asked = open({ isRequested: true });
    expect(asked.refused('consentToSubstitute', ofHost(), hostSpeaker)).toBe('wrong-state');
  });

  test.each([
    ['the enterprise for the researcher', 'answerForPerson', ofPerson(), hostSpeaker, 'not-your-side'],
    ['the unit for the researcher', 'answerForPerson', ofPerson(), unitSpeaker, 'not-your-side'],
    ['the enterprise for the unit', 'answerForUnit', ofUnit(), hostSpeaker, 'not-your-side'],
    ['the researcher for the enterprise', 'answerForHost', ofHost(), researcher, 'not-your-side'],
    ['an observer', 'answerForHost', ofHost(), { id: 'x', roles: ['observer'] } satisfies Actor, 'not-permitted'],
    ['the researcher for the unit', 'answerForUnit', says(researcherId), coordinator, 'not-by-author'],
    ['somebody else as the researcher', 'answerForPerson', says('person-x'), coordinator, 'shape-invalid'],
  ])('%s cannot answer', (_who, name, data, by, code) => {
    expect(open().refused(name, data, by)).toBe(code);
  });

  test('silence is never an answer: the question climbs our ladder, and no leader hears a name before the person is willing', () => {
    const life = open();
    const heard = noticedPosts(life.live('2026-07-31'));
    expect(new Set(heard)).toEqual(new Set([posts.researcher, 'post-coordinator']));
    life.run('answerForPerson', ofPerson(), researcher);
    expect(noticedPosts(life.live('2026-09-30'))).toEqual(expect.arrayContaining([posts.unit, 'post-coordinator']));
  });
});

describe('The three-party agreement', () => {
  const signatures = { person: researcherId, unit: 'person-college', host: 'person-enterprise' };
  const file = (more: object = {}) => ({ reference: text('archive'), signedOn: '2026-03-02', signatures, ...more });

  test('is filed with who signed for each side, and ends what waited for it', () => {
    const life = accepted();
    life.run('fileAgreementDocument', file());
    expect(life.state.acceptance.documentOn).toBe('2026-03-02');
    expect(life.open).not.toContain('placement-document');
  });

  test.each([
    ['without the enterprise', { signatures: { person: researcherId, unit: 'person-college' } }, 'signature-missing'],
    ['without anybody', { signatures: {} }, 'signature-missing'],
    ['for the researcher by another', { signatures: { ...signatures, person: 'person-x' } }, 'signature-missing'],
    ['by one for two sides', { signatures: { ...signatures, host: 'person-college' } }, 'signature-missing'],
    ['with nothing to look at', { reference: undefined }, 'shape-invalid'],
    ['signed tomorrow', { signedOn: '2026-03-03' }, 'date-in-future'],
  ])('%s is none', (_what, more, code) => {
    const life = accepted();
    expect(life.refused('fileAgreementDocument', file(more))).toBe(code);
    expect(life.open).toContain('placement-document');
  });

  test('is not filed before all have accepted', () => {
    expect(open().refused('fileAgreementDocument', file())).toBe('stage-not-allowed');
  });
});

describe('Terms', () => {
  const kinds = ['allowance', 'workload-credit', 'insurance', 'travel', 'certificate'];

  test('are waited for until every one is agreed', () => {
    const life = accepted();
    life.run('setTerms', {
      organisationId: college,
      terms: kinds.slice(0, 4).map((kind) => ({ kind, privateText: text(kind), isAgreed: true })),
    });
    expect(life.open).toContain('placement-terms');
    life.run('setTerms', { terms: [{ kind: 'certificate', text: text('yearly'), isAgreed: true }] });
    expect([life.state.terms.agreed, life.open.includes('placement-terms')]).toEqual([kinds, false]);
    life.run('setTerms', { terms: [{ kind: 'travel', text: text('again') }] });
    expect(life.state.terms.agreed).not.toContain('travel');
  });

  test.each([
    ['twice the same', { terms: [1, 2].map(() => ({ kind: 'travel', text: text('x') })) }],
    ['nothing said', { terms: [{ kind: 'travel', isAgreed: true }] }],
    ['private to nobody', { terms: [{ kind: 'travel', privateText: text('x') }] }],
    ['private to a stranger', { organisationId: 'org-x', terms: [{ kind: 'travel', privateText: text('x') }] }],
  ])('%s is refused', (_what, data) => {
    expect(accepted().refused('setTerms', data)).toBe('shape-invalid');
  });
});

const anyAnswer = fc.record({
  name: fc.constantFrom('answerForPerson', 'answerForUnit', 'answerForHost', 'consentToSubstitute', 'askAgain'),
  by: fc.constantFrom(coordinator, researcher, unitSpeaker, hostSpeaker, hostSupervisor),
  personId: fc.constantFrom(researcherId, 'person-college', 'person-enterprise'),
  answer: fc.constantFrom<'yes' | 'no'>('yes', 'yes', 'no'),
  days: fc.integer({ min: 0, max: 20 }),
});
const anyStart = fc.record({
  isRequested: fc.boolean(),
  unitConsents: fc.constantFrom('yes', 'asked', 'unknown'),
  isCover: fc.boolean(),
});

test('whatever is answered by whom, in whatever order: nobody hears before their turn, and nothing is silent', () => {
  fc.assert(
    fc.property(anyStart, fc.array(anyAnswer, { minLength: 3, maxLength: 30 }), ({ isCover, ...start }, answers) => {
      const cover = isCover ? { coverOf: 'agreement-2026-0001-zzuet-cnuktip.placement-9' } : {};
      const life = open({ isRequested: start.isRequested, ...cover }, { unitConsents: start.unitConsents });
      for (const { name, by, days, ...data } of answers) {
        const spec = placement.commands.get(name);
        const body = name === 'askAgain' ? { reason: text('again') } : data;
        const parsed = spec?.schema(storedText).parse(body);
        const decision = placement.decide(life.state, name, parsed, { at: life.at, actor: by });
        const wasWilling = isWilling(life.state);
        if (!isRefusal(decision)) life.record(decision, by.id);
        // What the enterprise or a leader could read of: notices, whose turn it is, and the parties of its face.
        const { state } = life;
        const heard = new Set(told(life));
        if (!wasWilling && !isWilling(state)) {
          for (const post of [posts.unit, posts.host, posts.hostSupervisor, 'post-leader']) {
            expect(heard).not.toContain(post);
          }
        }
        if (!isKnownToHost(state)) expect(heard).not.toContain(posts.host);
        expect(life.card.partyIds.includes(enterprise)).toBe(isKnownToHost(state));
        if (state.acceptance.host) expect(isKnownToHost(state)).toBe(true);
        if (state.acceptance.unit) expect(isWilling(state)).toBe(true);
        expect(state.stage === 'accepted').toBe(state.acceptance.host?.answer === 'yes');
        expect(state.status === 'closed').toBe(state.acceptance.person?.answer === 'no');
        if (state.status === 'closed') return;
        expect(life.open.length).toBeGreaterThan(0);
        if (days > 0) {
          const on = new Date(Date.parse(life.at) + days * 86_400_000).toISOString().slice(0, 10);
          life.live(on);
        }
      }
    }),
    { numRuns: 100 },
  );
});
