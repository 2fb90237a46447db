import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { viewLink } from '../../api/link-view.ts';
import { found, candidate, ill, says as coverSays } from '../domain/placement/healing-life.ts';
import { accepted, enterprise, open, posts } from '../domain/placement/life.ts';
import { researcher, researcherId, says, text, unitSpeaker, college } from '../domain/placement/life.ts';
import type { PlacementLife } from '../domain/placement/life.ts';
import { day, plan, plannedBy, thriceAWeek } from '../domain/placement/site-life.ts';
import { startPlacementMails } from './placement-letters-world.ts';
import type { PlacementMail, PlacementMails } from './placement-letters-world.ts';
import { agreementId } from './postbox-world.ts';

/** What people read of a placement: what they are asked, about whom and what for; where the days are, who comes and how many. */

let mails: PlacementMails;
beforeAll(async () => {
  mails = await startPlacementMails();
}, 60_000);
afterAll(() => mails.stop());

const purpose = 'To make the hydrogenation selective.';
const secret = 'catalyst-canary';
const proposal = { purpose: text('purpose'), point: text('point'), needIds: ['need-1'] };

beforeEach(async () => {
  await mails.clear();
  await mails.write(text('purpose'), purpose);
  await mails.write(text('point'), 'Gate 2');
  await mails.write(text('secret'), secret, enterprise);
  const { db } = mails.world;
  const need = { needId: 'need-1', partyId: enterprise, class: 'process-upgrading', termIds: ['term-catalysis'] };
  await db.event.create({
    data: {
      entityId: agreementId,
      seq: 900,
      type: 'needRecorded',
      aboutKind: 'need',
      aboutId: 'need-1',
      at: new Date(0),
      by: 'x',
      data: { ...need, shortcoming: text('secret'), expectedProject: text('secret') },
    },
  });
  await db.researcher.deleteMany();
  const known = { homeUnitId: college, languages: ['en'], halfDaysAWeek: 4, text: 'own words about the work' };
  await db.researcher.createMany({
    data: [
      { ...known, personId: researcherId, postId: posts.researcher, level: 'associate', termIds: ['term-dyes'] },
      { ...known, personId: 'person-owner', postId: 'post-owner', level: 'professor', termIds: ['term-hydrogenation'] },
    ],
  });
});

async function mailTo(life: PlacementLife, name: string): Promise<PlacementMail> {
  await mails.record(life);
  const mail = await mails.next(life, `person-${name}`);
  if (!mail) throw new Error(`no mail to ${name}`);
  return mail;
}

/** What the page of a link says of the placement, in both languages. */
async function pageOf(mail: PlacementMail, action: string, at: string): Promise<string> {
  const id = mail.links.find((link) => link.action === action)?.id ?? '';
  const view = await viewLink(mails.world.db, id, at);
  return (view?.matter.placement ?? []).flatMap(({ en, zh }) => [en, zh]).join('\n');
}

describe('whoever is asked reads what it is for', () => {
  test('the person: purpose, class of the need, skills wanted, days a year, point, and that they were asked for by name', async () => {
    const life = open({ ...proposal, isRequested: true });
    const mail = await mailTo(life, 'researcher');
    expect(mail.text).toContain('60 days a year, at “Gate 2”');
    expect(mail.text).toContain(`What it is for: “${purpose}”`);
    expect(mail.text).toContain('The need of the enterprise: Process upgrading (wanted: catalysis).');
    expect(mail.text).toContain('The enterprise asked for you by name.');
    const page = await pageOf(mail, 'record', life.at);
    expect(page).toContain(`派驻目的：“${purpose}”`);
    expect(page).toContain('企业需求：工艺改造升级（所需专长：催化）。');
    expect(page).toContain('企业点名希望您前往。');
    expect(`${mail.text}${page}`).not.toContain(secret);
  });

  test('the unit: the same, and who it is', async () => {
    const life = open({ ...proposal, isRequested: true });
    life.run('answerForPerson', says(researcherId), researcher);
    await mails.reads('person-college', 'zh-CN');
    const mail = await mailTo(life, 'college');
    expect(mail.text).toContain('研究人员王红');
    expect(mail.text).toContain(`派驻目的：“${purpose}”`);
    expect(mail.text).toContain('该人选由企业点名提出。');
    expect(mail.text).not.toContain(secret);
  });

  test('nothing of a name or of a purpose that is not there, and a purpose that is another’s own is not shown', async () => {
    await mails.write(text('theirs'), 'canary of another party', 'org-competitor');
    const mail = await mailTo(open({ purpose: text('theirs') }), 'researcher');
    expect(mail.text).not.toMatch(/canary|What it is for|The need|by name/);
  });
});

