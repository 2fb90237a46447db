import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { asksCode, recordedBy } from '../../api/recording-form.ts';
import type { Recording } from '../../api/recording-form.ts';
import { waysToRecord } from '../../api/recording.ts';
import type { MatterNow } from '../../api/recording-ways.ts';
import type { EntityKind } from '../../domain/decider.ts';
import { deciders } from '../../domain/deciders.ts';
import { followUpPolicies } from '../../domain/policy/defaults.ts';
import { placementKinds } from '../../domain/policy/placement-kinds.ts';
import { planKinds } from '../../domain/policy/plan-kinds.ts';
import { writtenText } from '../../domain/text.ts';

/** What a follow-up of each kind is about, where that is no item of the same name (as the stages open them). */
const abouts: Record<string, string> = {
  'visit-note': 'visit',
  itinerary: 'visit',
  naming: 'visit',
  minutes: 'symposium',
  'minutes-confirmation': 'symposium',
  expiry: 'instrument',
  'application-result': 'application',
  delivery: 'deliverable',
};
const recorded = Object.entries(followUpPolicies).filter(([, { closes }]) => closes === 'by-record');
const entityOf = (kind: string): EntityKind =>
  Object.hasOwn(placementKinds, kind) ? 'placement' : Object.hasOwn(planKinds, kind) ? 'plan' : 'agreement';

const now = (kind: string, entityKind: EntityKind = entityOf(kind)): MatterNow => {
  const about = entityKind === 'placement' ? 'placement' : (abouts[kind] ?? kind);
  return {
    entityKind,
    about: { kind: about, id: `${about}-1` },
    todayOn: '2026-03-04',
    homeUnitId: 'org-office',
    partnerId: 'org-cnuktip',
    partnerPersonId: 'person-partner',
    partnerPostId: 'post-partner',
    personId: 'person-coordinator',
    language: 'en',
  };
};
const everyWay = recorded.flatMap(([kind]) => {
  const isOfBoth = kind === 'hold' || kind === 'milestone';
  const both: EntityKind[] = isOfBoth ? ['agreement', 'plan'] : [entityOf(kind)];
  return both.flatMap((entity) => waysToRecord(kind, now(kind, entity)).map((way) => ({ kind, entity, way })));
});

