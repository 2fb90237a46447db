import type { Context } from '../decider.ts';

/** The person where one is known: the same hand may come by a link or with a token. */
export const whoIs = ({ actor }: Context): string => actor.personId ?? actor.id;

/** What is recorded for somebody of a side by another hand says so: a word that is not their own is not to look like one. */
export const onBehalf = (
  { personId, organisationId }: { personId: string; organisationId: string },
  { actor }: Context,
): { onBehalfOfOrgId?: string } => (actor.personId === personId ? {} : { onBehalfOfOrgId: organisationId });

/** Known only where the person came with a token or link of their own; posts are read when the command is issued. */
export const holds = ({ actor }: Context, post: string | null | undefined): boolean =>
  post !== null && post !== undefined && (actor.postIds ?? []).includes(post);
