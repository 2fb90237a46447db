import fc from 'fast-check';
import { z } from 'zod';
import { loadCalendar } from '../../activities/calendars.ts';
import type { Calendar } from '../../domain/calendar/calendar.ts';
import { withClosures } from '../../domain/calendar/tables.ts';
import type { CommandSpec } from '../../domain/decider.ts';
import { policyValues } from '../../domain/policy/values.ts';
import { storedText } from '../../domain/text.ts';

/**
 * Any body that a command's schema takes, made from the schema itself: a command that is added tomorrow is tried tomorrow.
 * Strings come from a small pool, so that bodies often name the same things.
 */
const itemKinds = [
  'visit',
  'symposium',
  'speech',
  'point',
  'commitment',
  'contact',
  'open-item',
  'need',
  'ask',
  'collection',
  'build',
  'plan',
  'group',
  'instrument',
  'payment',
  'claim',
  'publication',
  'milestone',
  'deliverable',
  'finding',
  'meeting',
  'planned-meeting',
  'application',
  'placement',
  'period',
  'candidate',
];
const aboutKinds = [
  'visit-note.visit',
  'itinerary.visit',
  'minutes.symposium',
  'commitment.commitment',
  'need.need',
  'need-match.need',
  'need-ask.ask',
  'need-collection.collection',
  'build.build',
  'naming.visit',
  'exploration.point',
  'instrument.instrument',
  'payment.payment',
  'milestone.milestone',
  'deliverable.deliverable',
  'application.application',
];
export const pool: readonly string[] = [
  'org-home',
  'org-partner',
  'org-partner',
  'org-third',
  'org-nobody',
  'person-1',
  'person-2',
  'person-3',
  'post-1',
  'post-2',
  'post-3',
  `text-${'A'.repeat(22)}`,
  `text-${'B'.repeat(22)}`,
  '09:30',
  '17:00',
  '2021-01-05',
  '2025-04-01',
  '2026-02-27',
  '2026-03-02',
  '2026-03-06',
  '2026-03-13',
  '2026-03-20',
  '2026-04-10',
  '2026-04-24',
  '2026-05-20',
  '2026-07-01',
  '2027-03-01',
  'agreement-2025-0001-a-b',
  'agreement-2025-0001-a-b.placement-1',
  'shandong',
  'min-days-a-year',
  'term-catalysis',
  '2026-03-03/am',
  'biomedicine',
  'digital-economy',
  'term-fine-chemicals',
  'henan/kaifeng',
  'a-note',
  'mechanism.communication',
  'contact.communication',
  'hold.hold',
  'review.review',
  'study.study',
  'plan-text.plan',
  'visit-plan.visit',
  'symposium.symposium',
  'plan.communication',
  ...itemKinds.flatMap((kind) => [`${kind}-1`, `${kind}-1`, `${kind}-2`]),
  ...aboutKinds.flatMap((about) => [`${about}-1`, `${about}-2`]),
  'migration-1',
  '14:30',
  'https://example.org/a',
  '500000',
  'CNY',
  'a',
];

/** A calendar is not put together from the pool: it has to be one. */
const calendars: readonly Calendar[] = ['2026-03-02', '2026-06-01'].flatMap((fromOn) => {
  const known = loadCalendar('CN', { fromOn });
  return [known, withClosures(known, [{ fromOn: '2026-03-10', toOn: '2026-03-20' }], `c1.${fromOn}`)];
});

/** Values of a policy as they can be set: paths and ranges are those of the table. */
const settable = Object.entries(policyValues).flatMap(
  ([
    path,
    {
      scopes,
      range: [least, most],
      unit,
    },
  ]) =>
    scopes.includes('agreement') && unit !== 'time-of-day' ? [{ path, least: Number(least), most: Number(most) }] : [],
);
const policies: fc.Arbitrary<Record<string, number>> = fc
  .array(
    fc
      .constantFrom(...settable)
      .chain(({ path, least, most }) => fc.tuple(fc.constant(path), fc.integer({ min: Math.ceil(least), max: most }))),
    { maxLength: 6 },
  )
  .map((entries) => Object.fromEntries(entries));

interface Shape {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Shape[];
  oneOf?: Shape[];
  allOf?: Shape[];
  properties?: Record<string, Shape>;
  /** Of a record: its keys are free within a pattern. */
  propertyNames?: Shape;
  required?: string[];
  items?: Shape;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  $ref?: string;
  $defs?: Record<string, Shape>;
}

/**
 * Bodies for one command, as `decide` gets them (defaults filled in); now and then one that the schema refuses is left out.
 * Throws if the schema takes none of a hundred: a filter that never passes would search for ever.
 */
export function anyBody(spec: Pick<CommandSpec<never>, 'name' | 'schema'>): fc.Arbitrary<unknown> {
  const schema = spec.schema(storedText);
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;
  const parsed = anyOf(shape, shape).map((body) => schema.safeParse(body));
  const first = fc.sample(parsed, { numRuns: 100, seed: 1 });
  if (!first.some((each) => each.success)) {
    throw new Error(`The pool has nothing that ${spec.name} takes: ${String(first[0]?.error)}`);
  }
  return parsed.filter((each) => each.success).map((each) => each.data);
}

function anyOf(shape: Shape | boolean, root: Shape): fc.Arbitrary<unknown> {
  if (typeof shape === 'boolean') return fc.constant(undefined);
  if (shape.$ref) return anyOf(root.$defs?.[shape.$ref.split('/').at(-1) ?? ''] ?? {}, root);
  if ('const' in shape) return fc.constant(shape.const);
  if (shape.enum) return fc.constantFrom(...shape.enum);
  const choices = shape.anyOf ?? shape.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => anyOf(choice, root)));
  switch (Array.isArray(shape.type) ? shape.type[0] : shape.type) {
    case 'object':
      if (shape.properties && 'coverage' in shape.properties) return fc.constantFrom(...calendars);
      if (shape.propertyNames) return policies;
      return fc
        .record(
          Object.fromEntries(
            Object.entries(shape.properties ?? {}).map(([key, value]) => {
              const given = anyOf(value, root);
              return [key, shape.required?.includes(key) ? given : seldom(given)];
            }),
          ),
        )
        .map((body) => Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)));
    case 'array': {
      const least = shape.minItems ?? 0;
      return fc.array(anyOf(shape.items ?? {}, root), {
        minLength: least,
        maxLength: Math.max(least, Math.min(2, shape.maxItems ?? 2)),
      });
    }
    case 'integer':
    case 'number':
      return fc.integer({ min: Math.max(shape.minimum ?? 0, -5), max: Math.min(shape.maximum ?? 40, 40) });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return text(shape);
  }
}

/** What may be left out mostly is: each further field is one more that may name what is not there. */
const seldom = <T>(given: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: given });

function text(shape: Shape): fc.Arbitrary<string> {
  const patterns = [shape.pattern, ...(shape.allOf ?? []).map((part) => part.pattern)]
    .filter((p) => p !== undefined)
    .map((p) => new RegExp(p, 'u'));
  const fits = pool.filter(
    (candidate) =>
      patterns.every((p) => p.test(candidate)) &&
      candidate.length <= (shape.maxLength ?? 1000) &&
      candidate.length >= (shape.minLength ?? 0),
  );
  return fits.length > 0 ? fc.constantFrom(...fits) : fc.constant('a');
}
