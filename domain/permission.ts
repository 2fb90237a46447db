import type { CommandSpec, Context } from './decider.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/** Who may: an actor needs one of the roles the command names. The API asks the same question before it sends. */
export function permitted(
  spec: Pick<CommandSpec<never>, 'name' | 'who'>,
  context: Pick<Context, 'actor'>,
): Refusal | null {
  const { name, who } = spec;
  if (who.some((role) => context.actor.roles.includes(role))) return null;
  return who.length === 0
    ? refuse('not-permitted', `${name} is for our own office.`, `${name} 限我方人员办理。`)
    : refuse('not-permitted', `${name} is for: ${who.join(', ')}.`, `${name} 限以下角色：${who.join('、')}。`);
}
