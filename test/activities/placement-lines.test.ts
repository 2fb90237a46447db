import { expect, test } from '@jest/globals';
import { placementLines } from '../../activities/placement-lines.ts';
import { knowsResearcher } from '../../activities/placement-seats.ts';
import { changeFacts } from '../../domain/placement/change.ts';
import type { PlacementState } from '../../domain/placement/state.ts';
import { figuresOf } from '../../mail/placement-figures.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { recordingPart } from '../../api/recording-form.ts';
import { waysToRecord } from '../../api/recording.ts';
import { candidate, found, ill, says, settles } from '../domain/placement/healing-life.ts';
import { homeUnit } from '../domain/agreement/life.ts';
import { open, posts, researcher, researcherId, says as answers, text, unitSpeaker } from '../domain/placement/life.ts';
import type { PlacementLife } from '../domain/placement/life.ts';
import { booked, plannedBy, thriceAWeek } from '../domain/placement/site-life.ts';

/** Which placement a mail or a page is about, and who reads whose name. */

const named = ({ where: { id } }: { where: { id: string } }) =>
  Promise.resolve({ id, nameZh: `名 ${id}`, nameEn: `Name of ${id}`, namePinyin: `Name of ${id}`, code: id });
const directory: unknown = {
  organisation: {
    findUnique: named,
    findMany: () => Promise.resolve([{ id: 'org-b', nameZh: '乙厂', nameEn: 'Works B', namePinyin: null, code: 'b' }]),
  },
  person: { findUnique: named },
  text: { findUnique: () => Promise.resolve({ content: 'Hall 2, second line', ownerPartyId: null }) },
  researcher: { findUnique: () => Promise.resolve(null) },
};
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of the database only what the lines read
const tx = directory as Prisma.TransactionClient;

const office = homeUnit.coordinatorPostId;

function life(more: object = {}): PlacementLife {
  return booked(plannedBy(thriceAWeek, '2026-03-02', '2027-03-01'), { point: text('point'), ...more });
}

async function lines(of: PlacementLife, postId: string, followUpId?: string): Promise<string[]> {
  const f = followUpId ? of.state.followUps[followUpId] : undefined;
  const both = await placementLines(tx, { host: of.state, f }, { postId, organisationId: null });
  return both.flatMap(({ en, zh }) => [en, zh]);
}

test('the enterprise, the period, the days a year and the point; the name only to who may know it', async () => {
  const of = life();
  const [en, zh] = await lines(of, office);
  expect(en).toMatch(
    /^The placement: Name of org-.*, researcher .*2 March 2026 to 1 March 2027, 60 days a year, at “Hall 2/,
  );
  expect(zh).toMatch(/^派驻：名 org-.*，研究人员.*，2026年3月2日至2027年3月1日，每年 60 天，派驻点“Hall 2/);
  expect((await lines(of, posts.host))[0]).toMatch(/researcher/);
  const [toCandidate] = await lines(of, 'post-wang');
  expect(toCandidate).toMatch(/org-.*60 days a year/);
  expect(toCandidate).not.toMatch(/researcher/);
});

test('a leader and the unit know who is meant once the person is willing, the enterprise once the unit has consented, others never', () => {
  const { state } = life();
  const yes = { answer: 'yes' as const, on: '2026-03-02' };
  const no = { answer: 'no' as const, on: '2026-03-02' };
  const after = (said: object) => ({
    ...state,
    stage: 'proposed' as const,
    acceptance: { person: null, unit: null, host: null, documentOn: null, ...said },
  });
  const who = [office, homeUnit.leaderPostId, posts.unit, posts.host, posts.hostSupervisor, 'post-else'];
  const known = (s: PlacementState) => who.map((postId) => knowsResearcher(s, postId));
  expect(known(after({}))).toEqual([true, false, false, false, false, false]);
  expect(known(after({ person: no }))).toEqual([true, false, false, false, false, false]);
  expect(known(after({ person: yes }))).toEqual([true, true, true, false, false, false]);
  expect(known(after({ person: yes, unit: no }))).toEqual([true, true, true, false, false, false]);
  expect(known(after({ person: yes, unit: yes }))).toEqual([true, true, true, true, true, false]);
  expect(known(after({ person: yes, unit: yes, host: no }))).toEqual([true, true, true, true, true, false]);
  expect(known(state)).toEqual([true, true, true, true, true, false]);
});

