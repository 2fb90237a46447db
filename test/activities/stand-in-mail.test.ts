import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import ICAL from 'ical.js';
import type { RecordedEvent } from '../../domain/decider.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { candidateActor, coveredBy, ill, week } from '../domain/placement/healing-life.ts';
import { booked, ref, researcherId, system, text } from '../domain/placement/life.ts';
import type { PlacementLife } from '../domain/placement/life.ts';
import { agreementId, startWorld } from './postbox-world.ts';
import type { World } from './postbox-world.ts';

/** What whoever stands in finds in their mail and calendar, and what the researcher does. */

let world: World;
let written = 0;
beforeAll(async () => {
  world = await startWorld();
  const own = { nameKey: 'researcher', nameZh: '研究员', email: 'researcher@example.org' };
  await world.db.person.create({ data: { id: researcherId, organisationId: 'org-zzuet', ours: true, ...own } });
}, 60_000);
afterAll(() => world.stop());
beforeEach(async () => {
  await world.clear();
  await world.followUp('commitment', 'commitment-1');
  written = 0;
});

/** Writes the snapshot, and what people are told of meetings since the last time, as the recorder does. */
async function record(life: PlacementLife): Promise<void> {
  const head = await world.db.entity.findUniqueOrThrow({ where: { id: agreementId } });
  const { state } = life;
  const row = { ...head, card: {}, page: {}, clock: {}, kind: 'placement', state: json(state), stage: state.stage };
  const own = { ...row, id: ref.id, agreementId, closed: state.status === 'closed', seq: life.events.length };
  await world.db.entity.upsert({ where: { id: ref.id }, create: own, update: own });
  const fresh = life.events.slice(written);
  written = life.events.length;
  await world.db.notice.createMany({ data: fresh.flatMap(noticesOf) });
}
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what goes through JSON is JSON
const json = (value: object): Prisma.InputJsonValue => JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;

const noticesOf = ({ seq, at, notify = [] }: RecordedEvent) =>
  notify.flatMap(({ to, kind, facts }, index) =>
    kind === 'meeting' && 'personId' in to
      ? [{ id: `${ref.id}/${seq}/${index}`, entityId: ref.id, agreementId, seq, kind, facts: json(facts), at, ...to }]
      : [],
  );

/** The next mail of somebody: its words, and what their calendar reads. */
async function nextMail(life: PlacementLife, name: string) {
  const sent = await world.postbox().sendMail({ personId: `person-${name}`, at: life.at });
  if (sent.outcome !== 'sent') return null;
  const [mail] = world.arrived();
  const { mime } = await world.db.mail.findFirstOrThrow({
    where: { kind: 'meeting' },
    orderBy: { realSentAt: 'desc' },
  });
  const source = Buffer.from(mime).toString('utf8');
  const file = /filename=invitation\.ics\r\n[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(source)?.[1] ?? '';
  const calendar = new ICAL.Component(ICAL.parse(Buffer.from(file, 'base64').toString('utf8')));
  const component = calendar.getFirstSubcomponent('vevent');
  if (!component) throw new Error('no event');
  const event = new ICAL.Event(component);
  const days = [];
  const each = event.iterator();
  for (let next = each.next(); next && days.length < 400; next = each.next()) days.push(next.toString().slice(0, 10));
  const { uid, sequence } = event;
  return {
    subject: mail?.subject,
    text: mail?.text ?? '',
    method: calendar.getFirstPropertyValue('method'),
    uid,
    sequence,
    days,
  };
}

const pause = (life: PlacementLife): RecordedEvent[] =>
  life.run(
    'pausePlacement',
    { untilOn: '2026-03-31', reason: text('move'), approverPersonId: 'person-director' },
    system,
  );

describe('whoever stands in', () => {
  test('is asked to the days, and hears in one mail at which enterprise and on which days they need not come any more', async () => {
    const life = booked();
    coveredBy(life, 'liaison');
    await record(life);
    const asked = await nextMail(life, 'liaison');
    expect(asked).toMatchObject({ method: 'REQUEST', sequence: 0, days: ['2026-03-10', '2026-03-12'] });
    expect(asked?.uid).toBe(`${ref.id}.stand-in-1@example.org`);
    const links = await world.db.link.findMany({ where: { personId: 'person-liaison' }, orderBy: { action: 'asc' } });
    expect(links.map(({ action }) => action)).toEqual(['cannot-come', 'preferences']);
    expect(asked?.text).toContain('You stand in on the days below');
    expect(asked?.text).toContain('Your days: 10 March, 12 March');
    expect(asked?.text).toContain('Where: Zhengzhou University');
    pause(life);
    await record(life);
    const off = await nextMail(life, 'liaison');
    expect(off).toMatchObject({ method: 'CANCEL', sequence: 1, uid: asked?.uid });
    expect(off?.text).toContain('You need not keep the days below any more');
    expect(off?.text).toContain('Not needed any more: 10 March, 12 March');
    expect(off?.text).toContain('Where: Zhengzhou University');
    expect(await nextMail(life, 'liaison')).toBeNull();
  });

  test('in Chinese; part of the days, and also before the invitation has gone out', async () => {
    const life = booked();
    coveredBy(life, 'owner');
    ill(life, { personId: 'person-owner', fromOn: '2026-03-12', untilOn: '2026-03-12' }, candidateActor('owner'));
    await record(life);
    const left = await nextMail(life, 'owner');
    expect(left).toMatchObject({ method: 'REQUEST', sequence: 1, days: ['2026-03-10'] });
    expect(left?.text).toContain('您的日程：3月10日');
    expect(left?.text).toContain('无需再到岗：3月12日');
    const unheard = booked();
    coveredBy(unheard, 'liaison');
    pause(unheard);
    written = 0;
    await world.db.notice.deleteMany({});
    await record(unheard);
    expect(await nextMail(unheard, 'liaison')).toMatchObject({ method: 'CANCEL', sequence: 1 });
    expect(await nextMail(unheard, 'liaison')).toBeNull();
  });
});

test('the researcher’s calendar has none of the days that somebody else keeps', async () => {
  const life = booked();
  await record(life);
  const before = await nextMail(life, 'researcher');
  expect(before?.days.slice(0, 4)).toEqual(['2026-03-03', '2026-03-05', '2026-03-10', '2026-03-12']);
  coveredBy(life, 'owner', {}, week);
  await record(life);
  const after = await nextMail(life, 'researcher');
  expect(after).toMatchObject({ method: 'REQUEST', uid: before?.uid });
  expect(after?.sequence).toBeGreaterThan(before?.sequence ?? 0);
  expect(after?.days.slice(0, 4)).toEqual(['2026-03-03', '2026-03-05', '2026-03-17', '2026-03-19']);
  expect(await nextMail(life, 'researcher')).toBeNull();
});
