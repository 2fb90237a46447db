import type { z } from 'zod';
import type { TextFields } from './text.ts';
import type { Refusal } from './refusal.ts';

/** A value that survives JSON unchanged: the only kind of value that Temporal carries for us. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json | undefined };

/** Both languages, wherever a person reads. */
export interface Bilingual {
  en: string;
  zh: string;
}

export const Role = {
  coordinator: 'coordinator',
  secretary: 'secretary',
  liaison: 'liaison',
  director: 'director',
  /** Keeps policies for the whole house (DOMAIN section 3). */
  administrator: 'administrator',
  leader: 'leader',
  owner: 'owner',
  confirmer: 'confirmer',
  observer: 'observer',
  system: 'system',
} as const;
export type Role = (typeof Role)[keyof typeof Role];
const roles: ReadonlySet<string> = new Set(Object.values(Role));
/** Whether a stored text names a role. */
export const isRole = (text: string): text is Role => roles.has(text);

/** Who issues a command. Ids only: names stay in Postgres. */
export interface Actor {
  /** Stable id of the principal, e.g. `token-coordinator`, `person-3`, `system`. */
  id: string;
  personId?: string;
  /** The posts the person holds now, so that rules can tell who owes something. */
  postIds?: string[];
  roles: Role[];
}

/** What a decision may know besides state and command. `at` is business now, an ISO instant in UTC. */
export interface Context {
  at: string;
  actor: Actor;
}

/** What an event is about, e.g. `{ kind: 'visit', id: 'visit-1' }`; the dossier collects an item's events under it. */
export interface Subject {
  kind: string;
  id: string;
}

/** A duty to tell a post (or, outside our organisation, a person) something; written with the event that caused it. */
export interface NoticeDraft {
  to: { postId: string } | { personId: string };
  kind: NoticeKind;
  followUpId?: string;
  /** Immediate kinds go out at the next reachable moment by themselves, the others with the morning's mail. */
  facts: { [key: string]: Json | undefined };
}

export const NoticeKind = {
  assigned: 'assigned',
  question: 'question',
  reminder: 'reminder',
  due: 'due',
  overdue: 'overdue',
  escalation: 'escalation',
  'escalation-ahead': 'escalation-ahead',
  'meeting-list': 'meeting-list',
  'extension-asked': 'extension-asked',
  'extension-agreed': 'extension-agreed',
  'extension-refused': 'extension-refused',
  'not-taken': 'not-taken',
  returned: 'returned',
  reported: 'reported',
  'confirm-minutes': 'confirm-minutes',
  'count-of-questions': 'count-of-questions',
  telephone: 'telephone',
  meeting: 'meeting',
  'contact-noted': 'contact-noted',
  'date-moved': 'date-moved',
  'placement-changed': 'placement-changed',
  'duties-not-accepted': 'duties-not-accepted',
} as const;
export type NoticeKind = (typeof NoticeKind)[keyof typeof NoticeKind];

/** An event as proposed. `notify` are the notices to be written in the same transaction. */
export interface EventDraft {
  type: string;
  about: Subject | null;
  /** JSON only (a test folds every event through JSON). */
  data: Readonly<Record<string, unknown>>;
  notify?: NoticeDraft[];
}

/** An event as recorded: `seq` counts from 1 within its entity; `at` is the business instant, `by` the actor's id. */
export interface RecordedEvent extends EventDraft {
  seq: number;
  at: string;
  by: string;
  commandId: string | null;
}

export type Decision = EventDraft[] | Refusal;

/**
 * A kind of event: call it to propose one, `apply` folds it into a draft of the state.
 * `apply` may change the draft in place (the fold works on a copy) but must not read a clock.
 */
export interface EventType<S, D> {
  /** `data` may hold more than folding needs: the dossier reads the rest. */
  <X extends D>(about: Subject | null, data: X, notify?: NoticeDraft[]): EventDraft;
  type: string;
  apply(draft: S, data: D, event: RecordedEvent): void;
}

/** Declares a kind of event with the data that folding it needs. */
export function eventType<S, D extends object>(
  type: string,
  apply: (draft: S, data: D, event: RecordedEvent) => void,
): EventType<S, D> {
  const make = <X extends D>(about: Subject | null, data: X, notify?: NoticeDraft[]): EventDraft => ({
    type,
    about,
    data: Object.fromEntries(Object.entries(data)),
    ...(notify && notify.length > 0 ? { notify } : {}),
  });
  return Object.assign(make, { type, apply });
}

