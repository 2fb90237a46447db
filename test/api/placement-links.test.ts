import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { coveredBy } from '../domain/placement/healing-life.ts';
import { hostSupervisor, ref, researcher, text } from '../domain/placement/life.ts';
import { onSite } from '../domain/placement/site-life.ts';
import { filledIn, startPlacementWorld, ticks } from './placement-world.ts';
import type { PlacementWorld } from './placement-world.ts';

/** Days on site by the links of mails, half day by half day: the researcher logs them, the host says which are not right. */

let world: PlacementWorld;
beforeAll(async () => {
  world = await startPlacementWorld();
}, 120_000);
afterAll(() => world.stop());
beforeEach(() => world.begin());

const planned = '3am 3pm 5am 10am 10pm 12am';

/** Presses the form of a link with what is filled in. */
async function pressed(url: string, fields: Record<string, string>) {
  const { statusCode, body } = await world.press(url, filledIn(await world.page(url), fields));
  return { statusCode, body };
}

/** The last event of a kind, its texts as they were written. */
async function written(type: string): Promise<Record<string, unknown>> {
  const event = await world.api.db.event.findFirstOrThrow({ where: { type }, orderBy: { seq: 'desc' } });
  const texts = await world.api.db.text.findMany();
  const ids = new Map(texts.map(({ id, content }) => [id, content]));
  return JSON.parse(JSON.stringify(event.data), (_key, value: unknown) =>
    typeof value === 'string' ? (ids.get(value) ?? value) : value,
  ) as Record<string, unknown>;
}

