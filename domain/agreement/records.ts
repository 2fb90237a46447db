import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Decision } from '../decider.ts';
import { dateOn, itemId, organisationId } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { refuse } from '../refusal.ts';
import { inFuture } from '../follow-up/dates.ts';
import { count, nextId, notParty, unknownItem } from './state.ts';
import type { AgreementState } from './state.ts';

/**
 * What is recorded and never a task: publications, claims of past results, notes. None of it is progress: it moves no clock
 * (DOMAIN section 1, finding 5). The dossier has them; the state only counts them.
 */
const publicationRecorded = eventType<AgreementState, { publicationId: string }>('publicationRecorded', (s, d) =>
  count(s, d.publicationId),
);
const claimRecorded = eventType<AgreementState, { claimId: string }>('claimRecorded', (s, d) => count(s, d.claimId));
const claimEvidenced = eventType<AgreementState, { claimId: string; evidence: string }>('claimEvidenced', () => {});
const noteRecorded = eventType<AgreementState, { noteId: string }>('noteRecorded', (s, d) => count(s, d.noteId));

/** Any item of the agreement, like `visit-1` or `symposium-2`. */
const anyItem = z
  .string()
  .regex(/^[a-z]+(-[a-z]+)*-[1-9]\d{0,3}$/, 'must be the id of an item, like symposium-1')
  .max(60);

/** Items are numbered without gaps, so the count of a kind says which there are. */
function exists(s: AgreementState, id: string): boolean {
  const at = id.lastIndexOf('-');
  return Number(id.slice(at + 1)) <= (s.counters[id.slice(0, at)] ?? 0);
}

/** The day of what was reported on, where the agreement knows it: it differs from that of the report (S21). */
function eventDay(s: AgreementState, id: string): string | null {
  return s.visits[id]?.fromOn ?? s.symposia[id]?.onDate ?? null;
}

export const records: Concern<AgreementState> = {
  events: [publicationRecorded, claimRecorded, claimEvidenced, noteRecorded],
  commands: [
    command({
      name: 'recordPublication',
      path: 'publications',
      who: [Role.coordinator, Role.secretary],
      describe: {
        en: 'Record a report that was published about a visit, a symposium or another item; its day differs from the event',
        zh: '登记就来访、座谈会等发布的报道；发布日与活动日分开记录',
      },
      schema: (t) =>
        z.strictObject({
          aboutId: anyItem,
          publishedOn: dateOn,
          author: t.line.optional(),
          outlet: t.line.optional(),
          url: t.line.optional(),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        if (!exists(s, d.aboutId)) return unknownItem(d.aboutId);
        const ahead = inFuture(s, d.publishedOn, context);
        if (ahead) return ahead;
        const eventOn = eventDay(s, d.aboutId);
        if (eventOn && d.publishedOn < eventOn) {
          return refuse(
            'ends-before-starts',
            `${d.aboutId} took place on ${eventOn}: it cannot be reported on before.`,
            `${d.aboutId} 于 ${eventOn} 举行，报道不能早于该日。`,
          );
        }
        const publicationId = nextId(s, 'publication');
        return [publicationRecorded({ kind: 'publication', id: publicationId }, { publicationId, ...d, eventOn })];
      },
    }),
    command({
      name: 'recordClaim',
      path: 'claims',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: {
        en: 'Record a claim of past results; without evidence it is marked unverified',
        zh: '登记对既往成果的陈述；无佐证者标记为未核实',
      },
      schema: (t) =>
        z.strictObject({
          organisationId,
          claim: t.passage,
          evidence: t.passage.optional(),
          symposiumId: itemId('symposium').optional(),
        }),
      decide: (s: AgreementState, d): Decision => {
        const foreign = notParty(s, d.organisationId);
        if (foreign) return foreign;
        if (d.symposiumId && !s.symposia[d.symposiumId]) return unknownItem(d.symposiumId);
        const claimId = nextId(s, 'claim');
        return [claimRecorded({ kind: 'claim', id: claimId }, { claimId, ...d, verified: Boolean(d.evidence) })];
      },
    }),
    command({
      name: 'addEvidence',
      path: 'claims/{claimId}/evidence',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: { en: 'Add evidence to a claim; it counts as verified then', zh: '为陈述补充佐证；补充后视为已核实' },
      schema: (t) => z.strictObject({ claimId: itemId('claim'), evidence: t.passage }),
      decide: (s: AgreementState, d): Decision =>
        exists(s, d.claimId)
          ? [claimEvidenced({ kind: 'claim', id: d.claimId }, { ...d, verified: true })]
          : unknownItem(d.claimId),
    }),
    command({
      name: 'recordNote',
      path: 'notes',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: {
        en: 'Write a note on the cooperation or one of its items; no clock moves',
        zh: '填写备注；不影响任何时限',
      },
      schema: (t) => z.strictObject({ aboutId: anyItem.optional(), note: t.passage }),
      decide: (s: AgreementState, d, context): Decision => {
        if (d.aboutId && !exists(s, d.aboutId)) return unknownItem(d.aboutId);
        const noteId = nextId(s, 'note');
        return [noteRecorded({ kind: 'note', id: noteId }, { noteId, ...d, on: today(s, context.at) })];
      },
    }),
  ],
};
