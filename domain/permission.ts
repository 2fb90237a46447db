import { Role } from './decider.ts';
import type { Actor, CommandSpec, Context } from './decider.ts';
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

/** Who works for a unit of ours; leaders and observers look on. */
const officeRoles: ReadonlySet<Role> = new Set<Role>([Role.coordinator, Role.director, Role.liaison, Role.secretary]);
export const isOffice = ({ roles }: Pick<Actor, 'roles'>): boolean => roles.some((role) => officeRoles.has(role));