describe('the researcher’s log', () => {
  const log = (fields: Record<string, string>, url?: string) =>
    (url ? Promise.resolve(url) : world.link('placement-log')).then((at) => pressed(at, fields));

  test('shows each half day that was planned in both languages, and none is ticked beforehand', async () => {
    const page = await world.page(await world.link('placement-log'));
    expect([...page.matchAll(/name="half\.([^"]+)"/g)].map(([, half]) => half)).toEqual([
      '2026-03-03/am',
      '2026-03-03/pm',
      '2026-03-05/am',
      '2026-03-10/am',
      '2026-03-10/pm',
      '2026-03-12/am',
    ]);
    expect(page).not.toMatch(/\schecked/);
    for (const words of ['Tuesday, 3 March 2026', '2026年3月3日（周二）', 'afternoon', '下午'])
      expect(page).toContain(words);
    expect(page).not.toMatch(/<script|style="/);
  });

  test('all of it is one choice and one sentence', async () => {
    expect(await log({ took: 'all', what: 'Trials on line 2.' })).toMatchObject({ statusCode: 200 });
    expect(await world.marked('logged')).toBe(planned);
    expect(await written('daysLogged')).toMatchObject({
      isFiled: true,
      days: [{ what: 'Trials on line 2.' }, {}, {}, {}, {}, {}],
    });
    expect(Object.keys((await world.state()).followUps)).toContain('placement-presence.period-1');
  });

  test('some of it is what was ticked; a half day not ticked needs no words', async () => {
    const fields = { ...ticks('3am 3pm 12am'), what: 'Trials.', 'own.2026-03-12': 'Two operators trained.' };
    expect(await log(fields)).toMatchObject({ statusCode: 200 });
    expect(await world.marked('logged')).toBe('3am 3pm 12am');
    expect((await written('daysLogged'))['days']).toEqual([
      { onDate: '2026-03-03', half: 'whole', what: 'Trials.' },
      { onDate: '2026-03-12', half: 'am', what: 'Two operators trained.\nTrials.' },
    ]);
  });

  test('none of it takes a reason', async () => {
    const url = await world.link('placement-log');
    const page = await log({ took: 'none' }, url);
    expect([page.statusCode, page.body.includes('why nothing took place')]).toEqual([422, true]);
    expect(await log({ took: 'none', what: 'The line stood still.' }, url)).toMatchObject({ statusCode: 200 });
    expect(await world.marked('logged')).toBe('');
    expect(await written('daysLogged')).toMatchObject({ days: [], nothingBecause: 'The line stood still.' });
  });

  test('a half day that was not planned is added, instead of what was or beside it', async () => {
    const extra = { 'extraOn.0': '2026-03-06', 'extraHalf.0': 'pm', 'extraWhat.0': 'The pump was changed.' };
    const fields = { took: 'some', ...ticks('5am'), ...extra, 'extraOn.1': '2026-03-07', 'extraHalf.1': 'whole' };
    expect(await log({ ...fields, what: 'Trials.' })).toMatchObject({ statusCode: 200 });
    expect(await world.marked('logged')).toBe('5am 6pm 7am 7pm');
    await world.begin();
    expect(await log({ took: 'none', ...extra })).toMatchObject({ statusCode: 200 });
    expect(await world.marked('logged')).toBe('6pm');
    expect((await written('daysLogged'))['days']).toEqual([
      { onDate: '2026-03-06', half: 'pm', what: 'The pump was changed.' },
    ]);
  });

  const wrong: [name: string, fields: Record<string, string>, sentence: string][] = [
    ['nothing chosen', { what: 'Trials.' }, 'Please tick the half days on which you were there'],
    ['all, and some ticked', { took: 'all', ...ticks('3am'), what: 'x' }, 'only some are ticked'],
    ['none, and some ticked', { took: 'none', ...ticks('3am'), what: 'x' }, 'and some are ticked'],
    ['no word of what was done', ticks('3am'), 'Please say in a sentence what was done'],
    [
      'words about a day not ticked',
      { ...ticks('3am'), what: 'x', 'own.2026-03-05': 'Trial' },
      'written about Thursday, 5 March',
    ],
    [
      'an extra day without its half',
      { took: 'all', what: 'x', 'extraOn.0': '2026-03-06' },
      'fill in the day and which half',
    ],
    [
      'an extra half without its day',
      { took: 'all', what: 'x', 'extraHalf.0': 'am' },
      'fill in the day and which half',
    ],
    [
      'an extra day of another half month',
      { took: 'all', what: 'x', 'extraOn.0': '2026-03-16', 'extraHalf.0': 'am' },
      'from Monday, 2 March 2026 to Sunday, 15 March 2026',
    ],
    [
      'a half day twice',
      { took: 'all', what: 'x', 'extraOn.0': '2026-03-03', 'extraHalf.0': 'whole' },
      'is named twice',
    ],
    ['a text that nobody sees', { took: 'all', what: '\u200B' }, 'characters that cannot be kept'],
    ['characters that cannot be kept', { took: 'all', what: 'x\u202Ey' }, 'characters that cannot be kept'],
    [
      'a page that is not of today',
      { took: 'all', what: 'x', of: '2026-03-03/am' },
      'has changed since this page was opened',
    ],
  ];
  test.each(wrong)('%s: the form comes back with all that was filled in', async (_name, fields, sentence) => {
    const url = await world.link('placement-log');
    const { statusCode, body } = await log({ ...fields, name: 'Li Ming' }, url);
    expect([statusCode, body.includes(sentence), /[\u4e00-\u9fff]/.test(body)]).toEqual([422, true, true]);
    for (const [name, value] of Object.entries(fields)) {
      const field = name === 'of' ? '' : `name="${name}"`;
      expect(body).toContain(field);
      const kept =
        { yes: `${field} value="yes"  checked`, text: `${value}</textarea>` }[name === 'what' ? 'text' : value] ??
        value;
      expect(body.replaceAll(/\s+/g, ' ')).toContain(kept.replaceAll(/\s+/g, ' '));
    }
    expect(await world.marked('logged')).toBe('');
    expect(await log({ took: 'all', what: 'Trials.' }, url)).toMatchObject({ statusCode: 200 });
  });

  test('a half day that is logged already is not asked again, nor taken twice', async () => {
    const day = { onDate: '2026-03-03', half: 'am', what: text('trial') };
    const url = await world.link('placement-log');
    const old = await world.page(url);
    await world.api.gateway.send(ref.id, {
      commandId: 'c-1',
      name: 'logDays',
      actor: researcher,
      data: { periodId: 'period-1', days: [day] },
    });
    // It is filed by that, and nothing is left to ask.
    expect((await world.press(url, filledIn(old, { took: 'all', what: 'x' }))).body).toContain('settled already');
    expect(await world.marked('logged')).toBe('3am');
  });

  test('is not for whoever reads the mail in another place', async () => {
    const url = await world.link('placement-log', { personId: 'person-host-supervisor', role: 'confirmer' });
    expect(await world.page(url)).not.toContain('<form');
    const of = filledIn(await world.page(await world.link('placement-log')), { took: 'all', what: 'x' });
    expect((await world.press(url, of)).statusCode).toBe(403);
    expect(await world.marked('logged')).toBe('');
  });
});

describe('where somebody stood in', () => {
  const wang = { personId: 'person-wang', about: 'period-1.stand-in-1' };
  beforeEach(async () => {
    const life = onSite();
    coveredBy(life, 'wang');
    await world.begin(life);
  });
  const boxes = (page: string) => [...page.matchAll(/name="half\.2026-03-([^"]+)"/g)].map(([, half]) => half);

  test('each logs by link what they kept, and the other’s link is not settled by that', async () => {
    const [own, theirs] = [await world.link('placement-log'), await world.link('placement-log', wang)];
    expect(boxes(await world.page(own))).toEqual(['03/am', '03/pm', '05/am']);
    expect(boxes(await world.page(theirs))).toEqual(['10/am', '10/pm', '12/am']);
    expect(await pressed(theirs, { took: 'all', what: 'Trials.' })).toMatchObject({ statusCode: 200 });
    expect(await world.marked('logged')).toBe('10am 10pm 12am');
    expect(Object.keys((await world.state()).followUps)).not.toContain('placement-presence.period-1');
    expect(await world.page(own)).not.toContain('settled already');
    expect(await pressed(own, { took: 'none', what: 'I was ill.' })).toMatchObject({ statusCode: 200 });
    expect(await world.marked('logged')).toBe('10am 10pm 12am');
    const asked = await world.page(await world.link('placement-presence'));
    expect(boxes(asked)).toEqual(['10/am', '10/pm', '12/am']);
  });

  test('the call of the API beside the form names the half month', async () => {
    const page = await world.page(await world.link('placement-log', wang));
    expect(page).toContain('/periods/period-1/log');
  });
});

