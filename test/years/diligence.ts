import { setTimeout as sleep } from 'node:timers/promises';
import { addWorkingDays, localDateOf } from '../../domain/calendar/calendar.ts';
import { isImmediate, isMailKind } from '../../domain/notices/kinds.ts';
import type { DirectoryIds } from '../../stack/demonstration/script.ts';
import type { Notice } from '../../prisma/generated/client.ts';
import { Caller } from '../source-cases/caller.ts';
import { china, diaryOf } from './diary.ts';
import type { Diary } from './diary.ts';
import { districtCast, officeActs, platformCast } from './office-acts.ts';
import type { Cast, Occasion } from './office-acts.ts';
import type { Years } from './years.ts';

const zone = 'Asia/Shanghai';
/** What an answer to a question promises: so many working days from then. */
const ANSWERED_WORKING_DAYS = 20;
const asking = new Set(['reminder', 'due', 'overdue', 'returned', 'escalation', 'telephone', 'extension-asked']);
const byHand: Record<string, { action: string; form: Record<string, string> }> = {
  'confirm-minutes': { action: 'confirm-minutes', form: { answer: 'agree' } },
  reported: { action: 'confirm', form: {} },
  relay: { action: 'relayed', form: { how: 'wechat' } },
  'introduction-wanted': { action: 'introduce', form: {} },
};

/**
 * Everybody does what a mail asks for on the working day after it came: by the mail's own link where it has one for that, else as
 * the coordinator by the API.
 */
export class Diligence {
  /** `2025-04-10 reminder commitment.commitment-2`, in order. */
  readonly acts: string[] = [];
  readonly #years: Years;
  readonly #ids: DirectoryIds;
  readonly #caller: Caller;
  readonly #diaries: Map<string, { diary: Diary; cast: Cast }>;
  readonly #advanced = new Set<string>();
  readonly #seen = new Set<string>();
  /** What was answered to whoever passed something on, to be entered the next day. */
  readonly #answers: { diary: Diary; fields: object }[] = [];
  readonly #reminders = new Map<string, number>();

