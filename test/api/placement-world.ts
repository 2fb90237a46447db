import type { LightMyRequestResponse } from 'fastify';
import { linkToken, newLinkId } from '../../mail/link-token.ts';
import { placement } from '../../domain/placement/index.ts';
import { marksIn } from '../../domain/placement/half-month.ts';
import { Mark } from '../../domain/placement/marks.ts';
import type { PlacementState } from '../../domain/placement/state.ts';
import { agreementId, college, enterprise, posts, ref, researcherId } from '../domain/placement/life.ts';
import type { PlacementLife } from '../domain/placement/life.ts';
import { onSite } from '../domain/placement/site-life.ts';
import { startTestApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import type { LinkAction } from '../../mail/letter.ts';

/**
 * A placement on rows, behind the real API and its link pages: on site since 3 March 2026, three half days a week. It is 17 March,
 * so that the log of the first half month is asked for: 3 (whole), 5 (morning), 10 (whole), 12 March (morning).
 */
export interface PlacementWorld {
  api: TestApi;
  /** Anew, as on its first morning, or as it was lived. */
  begin(life?: PlacementLife): Promise<void>;
  state(): Promise<PlacementState>;
  /** `3am 3pm 5am`: half days of the first half month with a mark. */
  marked(mark: keyof typeof Mark): Promise<string>;
  /** The address of a link "Record it" about the first half month, as a mail to its owner has it. */
  link(kind: 'placement-log' | 'placement-presence', change?: LinkChange): Promise<string>;
  /** The same of any other link. */
  linkFor(action: LinkAction, personId: string, followUpId?: string | null): Promise<string>;
  page(url: string): Promise<string>;
  press(url: string, fields: Record<string, string>): Promise<LightMyRequestResponse>;
  stop(): Promise<void>;
}

interface LinkChange {
  personId?: string;
  role?: string;
  /** `period-1.stand-in-1`: another log than the researcher's. */
  about?: string;
}

const todayAt = '2026-03-17T02:00:00.000Z';
const people: [id: string, organisationId: string, postId: string, language: string][] = [
  [researcherId, college, posts.researcher, 'en'],
  ['person-wang', college, 'post-wang', 'en'],
  ['person-host-supervisor', enterprise, posts.hostSupervisor, 'en'],
  ['person-unit-supervisor', college, posts.unitSupervisor, 'zh-CN'],
];

export async function startPlacementWorld(): Promise<PlacementWorld> {
  const clock = {
    realOriginAt: new Date().toISOString(),
    businessOriginAt: todayAt,
    dayMs: 86_400_000,
    endsAt: null,
  };
  const api = await startTestApi({ clock });
  const { db } = api;
  const organisations = [college, enterprise].map((id) => ({
    id,
    code: id.slice(4),
    nameEn: `Example ${id}`,
    kind: 'other',
  }));
  await db.organisation.createMany({ data: organisations.map((one) => ({ ...one, ours: one.id === college })) });
  for (const [id, organisationId, postId, language] of people) {
    const ours = organisationId === college;
    await db.person.create({
      data: { id, nameEn: `Example ${id}`, nameKey: id, organisationId, ours, language, introducedAt: new Date() },
    });
    await db.post.create({ data: { id: postId, organisationId, titleEn: 'Post', holderId: id } });
  }

  const state = async (): Promise<PlacementState> => {
    const row = await db.entity.findUniqueOrThrow({ where: { id: ref.id } });
    return placement.migrate(ref, row.state);
  };

  const newLink = async (
    what: { action: LinkAction; personId: string; followUpId: string | null },
    role = 'owner',
  ): Promise<string> => {
    const id = newLinkId();
    const row = { id, entityId: ref.id, agreementId, facts: { role }, expiresAt: '2099-01-01T00:00:00.000Z', ...what };
    await db.link.create({ data: row });
    return `/l/${linkToken('x'.repeat(32), id)}`;
  };

  return {
    api,
    state,
    async begin(life = onSite()) {
      const at = new Date(life.at);
      await db.$transaction([
        db.link.deleteMany(),
        db.notice.deleteMany(),
        db.followUp.deleteMany(),
        db.event.deleteMany(),
        db.text.deleteMany(),
        db.idempotentRequest.deleteMany(),
        db.entity.deleteMany(),
      ]);
      const face = { status: 'open', stage: 'on-site', light: 'green', openCount: 0, closed: false, title: '' };
      const rest = { card: {}, page: {}, clock: {}, searchText: '', startedAt: at, updatedAt: at };
      const whose = { homeUnitId: college, partyIds: [enterprise, college] };
      const row = { ...face, ...rest, ...whose, agreementId };
      await db.entity.createMany({
        data: [
          { ...row, id: agreementId, kind: 'agreement', seq: 0, state: {} },
          {
            ...row,
            id: ref.id,
            kind: 'placement',
            seq: life.events.length,
            state: JSON.parse(JSON.stringify(life.state)),
          },
        ],
      });
      await api.gateway.look(ref.id);
    },
    async marked(mark) {
      const found = marksIn(await state(), 1, Mark[mark]);
      return found.map(({ onDate, half }) => `${Number(onDate.slice(8))}${half}`).join(' ');
    },
    link(kind, { personId, role, about = 'period-1' } = {}) {
      const owner = kind === 'placement-log' ? researcherId : 'person-host-supervisor';
      return newLink({ action: 'record', personId: personId ?? owner, followUpId: `${kind}.${about}` }, role);
    },
    linkFor: (action, personId, followUpId = null) => newLink({ action, personId, followUpId }),
    page: async (url) => (await api.app.inject({ method: 'GET', url })).body,
    press: (url, fields) =>
      api.app.inject({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams(fields).toString(),
      }),
    stop: () => api.stop(),
  };
}

/** What a browser would send of a page's hidden fields, with what is filled in. */
export function filledIn(page: string, fields: Record<string, string>): Record<string, string> {
  const hidden = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return {
    ...Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value])),
    name: 'Li Ming',
    ...fields,
  };
}

/** `half.2026-03-03/am: yes`, from `3am 3pm`. */
export const ticks = (halves: string): Record<string, string> =>
  Object.fromEntries(
    halves.split(' ').map((half) => [`half.2026-03-${half.slice(0, -2).padStart(2, '0')}/${half.slice(-2)}`, 'yes']),
  );
