import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { sentenceOf } from '../../api/sentences.ts';
import { isOwnLine } from '../../api/step-sentences.ts';
import { followUpPolicies } from '../../domain/policy/defaults.ts';
import type { StepPolicy } from '../../domain/policy/policy.ts';

const root = join(import.meta.dirname, '../../domain');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const types = sources.flatMap((name) =>
  [...readFileSync(join(root, name), 'utf8').matchAll(/eventType<[^]*?>\(\s*'(\w+)'/g)].map((match) => match[1] ?? ''),
);

describe('the timeline', () => {
  test('has a sentence in both languages for every kind of event', () => {
    expect(types.length).toBeGreaterThan(80);
    const nameless = types.filter((type) => !/[\u4e00-\u9fff]/.test(sentenceOf({ type, about: null, data: {} }).zh));
    expect(nameless).toEqual([]);
  });

  test('names what it is about, and of a follow-up what is to be done', () => {
    expect(sentenceOf({ type: 'visitRecorded', about: { kind: 'visit', id: 'visit-1' }, data: {} }).en).toBe(
      'A visit was recorded (visit-1)',
    );
    const opened = {
      type: 'followUpOpened',
      about: { kind: 'visit', id: 'visit-1' },
      data: { id: 'visit-note.visit-1', kind: 'visit-note' },
    };
    expect(sentenceOf(opened).en).toMatch(/^To be followed up: .+ \(visit-1\)$/);
  });

  test('says on whose behalf something was confirmed, and that a step that told nobody was no reminder', () => {
    const about = { kind: 'commitment', id: 'commitment-1' };
    const closed = { id: 'commitment.commitment-1', how: 'done', onBehalfOfOrgId: 'org-zzuet' };
    expect(sentenceOf({ type: 'followUpClosed', about, data: closed })).toEqual({
      en: 'Closed: Keep a commitment (commitment-1), on behalf of org-zzuet',
      zh: '办结：落实约定事项 (commitment-1)，代 org-zzuet 确认',
    });
    expect(reminded(['late']).en).toMatch(/^Its date has passed/);
    expect(reminded(['due', 'late']).en).toMatch(/^Reminded on the day/);
    const disputed = { type: 'minutesDisputed', about, data: { onBehalfOfOrgId: 'org-zzuet' } };
    expect(sentenceOf(disputed).zh).toContain('，代 org-zzuet 登记');
  });

  const about = { kind: 'commitment', id: 'commitment-1' };
  const reminded = (steps: string[], level = 0) =>
    sentenceOf({ type: 'followUpReminded', about, data: { id: 'commitment.commitment-1', steps, level } });

  test.each([
    [['before'], 0, /^Reminded: Keep a commitment \(commitment-1\)$/, /^提醒：/],
    [['overdue'], 0, /^Reminded: the date has passed: Keep/, /^已过时限，提醒：/],
    [['escalation'], 1, /^Escalated to the coordinator or liaison: Keep/, /^督办，报协调人或联络员：/],
    // The coordinator owes it: the first rung is the director's.
    [['escalation'], 2, /^Escalated to the director/, /^督办，报部门负责人/],
    [['escalation-2'], 2, /^Escalated to the director/, /^督办，报部门负责人/],
    [['review-120'], 2, /^Escalated to the director/, /^督办，报部门负责人/],
    [['leader-ahead'], 2, /^The leader is about to be told, announced to the coordinator/, /预告协调人/],
    [['escalation-3'], 3, /^Escalated to the leader/, /^督办，呈报分管领导/],
    [['repeat-2'], 3, /^Asked again \(2\)/, /第 2 次/],
    [['meeting-list'], 3, /^Put on the leaders' meeting list/, /^列入领导会议清单/],
    [['telephone'], 0, /^The liaison was asked to telephone/, /^请联络员电话联系/],
    [['question-due'], 0, /^Asked who owes it/, /^询问责任人/],
    [['confirm-5'], 0, /^Asked to confirm what was reported/, /^请确认所报告/],
    [['due', 'overdue', 'late', 'escalation', 'escalation-2'], 2, /^Escalated to the director/, /^督办/],
  ])('says what %j at level %i was, and no step above the owner is called a reminder', (steps, level, en, zh) => {
    expect(reminded(steps, level).en).toMatch(en);
    expect(reminded(steps, level).zh).toMatch(zh);
  });

  test('every rung of every ladder is told apart from a plain reminder where it is more than that', () => {
    const rungs = Object.values(followUpPolicies).flatMap(({ steps }): StepPolicy[] => [...steps]);
    expect(rungs.length).toBeGreaterThan(30);
    for (const { key, notice, level } of rungs) {
      const internal = notice === 'escalation' || notice === 'telephone';
      expect([key, isOwnLine({ type: 'followUpReminded', data: { steps: [key], level } })]).toEqual([key, internal]);
      if (internal) expect(reminded([key], level).en).not.toMatch(/^Reminded/);
    }
  });

  test('of a newer version’s event shows its name', () =>
    expect(sentenceOf({ type: 'rocketLaunched', about: null, data: {} }).en).toBe('rocket launched'));
});