test('a question that was handed to another post of the enterprise names the researcher there, and to no other party', () => {
  const asked = open();
  asked.run('answerForPerson', answers(researcherId), researcher);
  asked.run('answerForUnit', answers('person-college'), unitSpeaker);
  const f = asked.state.followUps['placement-host-answer.placement-1'];
  if (!f) throw new Error('it is not asked');
  const handed = { ...f, ownerPostId: 'post-else' };
  expect(knowsResearcher(asked.state, 'post-else', handed)).toBe(true);
  expect(knowsResearcher(asked.state, 'post-else', { ...handed, sideOrgId: 'org-competitor' })).toBe(false);
});

test('who is asked to stand in reads the days; the enterprise who it is; the office how many are open', async () => {
  const of = life({ isRequested: true });
  ill(of);
  found(of, candidate('wang'));
  const figures = (id: string) => {
    const f = of.state.followUps[id];
    return f ? figuresOf('en', of.state, f, of.at) : 'not open';
  };
  expect(figures('cover-request.candidate-1')).toBe('The days: 10 March, 12 March (morning).');
  expect(figures('placement-cover.cover-1')).toBe(
    '1.5 days are open, the first on 10 March 2026, the last on 12 March 2026.',
  );
  says(of, 'wang', 'yes');
  expect(figures('cover-consent.cover-1')).toBe('The days: 10 March, 12 March (morning).');
  expect(await lines(of, posts.host, 'cover-consent.cover-1')).toContainEqual(
    expect.stringMatching(/^Who stands in: .*person-wang/),
  );
});

test('once the days are kept by somebody else the other sides read by whom, and nobody who did not know the researcher', async () => {
  const of = life();
  ill(of);
  found(of, candidate('wang'));
  says(of, 'wang', 'yes');
  const events = settles(of);
  const told = events.flatMap(({ notify = [] }) => notify).filter(({ kind }) => kind === 'placement-changed');
  const change = changeFacts.parse(told[0]?.facts);
  expect(change).toMatchObject({ change: 'covered', standInId: 'person-wang' });
  const read = async (postId: string) =>
    (await placementLines(tx, { host: of.state, f: undefined, change }, { postId, organisationId: null })).map(
      ({ en }) => en,
    );
  expect(await read(posts.host)).toContainEqual(expect.stringMatching(/^Who stands in: .*person-wang/));
  expect((await read('post-else')).join()).not.toContain('wang');
});

test('the page for it asks yes or no, and neither is preselected', () => {
  const now = {
    entityKind: 'placement' as const,
    about: { kind: 'cover', id: 'cover-1' },
    todayOn: '2026-03-04',
    homeUnitId: 'org-office',
    partnerId: 'org-partner',
    partnerPersonId: 'person-partner',
    partnerPostId: 'post-partner',
    personId: 'person-reader',
    language: 'en' as const,
  };
  const recording = {
    ways: waysToRecord('cover-consent', now),
    role: 'owner',
    address: '/v1',
    people: [],
    coordinator: { en: 'C', zh: '协' },
    todayOn: '2026-03-04',
  };
  const page = recordingPart('en', recording, { values: {}, codeSentTo: null }).toString();
  expect(page).toMatch(/<option value="" +selected>/);
  expect(page).toMatch(/<option value="yes" *>/);
});

test('a limit that stood in the way is told to the office alone, with rule, source and what can be done', async () => {
  const of = life();
  of.run('planDays', { pattern: [{ weekday: 1, half: 'am' }], underMinimumReason: text('x') });
  const cap = { rule: 'half-days-a-week', source: 'profile of the researcher', value: 2, enterpriseIds: ['org-b'] };
  const settle = (result: object) =>
    of.run('settleBooking', { round: of.state.booking.round, result }, { id: 'system', roles: ['system'] });
  settle({ cap: { ...cap, weekOn: '2026-03-09', halfDays: 4 } });
  const [, , en, zh] = await lines(of, office, 'placement-clash.placement-1');
  expect(en).toMatch(
    /^4 half days in the week of .*, and 2 were declared \(half-days-a-week, profile of the researcher\)/,
  );
  expect(en).toContain('beyondDeclaredReason');
  expect(zh).toMatch(/共 4 个半天，超出本人申报的 2 个（规则 half-days-a-week/);
  expect(await lines(of, posts.host, 'placement-clash.placement-1')).toHaveLength(2);
});
