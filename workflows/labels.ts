import type { Proposal } from '../domain/propose.ts';

/** The server takes 200 bytes; a Chinese character is three. */
const MAX_CHARACTERS = 65;

/** What a pass is about, as the timeline shows it beside `record`: the commands by name, then what fell due. Ids only. */
export function passSummary(proposal: Proposal): string {
  const commands = proposal.outcomes.map((o) => (o.outcome.status === 'recorded' ? o.name : `${o.name} (refused)`));
  const due = proposal.events.filter((event) => event.commandId === null).map(dueLabel);
  const parts = [...commands, ...due];
  return cut(parts.length > 0 ? [...new Set(parts)].join(', ') : 'nothing due');
}

function dueLabel(event: Proposal['events'][number]): string {
  const kinds = [...new Set((event.notify ?? []).map((notice) => notice.kind))].join('+');
  const { id } = event.data;
  return `${kinds || event.type}: ${typeof id === 'string' ? id : (event.about?.id ?? '')}`;
}

function cut(label: string): string {
  return label.length <= MAX_CHARACTERS ? label : `${label.slice(0, MAX_CHARACTERS - 1)}…`;
}