describe('how a matter is recorded', () => {
  test('each kind that only a record ends has a way, and no other', () => {
    expect(recorded.length).toBeGreaterThan(25);
    expect(recorded.filter(([kind]) => waysToRecord(kind, now(kind)).length === 0)).toEqual([]);
    expect(waysToRecord('commitment', now('commitment'))).toEqual([]);
  });

  test.each(everyWay.map((each) => [`${each.kind} of ${each.entity}: ${each.way.spec.name}`, each] as const))(
    '%s: the example is a body that the command takes, its address whole or in braces',
    (_name, { entity, way }) => {
      const spec = deciders[entity].commands.get(way.spec.name)!;
      const inAddress = Object.fromEntries(
        [...spec.path.matchAll(/\{(\w+)Id\}/g)].map(([, of]) => [`${of}Id`, `${of}-1`]),
      );
      const parsed = spec.schema(writtenText).safeParse({ ...inAddress, ...way.data });
      expect(parsed.error?.issues ?? []).toEqual([]);
      expect(Object.keys(way.body).filter((name) => spec.path.includes(`{${name}}`))).toEqual([]);
    },
  );

  test('the sentences of an example are in the reader’s language', () => {
    const inChinese = recorded.flatMap(([kind]) => waysToRecord(kind, { ...now(kind), language: 'zh-CN' }));
    const sentences = inChinese.flatMap(({ body }) => Object.values(body)).filter((value) => typeof value === 'string');
    expect(sentences.filter((text) => / /.test(text) && !/[\u4e00-\u9fff]/.test(text))).toEqual([]);
    expect(sentences.filter((text) => /[\u4e00-\u9fff]/.test(text)).length).toBeGreaterThan(15);
  });

  const recording = (kind: string, role = 'coordinator'): Recording => ({
    ways: waysToRecord(kind, now(kind)),
    role,
    address: '/v1/agreements/agreement-2026-0001-a-b',
    people: [{ id: 'person-partner', organisationId: 'org-cnuktip', title: { en: 'Ren Xiang', zh: 'Ren Xiang' } }],
    coordinator: { en: 'Cooperation Office', zh: '合作处' },
    todayOn: '2026-03-04',
  });
  /** Something that fits each kind of field. */
  const filled = (way: (typeof everyWay)[number]['way']): Record<string, string> => ({
    way: way.spec.name,
    ...Object.fromEntries(
      (way.form ?? []).map(({ name, as, choices }) => [
        name,
        {
          day: '2026-03-03',
          date: '2026-09-01',
          line: 'A line.',
          passage: 'A sentence.',
          skills: 'catalysis; 比色',
          choice: Object.keys(choices ?? {})[0] ?? '',
          languages: Object.keys(choices ?? {}).at(-1) ?? '',
          'need-class': '',
          'days-a-year': '60',
          counterpart: 'person-partner',
        }[as],
      ]),
    ),
  });
  const formed = everyWay.filter(({ entity, kind, way }) => way.form !== null && entity === entityOf(kind));

  test.each(formed.map((each) => [`${each.kind}: ${each.way.spec.name}`, each] as const))(
    '%s: the filled form is a command that its schema takes',
    (_name, { kind, entity, way }) => {
      // The coordinator records a consent for others by naming them, which takes more than a form.
      const role = way.spec.who.find((each) => !(way.isConsent && each === 'coordinator'));
      const result = recordedBy(recording(kind, role), filled(way));
      const sent = z.object({ command: z.object({ name: z.string(), body: z.looseObject({}) }) }).parse(result).command;
      expect(sent.name).toBe(way.spec.name);
      const parsed = deciders[entity].commands.get(sent.name)!.schema(writtenText).safeParse(sent.body);
      expect(parsed.error?.issues ?? []).toEqual([]);
    },
  );

  test('a consent is the reader’s own and takes a code; the coordinator has no form for it', () => {
    const values = { way: 'answerForHost', answer: 'yes' };
    const own = recording('placement-host-answer', 'owner');
    expect(recordedBy(own, values)).toEqual({
      command: { name: 'answerForHost', body: { personId: 'person-coordinator', answer: 'yes' } },
    });
    expect([asksCode(own, values), asksCode(recording('visit-note'), { way: 'fileVisitNote' })]).toEqual([true, false]);
    expect(recordedBy(recording('placement-host-answer'), values)).toBeNull();
  });

  test('what is needed and missing is named; a date that does not exist, a choice or a person that was not offered, is missing', () => {
    const missing = (values: Record<string, string>) => {
      const result = recordedBy(recording('contact'), { way: 'recordContact', ...values });
      return result && 'missing' in result ? result.missing.map(({ name }) => name) : null;
    };
    const whole = { onDate: '2026-03-03', counterparts: 'person-partner', kind: 'call', summary: 'We spoke.' };
    expect(missing({})).toEqual(['onDate', 'counterparts', 'kind', 'summary']);
    expect(missing({ ...whole, onDate: '2026-02-30', kind: 'telepathy', counterparts: 'person-stranger' })).toEqual([
      'onDate',
      'counterparts',
      'kind',
    ]);
    expect(missing(whole)).toBeNull();
  });

  test('nobody is given a form whose command is not for their place', () => {
    const values = filled(waysToRecord('contact', now('contact'))[0]!);
    expect(recordedBy(recording('contact', 'owner'), values)).toBeNull();
    expect(recordedBy(recording('contact', 'liaison'), values)).toMatchObject({ command: { name: 'recordContact' } });
    expect(recordedBy(recording('contact'), { ...values, way: 'closeAgreement' })).toBeNull();
  });
});