describe('the enterprise is asked about somebody', () => {
  const asked = (more: object = {}): PlacementLife => {
    const life = open({ ...proposal, ...more });
    life.run('answerForPerson', says(researcherId), researcher);
    life.run('answerForUnit', says('person-college'), unitSpeaker);
    return life;
  };

  test('by name, level, fields, home unit and purpose, in the mail and on both its pages', async () => {
    const life = asked();
    const mail = await mailTo(life, 'enterprise');
    expect(mail.text).toMatch(/May we ask you to tell us by .* whether your enterprise takes this researcher\?/);
    expect(mail.text).toContain('researcher Wang Hong');
    const about = 'associate professor level; home unit: College of Chemistry; fields: dyes and pigments.';
    expect(mail.text).toContain(about);
    expect(mail.text).toContain(`What it is for: “${purpose}”`);
    expect(mail.text).toContain('Your need: Process upgrading');
    expect(mail.text).not.toContain('own words');
    const actions = mail.links.map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['record', 'open']));
    for (const action of ['record', 'open']) {
      const page = await pageOf(mail, action, life.at);
      expect(page).toContain('研究人员王红');
      expect(page).toContain('副高级职称（副教授）；所在单位：化学化工学院；研究领域与专长：染料与颜料。');
      expect(page).toContain(about);
      expect(page).toContain(purpose);
    }
  });

  test('and of nobody before the person and the unit have said yes', async () => {
    const life = open(proposal);
    const nobody = async () => {
      await mails.record(life);
      for (const name of ['enterprise', 'host-supervisor']) expect(await mails.next(life, `person-${name}`)).toBeNull();
    };
    await nobody();
    life.run('answerForPerson', says(researcherId), researcher);
    await nobody();
    life.run('answerForUnit', says('person-college', 'no'), unitSpeaker);
    await nobody();
  });

  test('of a substitute by the same', async () => {
    await mails.reads('person-enterprise', 'zh-CN');
    const mail = await mailTo(asked({ isRequested: true, coverOf: `${agreementId}.placement-9` }), 'enterprise');
    expect(mail.text).toContain('是否同意由该研究人员替换此前点名的人选');
    expect(mail.text).toContain('研究人员王红');
    expect(mail.text).toContain('副高级职称（副教授）；所在单位：化学化工学院');
    expect(mail.text).not.toContain('点名提出');
  });

  test('of whoever is to stand in, where it asked for the researcher by name', async () => {
    const life = accepted({ ...proposal, isRequested: true });
    plan(life, plannedBy(thriceAWeek, '2026-03-03', '2027-03-01'));
    ill(life);
    found(life, candidate('owner'));
    coverSays(life, 'owner', 'yes');
    const all = [];
    await mails.record(life);
    for (let mail = await mails.next(life, 'person-enterprise'); mail;) {
      all.push(mail);
      mail = await mails.next(life, 'person-enterprise');
    }
    const consent = all.find(({ subject }) => subject.includes('Agree to whoever stands in'));
    expect(consent?.subject).toContain('(9 to 15 March 2026), by ');
    expect(consent?.text).toMatch(
      /Who stands in: owner姓名; professor level; home unit: College of Chemistry; fields: hydrogenation\./,
    );
    expect(consent?.text).not.toContain('You asked for this researcher');
  });
});

describe('invitations to days on site', () => {
  /** Three half days a week. */
  const invited = (): PlacementLife => {
    const life = accepted();
    plan(life, plannedBy(thriceAWeek, '2026-03-03', '2026-03-31'));
    return life;
  };

  test('name the enterprise to the researcher, and count days as they are booked', async () => {
    const mail = await mailTo(invited(), 'researcher');
    expect(mail.subject).toMatch(/^Invitation: On site at Yellow River Dyes, from 3 March · /);
    // Tuesdays and the mornings of Thursdays: 5 whole days and 4 halves.
    expect(mail.text).toContain('7 days on 9 dates, from 3 March 2026 to 31 March 2026');
    expect(mail.ics).toContain('SUMMARY:On site at Yellow River Dyes\r\n');
    expect(mail.ics).toContain('LOCATION:Yellow River Dyes\r\n');
    expect(mail.ics).not.toMatch(/UID:.*(wang|yellow)/i);
  });

  test('name the researcher to the enterprise, and say when it is called off', async () => {
    await mails.reads('person-host-supervisor', 'zh-CN');
    const life = invited();
    const mail = await mailTo(life, 'host-supervisor');
    expect(mail.subject).toMatch(/^邀请：王红来企到岗日程（3月3日起）· /);
    expect(mail.text).toContain('2026年3月3日至2026年3月31日，共 7 天（分布在 9 个日期）');
    expect(mail.ics).toContain('SUMMARY:来企到岗：王红\r\n');
    expect(mail.ics).toContain('LOCATION:黄河染料厂\r\n');
    life.run('closePlacement', { outcome: 'withdrawn', reason: text('why') });
    const off = await mailTo(life, 'host-supervisor');
    expect(off.subject).toMatch(/^取消：王红来企到岗日程/);
    expect(off.ics).toContain('METHOD:CANCEL');
    expect(off.ics).toContain('SUMMARY:来企到岗：王红\r\n');
  });

  test('whole days alone are not counted twice', async () => {
    const life = accepted();
    plan(life, ['2026-03-03/am', '2026-03-03/pm', '2026-03-10/am', '2026-03-10/pm']);
    expect((await mailTo(life, 'researcher')).text).toContain('When: 2 days, from 3 March 2026 to 10 March 2026;');
  });
});

test('a log, and the question to the host, are named by the days they are about; the date by which they are due says so', async () => {
  const life = accepted();
  plan(life, plannedBy(thriceAWeek, '2026-03-03', '2026-03-31'));
  await mails.reads(researcherId, 'zh-CN');
  life.live('2026-03-17');
  const log = async (name: string, title: string) => {
    await mails.record(life);
    for (let mail = await mails.next(life, `person-${name}`); mail;) {
      if (mail.subject.includes(title)) return mail;
      mail = await mails.next(life, `person-${name}`);
    }
    throw new Error(`no ${title}`);
  };
  expect((await log('researcher', '填报派驻日志')).subject).toMatch(
    /^填报派驻日志（2026年3月2日至15日），3月19日前 · /,
  );
  life.run('logDays', { periodId: 'period-1', days: [day('2026-03-03')] }, researcher);
  life.live('2026-03-18');
  const asked = await log('host-supervisor', 'Confirm the days on site');
  expect(asked.subject).toMatch(/Confirm the days on site \(2 to 15 March 2026\), by \d+ March · /);
  expect(asked.text).toMatch(/May we ask you to tell us by .* whether the days on site below are right\?/);
});
