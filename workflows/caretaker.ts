import {
  ActivityFailure,
  condition,
  defineSignal,
  makeContinueAsNewFunc,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  uuid4,
} from '@temporalio/workflow';
import type { CaretakerActivities } from '../activities/caretaker.ts';
import { businessNow, realDelayMs } from '../domain/calendar/business-clock.ts';
import { instantOf, localDateOf } from '../domain/calendar/calendar.ts';
import { addDays } from '../domain/calendar/local-date.ts';
import type { Language } from '../domain/notices/names.ts';
import { caretakerZone, NIGHT_TIME, workflowTypes } from './inputs.ts';
import type { CaretakerInput, CertifiedPart, Finding, Round } from './inputs.ts';
import { patches } from './patches.ts';

/**
 * Looks round each night, and when asked: whose wake is overdue, what somebody ended in the Temporal UI, who needs a newer
 * calendar. It keeps nothing but its clock; Postgres has what was found. A signal only says "look now".
 */
const { staleCalendars, adoptCalendars, pokeOverdue, certifyDayBefore, fileRound, passOnDuties, writeMonthlyPages } =
  proxyActivities<CaretakerActivities>({
    startToCloseTimeout: '1 minute',
    scheduleToCloseTimeout: '30 minutes',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1 minute' },
  });