  constructor(years: Years, [platform = '', district = '']: readonly string[], ids: DirectoryIds) {
    this.#years = years;
    this.#ids = ids;
    this.#caller = new Caller(years.apiUrl, years.token);
    this.#diaries = new Map([
      [platform, { diary: diaryOf(years, platform), cast: platformCast }],
      [district, { diary: diaryOf(years, district), cast: districtCast }],
    ]);
  }

  /** A working morning: what was asked for by the mails of days before is done. */
  async actOn(on: string): Promise<void> {
    for (const { diary, fields } of this.#answers.splice(0)) {
      await diary.tell('confirmMinutes', fields);
      this.acts.push(`${on} confirmMinutes`);
      await this.#quiet();
    }
    for (const notice of await this.#asked(on)) {
      this.#seen.add(notice.id);
      await this.#act(notice, on);
      await this.#quiet();
    }
    await this.#goOn(on);
  }

  /** Once the minutes are confirmed everywhere the coordinator goes on to regular communication, before a mail asks for it. */
  async #goOn(on: string): Promise<void> {
    for (const { diary } of this.#diaries.values()) {
      const asked = { aboutKind: 'minutes', agreementId: diary.id, status: 'open' };
      if (this.#advanced.has(diary.id) || (await this.#years.db.followUp.count({ where: asked })) > 0) continue;
      this.#advanced.add(diary.id);
      // A broad consensus is no duty, and is put aside with that reason.
      await diary.refusal('parkPoint', { pointId: 'point-1', reason: 'A principle, not a duty.' });
      this.acts.push(`${on} advance ${await diary.refusal('advance')}`);
      await this.#quiet();
    }
  }

  /** Notices whose mail came before today, one for each matter, in an order that is the same in every run. */
  async #asked(on: string): Promise<Notice[]> {
    const rows = await this.#years.db.notice.findMany({
      where: { status: { in: ['sent', 'merged'] }, mailId: { not: null } },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
    });
    const before = (at: Date | null): boolean => at !== null && localDateOf(zone, at.toISOString()) < on;
    return rows.filter(({ id, settledAt }) => !this.#seen.has(id) && before(settledAt));
  }

  async #act(notice: Notice, on: string): Promise<void> {
    const known = this.#diaries.get(notice.agreementId);
    const { kind, followUpId, entityId } = notice;
    if (!known) return;
    const followUp = followUpId
      ? await this.#years.db.followUp.findUnique({ where: { entityId_id: { entityId, id: followUpId } } })
      : null;
    // Somebody else was asked too, and was quicker.
    if (followUpId && (!followUp || followUp.closedAt)) return;
    const hand = byHand[kind];
    if (hand && (await this.#press(notice, hand.action, hand.form))) {
      if (kind === 'relay') await this.#answeredByTelephone(notice);
      return this.#note(notice, on);
    }
    if (followUp?.status !== 'open') return;
    // A later opening of the same matter has mails of its own.
    if (localDateOf(zone, notice.at.toISOString()) < followUp.openedOn) return;
    if (kind === 'question' && followUp.kind !== 'mechanism' && followUp.kind !== 'naming') {
      const form = {
        dueOn: addWorkingDays(china, on, ANSWERED_WORKING_DAYS).on,
        ownerPostId: followUp.ownerPostId ?? '',
      };
      if (await this.#press(notice, 'answer', form)) this.#note(notice, on);
      return;
    }
    if (kind !== 'question' && !asking.has(kind)) return;
    const matter = `${entityId} ${followUpId} ${followUp.openedOn}`;
    const reminders = (this.#reminders.get(matter) ?? 0) + 1;
    this.#reminders.set(matter, reminders);
    await this.#office({ ...known, ids: this.#ids, on, followUp, reminders, ...this.#hands(notice) });
    this.#note(notice, on);
  }

  /** Whoever has no e-mail answers on the same way; minutes are then confirmed in the name of that side. */
  async #answeredByTelephone({ id, agreementId }: Notice): Promise<void> {
    const passedOn = await this.#years.db.notice.findUnique({ where: { id: id.replace(/\/relay$/, '') } });
    const known = this.#diaries.get(agreementId);
    if (!known || !passedOn?.followUpId?.startsWith('minutes-confirmation.')) return;
    const { sideOrgId } = await this.#years.db.followUp.findUniqueOrThrow({
      where: { entityId_id: { entityId: passedOn.entityId, id: passedOn.followUpId } },
    });
    const fields = { symposiumId: 'symposium-1', organisationId: sideOrgId, personId: passedOn.personId };
    this.#answers.push({ diary: known.diary, fields });
  }

  #hands(notice: Notice): Pick<Occasion, 'press' | 'newPerson'> {
    return {
      press: async (action, form) => {
        if (!(await this.#press(notice, action, form))) throw new Error(`${notice.kind} has no link to ${action}.`);
      },
      newPerson: async (nameEn, organisationId) =>
        (await this.#caller.post('/v1/people', { nameEn, organisationId, channel: 'phone', ours: true })).id,
    };
  }

  async #office(occasion: Occasion): Promise<void> {
    const { kind, id } = occasion.followUp;
    const act = Object.entries(officeActs).find(([known]) => known === kind)?.[1];
    if (!act) throw new Error(`Nobody in the office knows what to do about ${id}.`);
    await act(occasion);
  }

  #note({ kind, followUpId, id }: Notice, on: string): void {
    this.acts.push(`${on} ${kind} ${followUpId ?? id}`);
  }

  /** As a reader does: looks at the page, presses the button, types the code that came. False where the mail has no such link. */
  async #press({ mailId, followUpId, id }: Notice, action: string, form: Record<string, string>): Promise<boolean> {
    const { db } = this.#years;
    const links = await db.link.findMany({ where: { mailId, action, usedAt: null } });
    const link = links.find((one) => {
      const { facts } = one;
      const noticeId = typeof facts === 'object' && facts !== null && !Array.isArray(facts) ? facts['noticeId'] : null;
      return noticeId === id || (followUpId !== null && one.followUpId === followUpId);
    });
    if (!link) return false;
    const url = this.#years.linkUrl(link.id);
    const fields = { name: 'The reader', ...form };
    if ((await fetch(url)).status !== 200) throw new Error(`The page to ${action} does not open.`);
    let status = await post(url, fields);
    const code = this.#years.codes.at(-1);
    if (code && (await db.link.findUnique({ where: { id: link.id } }))?.codeCount) {
      status = await post(url, { ...fields, code: code.code });
    }
    const used = await db.link.findUnique({ where: { id: link.id } });
    if (status !== 200 || !used?.usedAt) throw new Error(`To ${action} was not taken: ${status}, ${followUpId ?? id}.`);
    return true;
  }

  /** What goes out at once has gone out before the next act: whether two become one mail does not hang on the machine's speed. */
  async #quiet(): Promise<void> {
    for (let tries = 60; tries > 0; tries -= 1) {
      const open = await this.#years.db.notice.findMany({ where: { status: 'open', reason: null } });
      const people = await this.#years.db.person.findMany({
        where: { id: { in: open.flatMap(({ personId }) => personId ?? []) }, email: { not: null } },
      });
      const ready = new Set(people.filter(({ ours, introducedAt }) => ours || introducedAt).map(({ id }) => id));
      const waits = open.some(
        ({ kind, personId }) => personId !== null && ready.has(personId) && isMailKind(kind) && isImmediate(kind),
      );
      if (!waits) return;
      await sleep(50);
    }
  }
}

async function post(url: string, fields: Record<string, string>): Promise<number> {
  return (await fetch(url, { method: 'POST', body: new URLSearchParams(fields) })).status;
}
