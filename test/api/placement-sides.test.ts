import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readEvents } from '../../api/dossier.ts';
import { ownerOf } from '../../api/entity-commands.ts';
import { checkOwnSide } from '../../api/own-side.ts';
import type { Principal } from '../../api/principal.ts';
import { Problem } from '../../api/problem.ts';
import { checkSpeakers } from '../../api/side-people.ts';
import { placement } from '../../domain/placement/index.ts';
import { connectDatabase } from '../../prisma/client.ts';
import type { Database } from '../../prisma/client.ts';
import {
  agreementId,
  college,
  enterprise,
  hostSupervisor,
  posts,
  ref,
  researcherId,
  text,
  unitSupervisor,
} from '../domain/placement/life.ts';
import { onSite } from '../domain/placement/site-life.ts';
import { startTestPostgres } from '../support/postgres.ts';
import { entityRow } from './placement-rows.ts';

/** What each side of a placement says for itself, and what it reads of the other: on rows as the recorder writes them. */

let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
let db: Database;
const life = onSite();
const other = 'org-other-college';
const officeUnit = 'org-office';

const principal = (organisationId: string, isOurs: boolean, roles: Principal['roles']): Principal => ({
  id: `person-of-${organisationId}`,
  personId: `person-of-${organisationId}`,
  postIds: [],
  organisationId,
  unitIds: [organisationId],
  isOurs,
  roles,
});
const host = principal(enterprise, false, ['liaison', 'owner', 'confirmer']);
const unit = principal(college, true, ['owner']);
const otherUnit = principal(other, true, ['owner', 'liaison']);
const office = principal(officeUnit, true, ['coordinator']);

beforeAll(async () => {
  postgres = await startTestPostgres();
  db = connectDatabase(postgres.url);
  life.run('assess', { side: 'host', rating: 'insufficient', text: text('host words') }, hostSupervisor);
  life.run('noteWelfare', { note: text('welfare') });
  await store();
}, 120_000);
afterAll(async () => {
  await db.$disconnect();
  await postgres.stop();
});

async function store(): Promise<void> {
  const at = new Date(life.at);
  await db.entity.create({ data: entityRow(life, { agreementId, homeUnitId: officeUnit }) });
  await db.event.createMany({
    data: life.events.map(({ seq, type, about, by, data }) => ({
      entityId: ref.id,
      seq,
      type,
      at,
      by,
      aboutKind: about?.kind ?? null,
      aboutId: about?.id ?? null,
      data: JSON.parse(JSON.stringify(data)),
    })),
  });
  await db.text.createMany({
    data: [
      { id: text('host words'), entityId: ref.id, ownerPartyId: enterprise, content: 'Weak', writtenBy: 'x', at },
      {
        id: text('welfare'),
        entityId: ref.id,
        ownerPartyId: `only:${college}`,
        content: 'Homesick',
        writtenBy: 'x',
        at,
      },
    ],
  });
}

const refused = async (by: Principal, name: string, data: object = {}): Promise<string> =>
  checkOwnSide(db, by, { name, entityId: ref.id, data }).then(
    () => 'may',
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  );

describe('an enterprise says what is its own to say', () => {
  test.each(['logDays', 'correctLog', 'settleDays', 'recordResult', 'recordYield', 'noteWelfare'])(
    'and not: %s',
    async (name) => {
      expect(await refused(host, name)).toBe('not-your-side');
    },
  );

  test('it confirms or disputes presence and assesses for itself; another enterprise does not', async () => {
    const stranger = principal('org-competitor', false, ['confirmer']);
    for (const name of ['confirmPresence', 'disputePresence']) {
      expect(await refused(host, name)).toBe('may');
      expect(await refused(stranger, name)).toBe('not-your-side');
    }
    expect(await refused(host, 'assess', { side: 'host' })).toBe('may');
    expect(await refused(host, 'assess', { side: 'unit' })).toBe('not-your-side');
    expect(await refused(stranger, 'assess', { side: 'host' })).toBe('not-your-side');
  });

  test('our own people are not asked whose side they are on', async () => {
    expect(await refused(unit, 'logDays')).toBe('may');
  });
});

