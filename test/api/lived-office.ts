import { caretakerActivities } from '../../activities/caretaker.ts';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import { instantOf } from '../../domain/calendar/calendar.ts';
import { addDays } from '../../domain/calendar/local-date.ts';
import { deciders } from '../../domain/deciders.ts';
import { entityKindOf } from '../../domain/decider.ts';
import type { Actor, Decider, EntityRef } from '../../domain/decider.ts';
import { propose } from '../../domain/propose.ts';
import type { QueuedCommand } from '../../domain/propose.ts';
import { storedText } from '../../domain/text.ts';
import type { Inbox } from '../../stack/inbox/inbox.ts';
import { system } from '../domain/placement/life.ts';
import { officeActivities } from '../support/office-activities.ts';
import type { TestApi } from '../support/api.ts';

const zone = 'Asia/Shanghai';
/** When postboxes look: with the morning's mail, abroad too, and for what came during the day. */
const POST_TIMES = ['08:31', '10:01', '17:01'];

/** An office whose days pass by their own moments: recorder, postboxes, caretaker and SMTP server are the real ones. */
export class LivedOffice {
  readonly api: TestApi;
  readonly inbox: Inbox;
  readonly #clock: BusinessClock;
  readonly #acts: ReturnType<typeof activitiesFor>;
  #todayOn: string;
  /** What was ended in the Temporal UI, until the caretaker looks. */
  ended: string[] = [];

  constructor({ api, inbox, clock, todayOn }: { api: TestApi; inbox: Inbox; clock: BusinessClock; todayOn: string }) {
    this.api = api;
    this.inbox = inbox;
    this.#clock = clock;
    this.#todayOn = todayOn;
    this.#acts = activitiesFor(this, api, clock, inbox.smtpUrl);
  }

  async stop(): Promise<void> {
    await this.inbox.stop();
    await this.api.stop();
  }

  /** What was ended in the Temporal UI. */
  isRunning = (id: string): boolean => !this.ended.includes(id);
  restart(agreementId: string): { id: string; outcome: string }[] {
    const back = this.ended.filter((id) => id.startsWith(agreementId)).map((id) => ({ id, outcome: 'restored' }));
    this.ended = [];
    return back;
  }

  turnTo(at: string): string {
    Object.assign(this.#clock, { businessOriginAt: at, realOriginAt: new Date().toISOString() });
    return at;
  }

  /** A pass of an entity's loop. */
  async pass(id: string, batch: QueuedCommand[], at: string): Promise<void> {
    const [agreementId = ''] = id.split('.');
    const row = await this.api.db.entity.findUnique({ where: { id } });
    const ref: EntityRef = { kind: row ? entityKindOf(row.kind) : 'placement', id, agreementId };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each decider takes its own state back
    const decider = deciders[ref.kind] as unknown as Decider<unknown>;
    const from = { state: row?.state ?? decider.initial(ref), seq: row?.seq ?? 0 };
    const recorded = await this.#acts.record(propose(decider, ref, from, batch, at));
    for (const { commandId, name } of batch) {
      const outcome = recorded.outcomes[commandId];
      if (outcome?.status !== 'recorded') throw new Error(`${name}: ${JSON.stringify(outcome)}`);
    }
  }

  /** A command that no address of the API has. */
  async tell(id: string, name: string, data: object, actor: Actor = system): Promise<void> {
    const kind = id.includes('.placement-') ? 'placement' : 'agreement';
    const parsed = deciders[kind].commands.get(name)?.schema(storedText).parse(data);
    const at = this.turnTo(new Date(this.now().getTime() + 60_000).toISOString());
    await this.pass(id, [{ commandId: `${id}-${name}-${at}`, name, actor, data: parsed }], at);
  }

  now(): Date {
    const { businessOriginAt, realOriginAt } = this.#clock;
    return new Date(Date.parse(businessOriginAt) + Date.now() - Date.parse(realOriginAt));
  }

  /** Days by their own moments: the caretaker's night, wakes as they come, the postboxes. */
  async live(untilOn: string): Promise<void> {
    const { db } = this.api;
    for (; this.#todayOn < untilOn;) {
      this.#todayOn = addDays(this.#todayOn, 1);
      const moments = [
        { at: instantOf(zone, this.#todayOn, '00:05'), act: (at: string) => this.#night(at) },
        ...POST_TIMES.map((time) => ({ at: instantOf(zone, this.#todayOn, time), act: () => this.deliver() })),
      ];
      for (const { at, act } of moments) {
        const due = () =>
          db.entity.findFirst({ where: { closed: false, wakeAt: { lte: at } }, orderBy: { wakeAt: 'asc' } });
        for (let row = await due(); row; row = await due()) {
          await this.pass(row.id, [], this.turnTo(row.wakeAt?.toISOString() ?? at));
        }
        await act(this.turnTo(at));
      }
    }
  }

  async #night(at: string): Promise<void> {
    const { caretaker } = this.#acts;
    const onDate = this.#todayOn;
    const missing = await caretaker.putBackMissing({ at, runId: onDate });
    const { ids } = await caretaker.staleCalendars({ at, after: '' });
    await caretaker.adoptCalendars({ at, ids });
    await caretaker.passOnDuties({ at });
    await caretaker.writeMonthlyPages({ at });
    await caretaker.pokeOverdue({ at });
    const checked = { open: missing.open, overdue: 0, putBack: missing.findings.length, calendars: 0 };
    const certified = { lost: {}, after: null };
    await caretaker.fileRound({
      runId: onDate,
      kind: 'night',
      onDate,
      at,
      checked,
      findings: missing.findings,
      certified,
    });
  }

  /** Everybody for whom something is open gets what can be told now. */
  async deliver(): Promise<void> {
    for (let round = 0, isOver = false; !isOver && round < 5; round += 1) {
      isOver = true;
      const open = await this.api.db.notice.findMany({
        where: { status: 'open', personId: { not: null } },
        distinct: ['personId'],
        orderBy: { personId: 'asc' },
      });
      for (const { personId } of open) {
        for (let outcome = 'sent'; !['nothing', 'busy'].includes(outcome);) {
          ({ outcome } = await this.#acts.postbox.sendMail({
            personId: personId ?? '',
            at: this.now().toISOString(),
          }));
          if (outcome !== 'nothing') isOver = false;
        }
      }
    }
  }
}

function activitiesFor(office: LivedOffice, { db }: TestApi, clock: BusinessClock, smtpUrl: string) {
  const wakePostboxes = () => Promise.resolve();
  const { record, postbox } = officeActivities({ db, clock, smtpUrl, wakePostboxes });
  const caretaker = caretakerActivities({
    db,
    clock,
    running: async () => {
      const open = await db.entity.findMany({ where: { closed: false }, select: { id: true } });
      return new Set(open.map(({ id }) => id).filter(office.isRunning));
    },
    isRunning: (id) => Promise.resolve(office.isRunning(id)),
    restore: (agreementId) => Promise.resolve(office.restart(agreementId)),
    wakePostboxes,
    tell: async (id, command) => {
      if ((await db.command.count({ where: { id: command.commandId } })) > 0) return true;
      await office.pass(id, [command], new Date(Date.parse(clock.businessOriginAt) + 1).toISOString());
      return true;
    },
  });
  return { record, postbox, caretaker };
}
