import { z } from 'zod';
import type { Api } from './api.ts';
import { enterpriseCode, enterpriseCount } from './organisations.ts';
import type { DirectoryIds } from './script.ts';
import { teachers } from './teachers.ts';

/** Who is placed and who receives them, beside whom the sources name: ten teachers with their profiles, and a contact of each enterprise. */
export interface PlacementIds {
  /** From 1 to 10. */
  teacher(n: number): string;
  /** From 1 to 12: the contact's person, and the post. */
  contact(n: number): string;
  contactPost(n: number): string;
}

/** The unit that lets the teachers go. */
export const college = 'org-ccce';
export const enterpriseId = (n: number): string => `org-${enterpriseCode(n)}`;

const atOnce = 4;
const created = z.object({ id: z.string() });

/** Enters them by the API. @param contacts of how many enterprises, the first ones */
export async function enterTeachers(api: Api, ids: DirectoryIds, contacts = enterpriseCount): Promise<PlacementIds> {
  await api.put(`/v1/organisations/${college}/reporting-line`, `/v1/organisations/${college}`, {
    liaisonPostId: ids.post('ccce-liaison'),
    coordinatorPostId: ids.post('ccce-coordinator'),
    directorPostId: ids.post('ccce-vice-dean'),
    leaderPostId: ids.post('ccce-vice-dean'),
  });
  const teacherIds = await inOrder(teachers.length, (n) => enterTeacher(api, n));
  const contactIds = await inOrder(contacts, (n) => enterContact(api, n));
  const at = <T>(all: readonly T[], n: number): T => {
    const one = all[n - 1];
    if (one === undefined) throw new Error(`There is no number ${n} in the demonstration.`);
    return one;
  };
  return {
    teacher: (n) => at(teacherIds, n),
    contact: (n) => at(contactIds, n).personId,
    contactPost: (n) => at(contactIds, n).postId,
  };
}

async function enterTeacher(api: Api, n: number): Promise<string> {
  const one = teachers[n - 1];
  if (!one) throw new Error(`There is no teacher ${n}.`);
  const { does, ...profile } = one;
  const { id } = created.parse(
    await api.post('/v1/people', `person/teacher-${n}`, {
      nameEn: `Demonstration teacher ${n} (${does.en}; name not reported)`,
      nameZh: `演示用教师${n}（${does.zh}；姓名未报道）`,
      salutationZh: '老师',
      organisationId: college,
      email: `teacher-${n}@ccce.example.org`,
      ours: true,
    }),
  );
  await api.post('/v1/researchers', `researcher/teacher-${n}`, {
    ...profile,
    personId: id,
    homeUnitId: college,
    area: 'henan/kaifeng',
  });
  return id;
}

async function enterContact(api: Api, n: number): Promise<{ personId: string; postId: string }> {
  const organisationId = enterpriseId(n);
  const person = created.parse(
    await api.post('/v1/people', `person/contact-${n}`, {
      nameEn: `Demonstration contact of enterprise ${n}`,
      nameZh: `演示用企业${n}联系人`,
      organisationId,
      email: `contact@enterprise-${n}.example.org`,
      introduced: true,
    }),
  );
  const post = created.parse(
    await api.post('/v1/posts', `post/contact-${n}`, {
      organisationId,
      titleEn: 'Technical director',
      titleZh: '技术负责人',
      holderId: person.id,
    }),
  );
  return { personId: person.id, postId: post.id };
}

/** A few at a time, numbered from 1. */
async function inOrder<T>(count: number, enter: (n: number) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (let from = 1; from <= count; from += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, count - from + 1) }, (_, index) => from + index);
    all.push(...(await Promise.all(some.map(enter))));
  }
  return all;
}
