import { z } from 'zod';
import type { FollowUpKind } from '../policy/defaults.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';

const personal: ReadonlySet<FollowUpKind> = new Set<FollowUpKind>(['placement-willing', 'cover-request']);

/** Asked of one person, privately: another's post would tell who was asked, and could not answer (DOMAIN 2a "Researchers"). */
export const isPersonal = (kind: FollowUpKind | null): boolean => kind !== null && personal.has(kind);

const about = z.looseObject({ followUpId: z.string() });
const handing: ReadonlySet<string> = new Set(['reassignFollowUp', 'declineFollowUp']);

/** Asked before a command is sent: deciders that refused it now could not replay what was handed over before. */
export function onlyTheirs(command: string, data: unknown): Refusal | null {
  if (!handing.has(command)) return null;
  const { followUpId } = about.parse(data);
  const [kind] = followUpId.split('.');
  return [...personal].some((known) => known === kind)
    ? refuse(
        'wrong-state',
        `${followUpId} is asked of one person, privately, and cannot be somebody else's: that person answers yes or no. To ask another, propose another.`,
        `${followUpId} 系单独征求本人意愿，不可转由他人负责：请本人答复同意或不同意。如需征求他人，请另行提出人选。`,
      )
    : null;
}
