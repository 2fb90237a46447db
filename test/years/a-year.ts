import { addDays } from '../../domain/calendar/local-date.ts';
import { isWorkingDay } from '../../domain/calendar/calendar.ts';
import { loadDemonstration } from '../../stack/demonstration/load.ts';
import type { DirectoryIds } from '../../stack/demonstration/script.ts';
import { china } from './diary.ts';
import { Diligence } from './diligence.ts';
import { mailsOf } from './mails-of.ts';
import type { CaseOfMails } from './mails-of.ts';
import { startYears } from './years.ts';
import type { Years } from './years.ts';

/** Nobody does anything; or everybody does what they are asked, the working day after the first mail that asks for it. */
export const Scenario = { neglect: 'neglect', diligence: 'diligence' } as const;
export type Scenario = (typeof Scenario)[keyof typeof Scenario];

/** The day after the visit of the first source; the second was in 2021 and is entered late. */
export const yearFromOn = '2025-04-02';
/** A year later, this day included: the yearly review falls due on it. */
export const yearToOn = '2026-04-02';

export interface LivedYear {
  scenario: Scenario;
  cases: CaseOfMails[];
  /** What the nightly rounds and the certificates found missing, `kind id detail`: nothing, if all is well. */
  findings: string[];
  /** What people did, for whoever wonders why nothing was sent. */
  acts: string[];
}

/** Both source cases side by side through a year, on the time-skipping server with all that the product has. Takes a minute or two. */
export async function liveAYear(scenario: Scenario): Promise<LivedYear> {
  const years = await startYears({ fromOn: yearFromOn, caretaker: true });
  try {
    const { agreementIds, ids } = await loadDemonstration({ apiUrl: years.apiUrl, token: years.token });
    const acts = await live(years, { scenario, agreementIds, ids });
    return { scenario, cases: await mailsOf(years, agreementIds, ids), findings: await findingsOf(years), acts };
  } finally {
    await years.stop();
  }
}

async function live(
  years: Years,
  { scenario, agreementIds, ids }: { scenario: Scenario; agreementIds: string[]; ids: DirectoryIds },
): Promise<string[]> {
  const diligence = scenario === 'diligence' ? new Diligence(years, agreementIds, ids) : null;
  for (let on = addDays(yearFromOn, 1); on <= yearToOn; on = addDays(on, 1)) {
    if (on !== yearToOn && !isWorkingDay(china, on).working) continue;
    await years.liveUntil(on);
    await diligence?.actOn(on);
  }
  return diligence?.acts ?? [];
}

async function findingsOf({ db }: Years): Promise<string[]> {
  const rounds = await db.caretakerRun.findMany({ orderBy: { onDate: 'asc' } });
  return rounds.flatMap(({ findings }) => (Array.isArray(findings) ? findings : []).map((one) => JSON.stringify(one)));
}