describe('what the host says of it', () => {
  beforeEach(async () => {
    await pressed(await world.link('placement-log'), { ...ticks('3am 3pm 5am 10am'), what: 'Trials.' });
  });
  const say = async (fields: Record<string, string>, url?: string) =>
    pressed(url ?? (await world.link('placement-presence')), fields);

  test('that the days are right is one choice, and none is made beforehand', async () => {
    const page = await world.page(await world.link('placement-presence'));
    expect([...page.matchAll(/name="half\.([^"]+)"/g)]).toHaveLength(4);
    expect(page).not.toMatch(/\schecked/);
    // What it says of its own work is not told here, and no other enterprise is.
    expect(page).not.toContain('Trials.');
    expect(await say({ presence: 'right' })).toMatchObject({ statusCode: 200 });
    expect([await world.marked('confirmed'), await world.marked('logged')]).toEqual(['3am 3pm 5am 10am', '']);
  });

  test('half days are disputed one by one with a reason, the rest is confirmed in the same form', async () => {
    const why = 'They were at our other plant.';
    expect(await say({ presence: 'some', ...ticks('3pm 10am'), why })).toMatchObject({ statusCode: 200 });
    expect([await world.marked('disputed'), await world.marked('confirmed')]).toEqual(['3pm 10am', '3am 5am']);
    expect(await written('presenceDisputed')).toMatchObject({
      reason: why,
      days: [
        { onDate: '2026-03-03', half: 'pm' },
        { onDate: '2026-03-10', half: 'am' },
      ],
    });
    // Our liaison settles it, and neither side does.
    const { followUps } = await world.state();
    expect(Object.keys(followUps)).toContain('placement-dispute.period-1');
    expect(Object.keys(followUps)).not.toContain('placement-presence.period-1');
  });

  const wrong: [name: string, fields: Record<string, string>, sentence: string][] = [
    ['nothing chosen', { why: 'A word.' }, 'Please say that the days are right, or tick'],
    ['right, and some ticked', { presence: 'right', ...ticks('3am'), why: 'A word.' }, 'some are ticked as not'],
    [
      'some, and none ticked',
      { presence: 'some', why: 'A word.' },
      'Please tick the half days on which nobody was there',
    ],
    ['no reason', { presence: 'some', ...ticks('3am') }, 'Please say in a sentence how it was'],
    ['no name', { presence: 'some', ...ticks('3am'), why: 'A word.', name: '' }, 'Your name'],
  ];
  test.each(wrong)('%s: the form comes back with all that was filled in', async (_name, fields, sentence) => {
    const { statusCode, body } = await say(fields);
    expect([statusCode, body.includes(sentence)]).toEqual([422, true]);
    if (fields['why']) expect(body).toContain('A word.</textarea>');
    expect([...body.matchAll(/<input[^>]*\schecked/g)]).toHaveLength(
      Object.keys(fields).filter((name) => name.startsWith('half.') || name === 'presence').length,
    );
    expect([await world.marked('confirmed'), await world.marked('disputed')]).toEqual(['', '']);
  });

  test('days that it has not seen are not confirmed: a log that was corrected meanwhile is shown anew', async () => {
    const url = await world.link('placement-presence');
    const old = await world.page(url);
    await world.api.gateway.send(ref.id, {
      commandId: 'c-2',
      name: 'correctLog',
      actor: researcher,
      data: {
        periodId: 'period-1',
        reason: text('mistaken'),
        days: [{ onDate: '2026-03-12', half: 'am', what: text('trial') }],
      },
    });
    const page = await world.press(url, filledIn(old, { presence: 'right' }));
    expect([page.statusCode, page.body.includes('has changed since this page was opened')]).toEqual([422, true]);
    expect(page.body).toContain('half.2026-03-12/am');
    expect(await world.marked('confirmed')).toBe('');
  });

  test('a second press changes nothing, and what it said stands', async () => {
    const url = await world.link('placement-presence');
    const old = filledIn(await world.page(url), { presence: 'some', ...ticks('3am'), why: 'Not seen.' });
    await world.press(url, old);
    expect((await world.press(url, { ...old, presence: 'right' })).body).toContain('used already');
    expect(await world.marked('disputed')).toBe('3am');
  });

  test('the researcher does not answer in its place', async () => {
    const url = await world.link('placement-presence', { personId: researcher.personId ?? '' });
    const { statusCode, body } = await say({ presence: 'right' }, url);
    expect([statusCode, body.includes('The researcher does not say this')]).toEqual([409, true]);
    expect(await world.marked('confirmed')).toBe('');
    expect(await world.api.db.event.count({ where: { by: hostSupervisor.id } })).toBe(0);
  });
});