/**
 * Of a placement: the researcher's own words, those of the enterprise, of the home unit (its office and who speaks for it there, not
 * every colleague), of the one that the command's `side` names, or what nobody but the office of the researcher's unit may read. The
 * office that keeps the agreement reads what is not `only` the unit's.
 */
export type PrivateTo = 'researcher' | 'unit' | 'host' | 'side' | 'unit-only';

/** One row of an entity's command table: the update handlers, HTTP routes, OpenAPI and descriptions all come from it. */
export interface CommandSpec<S> {
  name: string;
  /** Under `/v1/agreements/{id}/` (or the plan's address), e.g. `visits` or `visits/{visitId}/note`; braces name fields of the body. */
  path: string;
  who: readonly Role[];
  describe: Bilingual;
  /** The answer says of each date that it set which was asked for, and why another stands where it does. */
  tellsDates?: true;
  /** It plans something joint onto a day of its caller's: a day off of a side has to be meant (DOMAIN 2). */
  plansDay?: true;
  schema(text: TextFields): z.ZodType;
  /** Fields that callers do not send: the API looks them up in the directory. */
  supplied?: readonly string[];
  /** Whose its private texts are, where no party in its data says so: see `PrivateTo`. */
  privateTo?: PrivateTo;
  /** `data` has passed `schema`; the state is not changed. */
  decide(state: S, data: never, context: Context): Decision;
}

/** Declares a command with its data typed from its schema. */
export function command<S, Schema extends z.ZodType>(spec: {
  name: string;
  path: string;
  who: readonly Role[];
  describe: Bilingual;
  tellsDates?: true;
  plansDay?: true;
  schema(text: TextFields): Schema;
  supplied?: readonly string[];
  privateTo?: PrivateTo;
  decide(state: S, data: z.output<Schema>, context: Context): Decision;
}): CommandSpec<S> {
  // A schema takes longer to build than to use; there are two, for what people write and for what Temporal carries.
  const built = new WeakMap<TextFields, Schema>();
  const schema = (text: TextFields): Schema => {
    const known = built.get(text) ?? spec.schema(text);
    built.set(text, known);
    return known;
  };
  return { ...spec, schema };
}

/** A stage or concern: its commands and events together, so that a rule is found in one guess. */
export interface Concern<S> {
  commands: readonly CommandSpec<S>[];
  // The data type of each event differs; the fold passes what was recorded under the same type.
  events: readonly EventType<S, never>[];
  /** Events of other concerns that this one follows too, e.g. a commitment is kept when its follow-up closes. */
  listens?: readonly { to: string; apply(draft: S, data: never, event: RecordedEvent): void }[];
  /** What it does when time has passed: `due` proposes by `context.at`, `nextWake` names the earliest instant at which it would. */
  clock?: { due(state: S, context: Context): EventDraft[]; nextWake(state: S): string | null };
}

/** The sum of concerns: what the entity loop, the API and the recorder need to know of a kind of entity. */
export interface Decider<S> {
  kind: EntityKind;
  initial(entity: EntityRef): S;
  commands: ReadonlyMap<string, CommandSpec<S>>;
  decide(state: S, name: string, data: unknown, context: Context): Decision;
  evolve(state: S, events: readonly RecordedEvent[]): S;
  /** A state that an older version wrote, as this one knows it; a newer version's throws UnknownSchemaVersion. */
  migrate(entity: EntityRef, carried: unknown): S;
  due(state: S, context: Context): EventDraft[];
  nextWake(state: S): string | null;
  card(state: S, at: string): Card;
}

export const EntityKind = { agreement: 'agreement', plan: 'plan', placement: 'placement' } as const;
export type EntityKind = (typeof EntityKind)[keyof typeof EntityKind];
/** The kind that a stored row names. @throws Error for one that a newer version wrote */
export function entityKindOf(kind: string): EntityKind {
  const found = Object.values(EntityKind).find((each) => each === kind);
  if (!found) throw new Error(`${kind} is no kind of entity`);
  return found;
}
/** A child's id within its agreement, e.g. `plan-1`; empty of an agreement. */
export const childIdOf = ({ id, agreementId }: Pick<EntityRef, 'id' | 'agreementId'>): string =>
  id.slice(agreementId.length + 1);

/** `agreementId` is the family's head; of an agreement it is its own id. */
export interface EntityRef {
  kind: EntityKind;
  id: string;
  agreementId: string;
}

export const Light = { green: 'green', blue: 'blue', yellow: 'yellow', red: 'red' } as const;
export type Light = (typeof Light)[keyof typeof Light];

