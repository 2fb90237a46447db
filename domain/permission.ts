import type { CommandSpec, Context } from './decider.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/** Who may: an actor needs one of the roles the command names. The API asks the same question before it sends. */
export function permitted(
  spec: Pick<CommandSpec<never>, 'name' | 'who'>,
  context: Pick<Context, 'actor'>,
): Refusal | null {
  const may = spec.who.some((role) => context.actor.roles.includes(role));
  return may
    ? null
    : refuse(
        'not-permitted',
        `${spec.name} is for: ${spec.who.join(', ')}.`,
        `${spec.name} 限以下角色：${spec.who.join('、')}。`,
      );
}
