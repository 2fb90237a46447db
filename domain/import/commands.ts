import type { ReadRow } from './row.ts';

/** A command as a caller of the API would send it: its name, and its body with texts as they were written. */
export interface RowCommand {
  name: string;
  body: Record<string, unknown>;
}

const ENTERED = 'Entered from a spreadsheet. 由表格导入。';

/** What is known of an earlier stage stands in a note: its own records would be chased for minutes that are long since past. */
const historyNote = (kind: 'visit' | 'symposium', on: string): string =>
  kind === 'visit'
    ? `First event: visit on ${on}. 首次活动：来访，${on}。`
    : `First event: symposium on ${on}. 首次活动：座谈会，${on}。`;

/**
 * What a row leads to, in order: the start, what it takes to stand at its stage, what has been, what is next. The first is
 * `startAgreement` as the API takes it, with `homeUnitId`.
 */
export function commandsOf(row: ReadRow): RowCommand[] {
  const start = {
    name: 'startAgreement',
    body: {
      homeUnitId: row.homeUnitId,
      parties: row.parties.map(({ id }) => ({ organisationId: id, role: 'partner' })),
      ...(row.title ? { title: row.title } : {}),
      ...(row.fields.length > 0 ? { fields: row.fields } : {}),
      accept: true,
    },
  };
  return [start, ...stageOf(row), ...mechanismOf(row), ...firstEventOf(row), ...contactOf(row), ...nextStepOf(row)];
}

function stageOf({ stage, stageApproverId }: ReadRow): RowCommand[] {
  const over = { visit: [], symposium: ['visit'], communication: ['visit', 'symposium'] }[stage];
  return over.map((each) => ({
    name: 'waiveStage',
    body: { stage: each, reason: ENTERED, approverPersonId: stageApproverId },
  }));
}

const ourSide = ({ parties }: ReadRow): string | undefined => parties.find((party) => party.ours)?.id;
const theirSide = ({ parties }: ReadRow): string | undefined => parties.find((party) => !party.ours)?.id;

function mechanismOf(row: ReadRow): RowCommand[] {
  const { rhythm, ourLiaison, theirLiaison } = row;
  const sides = [
    { organisationId: ourSide(row), postId: ourLiaison?.id },
    { organisationId: theirLiaison?.organisationId, postId: theirLiaison?.id },
  ];
  const liaisons = sides.filter((side) => side.organisationId && side.postId);
  if (!rhythm && liaisons.length === 0) return [];
  return [{ name: 'agreeMechanism', body: { ...(rhythm ? { period: rhythm } : {}), liaisons } }];
}

function firstEventOf(row: ReadRow): RowCommand[] {
  const { firstEvent, stage } = row;
  if (!firstEvent) return [];
  const { kind, on } = firstEvent;
  if (kind !== stage) return [{ name: 'recordNote', body: { note: historyNote(kind, on) } }];
  if (kind === 'symposium') return [{ name: 'recordSymposium', body: { onDate: on } }];
  const hostOrganisationId = ourSide(row) ?? row.parties[0]?.id;
  return [{ name: 'recordVisit', body: { fromOn: on, direction: 'neutral', hostOrganisationId } }];
}

function contactOf({ lastContact }: ReadRow): RowCommand[] {
  if (!lastContact) return [];
  const { on, personId, organisationId, note } = lastContact;
  // Which kind it was nobody asked; a call claims the least.
  const body = { onDate: on, kind: 'call', summary: note ?? ENTERED, counterparts: [{ personId, organisationId }] };
  return [{ name: 'recordContact', body }];
}

function nextStepOf(row: ReadRow): RowCommand[] {
  const { nextStep, parties } = row;
  if (!nextStep) return [];
  const { sentence, owner, dueOn } = nextStep;
  const us = ourSide(row) ?? parties[0]?.id;
  const by = owner && parties.some((party) => party.id === owner.organisationId) ? owner.organisationId : us;
  return [
    {
      name: 'recordCommitment',
      body: {
        sentence,
        beneficiaryOrganisationId: by === us ? (theirSide(row) ?? us) : us,
        ownerOrganisationId: by,
        ...(owner ? { ownerPostId: owner.id } : {}),
        ...(dueOn ? { dueOn } : {}),
      },
    },
  ];
}
