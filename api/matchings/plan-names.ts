import { z } from 'zod';
import type { Bilingual } from '../../domain/decider.ts';
import { organisationName, personName } from '../../domain/notices/names.ts';
import type { Database } from '../../prisma/client.ts';
import { allClasses } from '../need-classes.ts';
import type { NeedOfPlan } from './asked.ts';
import type { ShownPlan } from './shapes.ts';

/** How the people and needs of a plan are called on its page. A need is called by its enterprise, class and number, never by its text. */
export interface PlanNames {
  person(id: string): Bilingual;
  enterprise(need: NeedOfPlan): Bilingual;
  /** Class and number. */
  matter(need: NeedOfPlan): Bilingual;
  need(key: string): NeedOfPlan;
  /** Undefined for what is not among the needs. */
  find(key: string): NeedOfPlan | undefined;
}

const some = z.string().nullable().default(null);
const named = z.object({ nameEn: some, nameZh: some, namePinyin: some, nameAsPrinted: some });

export async function planNames(
  db: Pick<Database, 'needClass'>,
  plan: Pick<ShownPlan, 'needs' | 'names'>,
): Promise<PlanNames> {
  const classes = new Map((await allClasses(db)).map(({ id, title }) => [id, title]));
  const needs = new Map(plan.needs.map((need) => [need.key, need]));
  const rowOf = (id: string) => named.parse(plan.names[id] ?? {});
  return {
    person(id) {
      const row = rowOf(id);
      return { en: personName('en', row) || id, zh: personName('zh-CN', row) || id };
    },
    enterprise({ enterpriseId }) {
      const row = { ...rowOf(enterpriseId), code: enterpriseId.replace(/^org-/, '') };
      return { en: organisationName('en', row), zh: organisationName('zh-CN', row) };
    },
    matter({ class: id, needId }) {
      const title = classes.get(id) ?? { en: id, zh: id };
      return { en: `${title.en} · ${needId}`, zh: `${title.zh} · ${needId}` };
    },
    find: (key) => needs.get(key),
    need(key) {
      const need = needs.get(key);
      if (!need) throw new RangeError(`the plan has no need ${key}`);
      return need;
    },
  };
}