describe('what our office writes down for a side was said by somebody of that side', () => {
  const said = async (name: string, data: object, writer = 'person-clerk'): Promise<string> =>
    checkSpeakers(db, { personId: writer }, { name, entityId: ref.id, data }).then(
      () => 'may',
      (error: unknown) => (error instanceof Problem ? `${error.code} ${error.message}` : String(error)),
    );
  const by = (personId: string) => ({ personId, answer: 'yes' });

  beforeAll(async () => {
    const units = { [college]: 'org-above', 'org-above': null, [enterprise]: null, [other]: 'org-above' };
    await db.organisation.createMany({
      data: Object.entries(units).map(([id, parentId]) => ({
        id,
        parentId,
        code: id,
        nameEn: id,
        nameKeys: [id],
        kind: 'college',
        ours: id !== enterprise,
      })),
    });
    const people = { dean: college, rector: 'org-above', engineer: enterprise, stranger: other, twice: other };
    await db.person.createMany({
      data: Object.entries(people).map(([name, organisationId]) => ({
        id: `person-${name}`,
        nameEn: name,
        nameKey: name,
        organisationId,
      })),
    });
    const post = { titleEn: 'Adviser', holderId: 'person-twice' };
    await db.post.create({ data: { ...post, id: 'post-adviser', organisationId: enterprise } });
    const acting = { titleEn: 'Acting dean', holderId: 'person-acting' };
    await db.person.create({ data: { id: 'person-acting', nameEn: 'Acting', nameKey: 'acting' } });
    await db.post.create({ data: { ...acting, id: posts.unit, organisationId: other } });
  });

  test.each([
    ['answerForUnit', 'person-dean'],
    ['answerForUnit', 'person-rector'],
    ['answerForUnit', 'person-acting'],
    ['answerForHost', 'person-engineer'],
    ['consentToSubstitute', 'person-twice'],
  ])('%s: %s may', async (name, personId) => {
    expect(await said(name, by(personId))).toBe('may');
  });

  test.each([
    ['answerForUnit', 'person-engineer', college],
    ['answerForUnit', 'person-stranger', college],
    ['answerForHost', 'person-dean', enterprise],
    ['consentToSubstitute', 'person-rector', enterprise],
  ])('%s: %s is refused, and it is said whose person was expected', async (name, personId, expected) => {
    expect(await said(name, by(personId))).toMatch(new RegExp(`^person-of-another-side .*${expected}`));
  });

  test('an assessment that somebody else writes down names who of that side gives it; the side itself need not', async () => {
    expect(await said('assess', { side: 'host' })).toMatch(/^shape-invalid .*personId/);
    expect(await said('assess', { side: 'unit' }, 'person-engineer')).toMatch(/^shape-invalid .*personId/);
    expect(await said('assess', { side: 'host', personId: 'person-dean' })).toMatch(
      new RegExp(`^person-of-another-side .*${enterprise}`),
    );
    expect(await said('assess', { side: 'host', personId: 'person-engineer' })).toBe('may');
    expect(await said('assess', { side: 'host' }, 'person-engineer')).toBe('may');
    expect(await said('assess', { side: 'unit' }, 'person-dean')).toBe('may');
  });

  test('a three-party agreement is signed for each side by its own', async () => {
    const signed = (unitId: string, hostId: string) =>
      said('fileAgreementDocument', { signatures: { person: researcherId, unit: unitId, host: hostId } });
    expect(await signed('person-dean', 'person-engineer')).toBe('may');
    expect(await signed('person-dean', 'person-stranger')).toContain(enterprise);
    expect(await signed('person-engineer', 'person-engineer')).toContain(college);
  });
});