/** One open matter as a manager sees it. Ids and dates only; the recorder puts names of organisations and posts to it. */
export interface CardItem {
  followUpId: string;
  /** What it is: the follow-up's kind, e.g. `visit-note`. */
  kind: string;
  about: Subject;
  ownerPostId: string | null;
  /** The organisation whose turn it is. */
  sideOrgId: string | null;
  dueOn: string;
  assumed: boolean;
  /** Its date is our usual one, and nobody has set another. */
  isDefault?: true;
  /** No official calendar covers its date yet: it may still move. */
  isProvisional?: true;
  light: Light;
  pausedUntilOn: string | null;
  /** 0 is the owner, 1 the coordinator... as far as it has climbed. */
  level: number;
  /** The later date that its owner asks for, and since when; left out where none is. */
  extensionAsked?: { dueOn: string; on: string };
}

/**
 * `waived` is a stage of which nothing took place; `passed` one that was left though something of what took place still waits:
 * the record of a visit, the minutes of a symposium, or points that were agreed there.
 */
export type PathStep =
  | { stage: string; state: 'done' | 'waived' | 'current' | 'ahead' }
  | { stage: string; state: 'passed'; waitsFor: WaitsFor };
export type WaitsFor = 'record' | 'minutes' | 'points';

/** The derived face of an entity: columns of lists, search attributes and the page in the Temporal UI are made from it. */
export interface Card {
  status: string;
  stage: string;
  /** The stages in order. */
  path: PathStep[];
  light: Light;
  homeUnitId: string | null;
  partyIds: string[];
  /**
   * Who owes the most urgent open matter. A matter that was reported, or of which a later date is asked, stays its owner's here, while
   * the ledger of waiting puts its days down to whoever decides it.
   */
  ownerPostId: string | null;
  nextDueOn: string | null;
  nextDueAt: string | null;
  lastContactOn: string | null;
  /** The most urgent first, at most 12; `openCount` says how many there are. */
  items: CardItem[];
  openCount: number;
  questionCount: number;
  planIds: string[];
  parentId: string | null;
  closed: boolean;
}

const isRefusal = (decision: Decision): decision is Refusal => !Array.isArray(decision);
export { isRefusal };

/** Puts concerns together into the functions that depend on them. Throws at load if a name stands twice. */
export function assemble<S>(concerns: readonly Concern<S>[]) {
  const commands = new Map<string, CommandSpec<S>>();
  const events = new Map<string, EventType<S, never>>();
  const listeners = concerns.flatMap((concern) => concern.listens ?? []);
  for (const concern of concerns) {
    for (const spec of concern.commands) {
      if (commands.has(spec.name)) throw new Error(`command ${spec.name} is declared twice`);
      commands.set(spec.name, spec);
    }
    for (const type of concern.events) {
      if (events.has(type.type)) throw new Error(`event ${type.type} is declared twice`);
      events.set(type.type, type);
    }
  }

  /** Folds recorded events; the given state is not changed. Events of an unknown type (a newer version's) change nothing. */
  function evolve(state: S, recorded: readonly RecordedEvent[]): S {
    if (recorded.length === 0) return state;
    const draft: S = JSON.parse(JSON.stringify(state));
    for (const event of recorded) {
      const type = events.get(event.type);
      // The recorder keeps an event's data as it was proposed under this type.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      const data = event.data as never;
      // Listeners go first: they may look at what the event is about to remove.
      for (const listener of listeners) if (listener.to === event.type) listener.apply(draft, data, event);
      type?.apply(draft, data, event);
    }
    return draft;
  }

  /** The state as it will be once these events are recorded. */
  const after = (state: S, drafts: readonly EventDraft[], { at, actor }: Context): S =>
    evolve(
      state,
      drafts.map((draft) => ({ ...draft, seq: 0, at, by: actor.id, commandId: null })),
    );

  const clocks = concerns.flatMap((concern) => concern.clock ?? []);
  /** Each clock sees what those before it came to: nobody is reminded of what has just ended. */
  const due = (state: S, context: Context): EventDraft[] => {
    let now = state;
    return clocks.flatMap((clock, index) => {
      const drafts = clock.due(now, context);
      // Nobody looks after the last one.
      if (index < clocks.length - 1) now = after(now, drafts, context);
      return drafts;
    });
  };
  const nextWake = (state: S): string | null =>
    clocks
      .map((clock) => clock.nextWake(state))
      .filter((at) => at !== null)
      .toSorted()[0] ?? null;

  return { commands, events, evolve, after, due, nextWake };
}
