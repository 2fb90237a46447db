import type { BusinessClock } from '../domain/calendar/business-clock.ts';
import type { EntityRef } from '../domain/decider.ts';
import type { Language } from '../domain/notices/names.ts';
import type { QueuedCommand } from '../domain/propose.ts';
import type { Page } from './page.ts';

/** The task queue of all our workflows and activities. */
export const TASK_QUEUE = 'cooperation';

/** What an entity carries from chapter to chapter. Plain JSON. */
export interface Carried {
  /** `unknown` because an older version may have written it; the decider's `migrate` reads it. */
  state: unknown;
  seq: number;
  nextWakeAt: string | null;
  page: Page;
  /** The latest command ids, newest last: update ids are forgotten at continue-as-new. */
  recent: string[];
}

/** `card` comes first: it is what the UI shows on top. */
export interface EntityInput {
  card: { title: string; stage: string; since: string; dossier?: string };
  ref: EntityRef;
  clock: BusinessClock;
  /** Of the labels in the timeline; English if left out. */
  language?: Language;
  carried: Carried | null;
  /** Commands that wait from the beginning, e.g. the one that opens a plan. */
  first: QueuedCommand[];
  /** Tests set this to see chapters turn early. */
  eventsPerChapter?: number;
}

export interface PostboxInput {
  personId: string;
  clock: BusinessClock;
  /** Of the labels in the timeline; English if left out. */
  language?: Language;
}

export interface ImportInput {
  /** `import-<hash of the file>`, also the workflow's id. */
  importId: string;
  rowCount: number;
  /** Of the labels in the timeline; English if left out. */
  language?: Language;
  /** Rows settled in earlier runs. */
  settled?: number;
}

/** The readable first lines of an input, with where to read on: the page that opens first shows nothing else. */
export function cardOf(language: Language, title: string, stage: string, since: string): EntityInput['card'] {
  const dossier =
    language === 'zh-CN'
      ? '请点击 User Metadata 标签页：未结事项、轮到谁、下一步'
      : 'open the tab User Metadata: what is open, whose turn it is, what comes next';
  return { title, stage, since, dossier };
}

export const postboxId = (personId: string): string => `postbox-${personId}`;
/** Of a plan or placement, by the id that its agreement gave it. */
export const childWorkflowId = (agreementId: string, childId: string): string => `${agreementId}.${childId}`;
export const workflowTypes = {
  agreement: 'cooperationAgreement',
  plan: 'cooperationPlan',
  placement: 'researcherPlacement',
  postbox: 'postbox',
  spreadsheetImport: 'spreadsheetImport',
  caretaker: 'caretaker',
} as const;

/** The validator's answer while a chapter ends: no event is written, the same update id may be sent again at once. */
export const TURNING_PAGE = 'turning-page';

export const caretakerId = 'caretaker';
/** Nights begin here; planning of what falls due starts half an hour after midnight at the earliest. */
export const caretakerZone = 'Asia/Shanghai';
/** Before the night's planning: what moves then is not planned by the old calendar or policy first. */
export const NIGHT_TIME = '00:05';

/** What one look-round has come to so far. `runId` is the night's date, or names a look that somebody asked for. */
export interface Round {
  runId: string;
  kind: 'night' | 'asked';
  onDate: string;
  at: string;
  checked: CheckedCounts;
  findings: Finding[];
  /** Where looking for old calendars goes on; left out before it has begun. */
  after?: string;
  /** The certificate of the day before as far as it has come; left out before it has begun, and where no night is certified. */
  certified?: CertifiedPart;
}

/** A part of a day's certificate. */
export interface CertifiedPart {
  /** How many rows were lost, by what became of them (domain/certificate/compare.ts). */
  lost: Record<string, number>;
  /** The last entity that was looked at; null at the end. */
  after: string | null;
}

export interface CheckedCounts {
  /** Open agreements and plans that were looked for in Temporal. */
  open: number;
  overdue: number;
  putBack: number;
  /** How many were told to adopt a newer calendar. */
  calendars: number;
}

/** Ids and instants only: it stands in a history. */
export interface Finding {
  kind: 'overdue' | 'put-back' | 'not-put-back' | 'not-complete' | 'check-failed';
  /** The entity, or `postboxes` that stood still; of a failed check, its name; of a certificate that is not complete, the day. */
  id: string;
  /** Since when it has been due, what came of putting it back, or how much is lost. */
  detail: string;
}

export interface CaretakerInput {
  clock: BusinessClock;
  language: Language;
  lastNightOn: string | null;
  /** A look was asked for while the page turned. */
  asked?: boolean;
  /** A round that goes on in this run. */
  round?: Round;
}
