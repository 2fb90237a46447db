import { describe, expect, test } from '@jest/globals';
import { figuresOf } from '../../mail/placement-figures.ts';
import { writeLetter } from '../../mail/write.ts';
import { hostSupervisor, researcher, text } from '../domain/placement/life.ts';
import type { PlacementLife } from '../domain/placement/life.ts';
import { booked, day, liveLogging, onSite, plannedBy } from '../domain/placement/site-life.ts';
import { facts, item } from './facts.ts';

/** What mails about days on site say beside their task: which days and how many, in both languages. */

function said(life: PlacementLife, followUpId: string): [en: string | null, zh: string | null] {
  const f = life.state.followUps[followUpId];
  if (!f) throw new Error(`${followUpId} is not open`);
  return [figuresOf('en', life.state, f, life.at), figuresOf('zh-CN', life.state, f, life.at)];
}

function logged(): PlacementLife {
  const life = onSite();
  life.live('2026-03-16');
  life.run('logDays', { periodId: 'period-1', days: [day('2026-03-03'), day('2026-03-05', 'am')] }, researcher);
  return life;
}

test('a log: the half month, and how many days were planned', () => {
  const life = onSite();
  life.live('2026-03-16');
  expect(said(life, 'placement-log.period-1')).toEqual([
    'It is about 2 to 15 March 2026; 3 days were planned.',
    '所涉期间：2026年3月2日至15日，原安排 3 天。',
  ]);
});

test('the host: the days by name, half days with their half, and that silence costs none', () => {
  expect(said(logged(), 'placement-presence.period-1')).toEqual([
    'The log has these days: 3 March, 5 March (morning). Without an answer they count as they are.',
    '所报到岗日期：3月3日、3月5日（上午）。如无异议，不必答复，按所报日期计入。',
  ]);
});

test('disputed days, and logs that are missing', () => {
  const life = logged();
  const half = { onDate: '2026-03-05', half: 'am' };
  life.run('disputePresence', { periodId: 'period-1', days: [half], reason: text('no') }, hostSupervisor);
  expect(said(life, 'placement-dispute.period-1')[0]).toBe('The host does not confirm: 5 March (morning).');
  life.live('2026-05-01');
  expect(said(life, 'placement-missed-log.placement-1')).toEqual([
    'Missing: 16 to 31 March 2026, 1 to 15 April 2026.',
    '尚缺：2026年3月16日至31日、2026年4月1日至15日。',
  ]);
});

describe('pace', () => {
  function late(): PlacementLife {
    const life = booked(
      plannedBy(
        [
          [2, 'am'],
          [2, 'pm'],
          [4, 'am'],
        ],
        '2026-03-02',
        '2027-03-01',
      ),
    );
    liveLogging(life, '2026-09-01', { keeps: (index) => index % 4 === 0 || index === 2 });
    return life;
  }

  test('what was done, where it leads, what a month needs, and until when it can be reached', () => {
    const [en, zh] = said(late(), 'placement-pace.placement-1');
    expect(en).toMatch(
      /^So far 10 days; as it goes, [\d.]+ of 60 by 1 March 2027 \(rule min-days-a-year, source CX3\)\. From now on [\d.]+ days a month reach it; from \d+ \w+ 202\d on it can no longer be reached\.$/,
    );
    expect(zh).toMatch(
      /^已到岗 10 天；照此进度，至2027年3月1日预计 [\d.]+ 天，规定 60 天（规则 min-days-a-year，出处 CX3）。此后每月需到岗 [\d.]+ 天/,
    );
  });

  test('once it is lost the mail does not ask for what is impossible', () => {
    const life = late();
    life.live('2027-02-10');
    expect(said(life, 'placement-pace.placement-1')[0]).toMatch(
      /can no longer be reached in this year of the placement\.$/,
    );
  });
});

test('other matters of a placement have no figures, and the mail stands without them', () => {
  const life = onSite();
  expect(said(life, 'placement-renewal.placement-1')).toEqual([null, null]);
  const lines = (figures: string | null) =>
    writeLetter({ ...facts, items: [{ ...item, followUpKind: 'placement-log', kind: 'due', figures }] }).sections[0]
      ?.lines;
  expect(lines('So far 10 days.')).toContain('So far 10 days.');
  expect(lines(null)).toHaveLength((lines('So far 10 days.')?.length ?? 0) - 1);
});