const { putBackMissing } = proxyActivities<CaretakerActivities>({
  startToCloseTimeout: '5 minutes',
  scheduleToCloseTimeout: '30 minutes',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Events of an activity, with the tasks around it. */
const EVENTS_EACH = 6;
const EVENTS_PER_RUN = 300;
const PAGE = 50;
/** Between two pages, so that a thousand agreements do not record at once. */
const PAGE_PAUSE_MS = 1_000;
const LEAST_WAIT_MS = 1_000;
const MOST_FINDINGS = 200;

const words = {
  en: {
    waits: (on: string) => `next look round in the night of ${on}`,
    overdue: 'looks whose wake is overdue',
    missing: 'looks what was ended from outside, and puts it back',
    stale: 'looks who needs a newer calendar or policy',
    adopts: (count: number) => `new calendar or policy for ${count}`,
    duties: 'tells which posts changed hands',
    months: 'writes the leaders’ monthly pages',
    certifies: 'sets what fell due the day before against what became of it',
    files: 'files what was found',
    pause: 'next page',
    result: ({ at, checked: c }: Round) =>
      `**${at.slice(0, 10)}**: ${c.open} open, ${c.overdue} overdue, ${c.putBack} put back, ${c.calendars} with a new calendar or policy`,
  },
  'zh-CN': {
    waits: (on: string) => `下次夜间巡检：${on}`,
    overdue: '检查逾时未动的合作',
    missing: '检查并恢复被外部终止的合作',
    stale: '检查需更新日历或督办规则的合作',
    adopts: (count: number) => `为 ${count} 项更新日历或督办规则`,
    duties: '告知职务人员变动',
    months: '编写领导月报',
    certifies: '核对前一日到期事项及其处理结果',
    files: '登记巡检结果',
    pause: '下一批',
    result: ({ at, checked: c }: Round) =>
      `**${at.slice(0, 10)}**：进行中 ${c.open} 项，逾时 ${c.overdue} 项，恢复 ${c.putBack} 项，更新日历或督办规则 ${c.calendars} 项`,
  },
} satisfies Record<Language, object>;

export const sweepSignal = defineSignal('sweep');

export async function caretaker(input: CaretakerInput): Promise<void> {
  const { clock } = input;
  const say = words[input.language];
  let asked = input.asked ?? false;
  let { lastNightOn } = input;
  let round = input.round ?? null;
  let spent = 0;
  setHandler(sweepSignal, () => {
    asked = true;
  });

  for (;;) {
    round ??= await nextRound();
    await lookRound(round);
    if (round.kind === 'night') lastNightOn = round.onDate;
    setCurrentDetails(say.result(round));
    round = null;
    if (spent >= EVENTS_PER_RUN) await turnPage();
  }

  /** Waits for the night or to be asked. After an outage the night that was missed is made up for at once, once. */
  async function nextRound(): Promise<Round> {
    const now = businessNow(clock, Date.now());
    const nightAt = nextNight(now, lastNightOn);
    // Null where the demonstration's clock stands still before it.
    const delayMs = realDelayMs(clock, Date.now(), nightAt);
    const isAsked = (): boolean => asked;
    if (delayMs === null) await condition(isAsked);
    else
      await condition(isAsked, Math.max(delayMs, LEAST_WAIT_MS), {
        summary: say.waits(localDateOf(caretakerZone, nightAt)),
      });
    const at = businessNow(clock, Date.now());
    const onDate = localDateOf(caretakerZone, at);
    const isNight = at >= nightAt;
    const kind = isNight ? 'night' : 'asked';
    asked = false;
    const runId = isNight ? onDate : `${onDate}/${uuid4().slice(0, 8)}`;
    return { runId, kind, onDate, at, checked: { open: 0, overdue: 0, putBack: 0, calendars: 0 }, findings: [] };
  }

  async function lookRound(r: Round): Promise<void> {
    if (r.after === undefined) {
      const late = await tried(r, 'overdue', () =>
        pokeOverdue.executeWithOptions({ summary: say.overdue }, [{ at: r.at }]),
      );
      r.checked.overdue = late?.length ?? 0;
      note(r, late ?? []);
      const missing = await tried(r, 'missing', () =>
        putBackMissing.executeWithOptions({ summary: say.missing }, [{ at: r.at, runId: r.runId }]),
      );
      r.checked.open = missing?.open ?? 0;
      r.checked.putBack = missing?.findings.filter(({ kind }) => kind === 'put-back').length ?? 0;
      note(r, missing?.findings ?? []);
      if (patched(patches.caretakerTellsPeople)) await people(r);
      r.after = '';
    }
    if (!r.certified) await calendars(r);
    if (r.kind === 'night' && patched(patches.caretakerCertifiesInParts)) await certify(r);
    await tried(r, 'file', () => fileRound.executeWithOptions({ summary: say.files }, [r]));
  }

  /** After what does not run was put back: only what runs can be told. */
  async function people(r: Round): Promise<void> {
    await tried(r, 'duties', () => passOnDuties.executeWithOptions({ summary: say.duties }, [{ at: r.at }]));
    await tried(r, 'monthly-pages', () =>
      writeMonthlyPages.executeWithOptions({ summary: say.months }, [{ at: r.at }]),
    );
  }

  async function calendars(r: Round): Promise<void> {
    for (let after: string | null = r.after ?? ''; after !== null;) {
      const from: string = after;
      const found = await tried(r, 'calendars', () =>
        staleCalendars.executeWithOptions({ summary: say.stale }, [{ at: r.at, after: from }]),
      );
      const ids: string[] = found?.ids ?? [];
      for (let page = ids.splice(0, PAGE); page.length > 0; page = ids.splice(0, PAGE)) {
        const ofPage = page;
        const told = await tried(r, 'calendars', () =>
          adoptCalendars.executeWithOptions({ summary: say.adopts(ofPage.length) }, [{ at: r.at, ids: ofPage }]),
        );
        r.checked.calendars += told ?? 0;
        if (ids.length > 0) await sleep(PAGE_PAUSE_MS, { summary: say.pause });
      }
      after = found?.after ?? null;
      if (after !== null) r.after = after;
      if (after !== null && spent >= EVENTS_PER_RUN) await turnPage();
    }
  }

  /** Part by part; what one of them has found stands, even if the next fails for good. */
  async function certify(r: Round): Promise<void> {
    let certified: CertifiedPart = r.certified ?? { lost: {}, after: '' };
    while (certified.after !== null) {
      const { lost, after } = certified;
      const part: CertifiedPart | null = await tried(r, 'certificate', () =>
        certifyDayBefore.executeWithOptions({ summary: say.certifies }, [{ onDate: r.onDate, after }]),
      );
      certified = { lost: sum(lost, part?.lost ?? {}), after: part?.after ?? null };
      r.certified = certified;
      if (certified.after !== null && spent >= EVENTS_PER_RUN) await turnPage();
    }
  }

  /** A check that cannot be done for half an hour is named, and the others go on. */
  async function tried<T>(r: Round, name: string, check: () => Promise<T>): Promise<T | null> {
    spent += EVENTS_EACH;
    try {
      return await check();
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      note(r, [{ kind: 'check-failed', id: name, detail: '' }]);
      return null;
    }
  }

  async function turnPage(): Promise<never> {
    const next = makeContinueAsNewFunc<typeof caretaker>({ workflowType: workflowTypes.caretaker });
    return next({
      clock,
      language: input.language,
      lastNightOn,
      ...(asked ? { asked } : {}),
      ...(round ? { round } : {}),
    });
  }
}

function sum(a: Record<string, number>, b: Record<string, number>): Record<string, number> {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(keys.map((key) => [key, (a[key] ?? 0) + (b[key] ?? 0)]));
}

function note(round: Round, findings: readonly Finding[]): void {
  round.findings = [...round.findings, ...findings].slice(0, MOST_FINDINGS);
}

/** The next night that has not been looked at; one that is over already where it was missed. */
function nextNight(now: string, lastNightOn: string | null): string {
  const todayOn = localDateOf(caretakerZone, now);
  const tonight = instantOf(caretakerZone, todayOn, NIGHT_TIME);
  const isDone = lastNightOn === null ? tonight <= now : lastNightOn >= todayOn;
  return isDone ? instantOf(caretakerZone, addDays(todayOn, 1), NIGHT_TIME) : tonight;
}