describe('what is read of it', () => {
  const scope = { id: agreementId, homeUnitId: officeUnit, partyIds: [enterprise, college] };
  const read = async (by: Principal, type: string) =>
    (await readEvents(db, ref.id, scope, by)).find((event) => event.type === type);

  test('the host’s grade is no hint for the home unit, whose own is not given yet', async () => {
    const byUnit = await read(unit, 'sideAssessed');
    expect(byUnit?.hasHiddenTexts).toBe(true);
    expect(JSON.stringify(byUnit)).not.toMatch(/insufficient|Weak/);
    expect(JSON.stringify(await read(host, 'sideAssessed'))).toMatch(/insufficient.*Weak|Weak.*insufficient/);
  });

  test('when both are given each reads the other’s grade, and its words never', async () => {
    const before = life.events.length;
    life.run('assess', { side: 'unit', rating: 'good', text: text('unit words') }, unitSupervisor);
    await db.text.create({
      data: {
        id: text('unit words'),
        entityId: ref.id,
        ownerPartyId: college,
        content: 'Sound',
        writtenBy: 'x',
        at: new Date(life.at),
      },
    });
    await db.event.createMany({
      data: life.events.slice(before).map(({ seq, type, about, by, data }) => ({
        entityId: ref.id,
        seq,
        type,
        at: new Date(life.at),
        by,
        aboutKind: about?.kind ?? null,
        aboutId: about?.id ?? null,
        data: JSON.parse(JSON.stringify(data)),
      })),
    });
    for (const by of [unit, host]) {
      expect((await read(by, 'assessmentsExchanged'))?.data).toEqual({
        ratings: { unit: 'good', host: 'insufficient' },
      });
    }
    // Beside the assessment itself too, whose words the home unit does not read.
    expect(await read(unit, 'sideAssessed')).toMatchObject({
      data: { side: 'host', rating: 'insufficient', text: null },
      hasHiddenTexts: true,
    });
    const toHost = (await readEvents(db, ref.id, scope, host)).filter(({ isWithheld }) => !isWithheld);
    expect(JSON.stringify(toHost)).not.toContain('Sound');
  });

  test('what was supplied with the proposal is read by our office alone', async () => {
    expect(JSON.stringify((await read(office, 'placementOpened'))?.data)).toContain('unitConsents');
    for (const by of [host, unit]) {
      const opened = await read(by, 'placementOpened');
      expect(JSON.stringify(opened?.data)).toContain('needIds');
      expect(JSON.stringify(opened?.data)).not.toMatch(/unitConsents|enterpriseIds|"facts"/);
    }
  });

  test('a welfare note is read by the office of the person’s own unit alone: not by the host, another unit, a colleague, or the office that keeps the agreement', async () => {
    const director = principal(college, true, ['director']);
    expect(JSON.stringify(await read(director, 'welfareNoted'))).toContain('Homesick');
    for (const by of [host, otherUnit, office, unit])
      expect(JSON.stringify(await read(by, 'welfareNoted'))).not.toContain('Homesick');
    expect((await read(host, 'welfareNoted'))?.isWithheld).toBe(true);
  });

  describe('what the home unit said of its own person', () => {
    const words = [
      ['a no of the person', 'placementAnswered', 'person', 'My mother is ill'],
      ['a no of the unit', 'placementAnswered', 'unit', 'He teaches in autumn'],
      ['the unit’s assessment', 'sideAssessed', 'unit', 'Came late to most of it'],
    ] as const;
    const said = `${agreementId}.placement-2`;
    const holding = (by: Principal, ...postIds: string[]): Principal => ({ ...by, postIds });
    const readers: Record<string, Principal> = {
      director: principal(college, true, ['director']),
      secretary: principal(college, true, ['secretary']),
      consenting: holding(unit, posts.unit),
      supervisor: holding(unit, posts.unitSupervisor),
      researcher: { ...unit, personId: researcherId },
      colleague: unit,
      leader: principal(college, true, ['leader']),
      observer: principal(college, true, ['observer']),
      'another unit': otherUnit,
      'the keeping office': office,
      enterprise: host,
      'supervisor of the enterprise': holding(host, posts.hostSupervisor),
    };

    beforeAll(async () => {
      const row = entityRow(life, { agreementId, homeUnitId: officeUnit });
      await db.entity.create({ data: { ...row, id: said } });
      for (const [index, [, type, side, content]] of words.entries()) {
        const id = text(content);
        const key = type === 'sideAssessed' ? 'text' : 'reason';
        const at = new Date(life.at);
        const data = { side, organisationId: college, answer: 'no', rating: 'sufficient', [key]: id };
        await db.event.create({ data: { entityId: said, seq: index + 1, type, at, by: 'x', data } });
        // As it was kept when every colleague could read it.
        await db.text.create({ data: { id, entityId: said, ownerPartyId: college, content, writtenBy: 'x', at } });
      }
      const migration = 'prisma/migrations/20261126222500_words_of_a_unit/migration.sql';
      await db.$executeRawUnsafe(readFileSync(migration, 'utf8'));
    });

    const readingOf = async (content: string): Promise<string[]> => {
      const found = [];
      for (const [name, by] of Object.entries(readers)) {
        const events = (await readEvents(db, said, scope, by)).filter(({ isWithheld }) => !isWithheld);
        if (JSON.stringify(events).includes(content)) found.push(name);
      }
      return found;
    };

    test.each(words)('%s is read by the office and by whoever speaks for that side', async (...row) => {
      const [, , side, content] = row;
      const speakers = side === 'person' ? ['researcher'] : ['consenting', 'supervisor'];
      expect(await readingOf(content)).toEqual(['director', 'secretary', ...speakers, 'the keeping office']);
    });

    test('and so is the grade beside it', async () => {
      expect(await readingOf('sufficient')).toEqual(
        expect.arrayContaining(['director', 'supervisor', 'the keeping office']),
      );
      const grades = (await readEvents(db, said, scope, unit)).filter(({ type }) => type === 'sideAssessed');
      expect(JSON.stringify(grades)).not.toContain('sufficient');
    });

    test.each([
      ['answerForUnit', {}, `office:${college}`],
      ['answerForPerson', {}, `office:${college}`],
      ['assess', { side: 'unit' }, `office:${college}`],
      ['noteWelfare', {}, `only:${college}`],
      ['answerForHost', {}, enterprise],
      ['assess', { side: 'host' }, enterprise],
    ])('%s %j: what is written is kept as of %s', async (name, data, owner) => {
      const spec = placement.commands.get(name);
      expect(await ownerOf(db, spec ?? {}, data, { entityId: ref.id, homeUnitId: officeUnit })).toBe(owner);
    });
  });
});
