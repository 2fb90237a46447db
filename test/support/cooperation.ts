import { randomUUID } from 'node:crypto';

/** As much of a running system as it takes to enter a cooperation. */
export interface Reachable {
  apiUrl: string;
  token: string;
}

export interface StartedAgreement {
  id: string;
  /** Path of the agreement in the API. */
  at: string;
  /** Organisations: the unit of ours that keeps it, and the other side. */
  unit: string;
  partner: string;
  /** People; the first three hold posts of the reporting line, all with an e-mail address. */
  people: { liaison: string; coordinator: string; director: string; counterpart: string };
  posts: { liaison: string; coordinator: string; director: string; leader: string; counterpart: string };
}

export interface AgreementOptions {
  /** Tells several cooperations of one system apart: lower-case letters and digits. */
  code?: string;
  /** The stage it is taken to by waivers. */
  stage?: 'visit' | 'symposium' | 'communication';
  /** Replaces names, titles and addresses; `field` says which it is. */
  word?: (field: string, usual: string) => string;
  language?: 'en' | 'zh-CN';
}

/** A POST that must succeed. Answered by what tells it that it should ask again, it asks again with the same key. */
export async function posted<T = { entityId: string; id: string; created: string[]; commandId: string }>(
  { apiUrl, token }: Reachable,
  path: string,
  body?: object,
  method = 'POST',
  headers: Record<string, string> = {},
): Promise<T> {
  const key = randomUUID();
  for (let tries = 30; ; tries -= 1) {
    const answer = await fetch(`${apiUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(method === 'POST' ? { 'idempotency-key': key } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await answer.text();
    if (answer.ok) return JSON.parse(text) as T;
    if (![409, 503, 504].includes(answer.status) || !answer.headers.has('retry-after') || tries === 0) {
      throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/**
 * Enters organisations, a home unit with its reporting line, people and posts, and starts an agreement of two sides.
 * Nothing of it is left to defaults that a test might depend on by accident: everybody has an address and a post.
 */
export async function startAgreement(system: Reachable, options: AgreementOptions = {}): Promise<StartedAgreement> {
  const { code = 'a', stage = 'visit', word = (_field, usual) => usual, language = 'en' } = options;
  const unit = `org-unit-${code}`;
  const partner = `org-partner-${code}`;
  await posted(system, '/v1/organisations', {
    code: `unit-${code}`,
    nameEn: `Cooperation Unit ${code.toUpperCase()}`,
    kind: 'unit',
    ours: true,
  });
  await posted(system, '/v1/organisations', {
    code: `partner-${code}`,
    nameEn: `Partner University ${code.toUpperCase()}`,
    kind: 'university',
  });
  const person = async (key: string, organisationId: string, ours: boolean): Promise<string> => {
    const { id } = await posted(system, '/v1/people', {
      nameEn: word(`${key}.nameEn`, `${key} ${code}`),
      nameZh: word(`${key}.nameZh`, '王小明'),
      namePinyin: word(`${key}.namePinyin`, 'Wang Xiaoming'),
      nameAsPrinted: word(`${key}.nameAsPrinted`, `${key} ${code}`),
      salutationEn: word(`${key}.salutationEn`, `Dear ${key}`),
      salutationZh: word(`${key}.salutationZh`, '王老师'),
      fullTitleEn: word(`${key}.fullTitleEn`, 'Head of the Office'),
      fullTitleZh: word(`${key}.fullTitleZh`, '办公室主任'),
      email: `${word(`${key}.email`, `${key}-${code}`)}@example.org`,
      language,
      organisationId,
      ours,
    });
    return id;
  };
  const people = {
    liaison: await person('liaison', unit, true),
    coordinator: await person('coordinator', unit, true),
    director: await person('director', unit, true),
    counterpart: await person('counterpart', partner, false),
  };
  const post = async (titleEn: string, organisationId: string, holderId: string): Promise<string> =>
    (await posted(system, '/v1/posts', { titleEn, organisationId, holderId })).id;
  const posts = {
    liaison: await post('Liaison', unit, people.liaison),
    coordinator: await post('Coordinator', unit, people.coordinator),
    director: await post('Director', unit, people.director),
    leader: await post('Leader', unit, people.director),
    counterpart: await post('Liaison of the other side', partner, people.counterpart),
  };
  await posted(
    system,
    `/v1/organisations/${unit}/reporting-line`,
    {
      liaisonPostId: posts.liaison,
      coordinatorPostId: posts.coordinator,
      directorPostId: posts.director,
      leaderPostId: posts.leader,
    },
    'PUT',
    { 'if-match': '"v1"' },
  );
  const { entityId: id } = await posted(system, '/v1/agreements', {
    homeUnitId: unit,
    title: word('agreement.title', 'Cooperation to try things on'),
    why: word('agreement.why', 'A test asked for it.'),
    parties: [
      { organisationId: unit, role: 'host' },
      { organisationId: partner, role: 'guest' },
    ],
    accept: true,
  });
  const at = `/v1/agreements/${id}`;
  const waive = (skipped: string) =>
    posted(system, `${at}/stages/waive`, {
      stage: skipped,
      reason: word(`waive.${skipped}.reason`, 'Not needed here.'),
      approverPersonId: people.director,
    });
  if (stage !== 'visit') await waive('visit');
  if (stage === 'communication') await waive('symposium');
  return { id, at, unit, partner, people, posts };
}
