import type { Context } from '../decider.ts';

/** The person where one is known: the same hand may come by a link or with a token. */
export const whoIs = ({ actor }: Context): string => actor.personId ?? actor.id;

/** Known only where the person came with a token or link of their own; posts are read when the command is issued. */
export const holds = ({ actor }: Context, post: string | null | undefined): boolean =>
  post !== null && post !== undefined && (actor.postIds ?? []).includes(post);
