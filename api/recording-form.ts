import { readLexicon } from '../activities/lexicon.ts';
import { childIdOf, entityKindOf, isRole, Role } from '../domain/decider.ts';
import { localDateOf } from '../domain/calendar/calendar.ts';
import type { Bilingual } from '../domain/decider.ts';
import { inBoth, organisationName, personName, postTitle } from '../domain/notices/names.ts';
import type { Language } from '../domain/notices/names.ts';
import type { Lexicon } from '../domain/matching/lexicon.ts';
import { html } from '../mail/html.ts';
import type { SafeHtml } from '../mail/html.ts';
import type { FollowUp, FollowUpHost } from '../domain/follow-up/host.ts';
import type { Database } from '../prisma/client.ts';
import { hiddenFields, halfDayPageOf } from './half-day-page.ts';
import type { HalfDayPage, SaidOnPage, Values } from './half-day-page.ts';
import { said } from './link-words.ts';
import { logFields, logSaid } from './log-page.ts';
import { presenceFields, presenceSaid } from './presence-page.ts';
import { both } from './print-page.ts';
import { waysToRecord } from './recording.ts';
import { input, termsOf, valueOf } from './recording-fields.ts';
import { allClasses } from './need-classes.ts';
import type { FieldKind, FormField } from './recording-ways.ts';
import type { RecordingWay } from './recording.ts';
import { recordingWords as words } from './recording-words.ts';

/** The page behind "Record it": a form where a few fields suffice, the call of the API, and a word in reply for all others. */
export interface Recording {
  ways: RecordingWay[];
  /** In whose place the reader acts; what their place may not do has no form. */
  role: string;
  /** Where the calls go, e.g. `/v1/agreements/agreement-2026-0001-a-b`. */
  address: string;
  /** Named people of the other sides. */
  people: { id: string; organisationId: string; title: Bilingual }[];
  /** Who records it for those who cannot. */
  coordinator: Bilingual;
  todayOn: string;
  /** Of what is asked half day by half day. */
  halfDays?: HalfDayPage | null;
  /** Where words of the vocabulary are asked for. */
  lexicon?: Lexicon | null;
}

const MANY = 200;

/** The address of a plan or placement below its agreement; empty of the agreement itself. */
function childAddress(entity: { id: string; kind: string; agreementId: string }): string {
  return entity.id === entity.agreementId ? '' : `/${entity.kind}s/${childIdOf(entity)}`;
}

export async function recordingOf(
  db: Database,
  { host, followUp: f }: { host: FollowUpHost; followUp: FollowUp },
  entity: { id: string; kind: string; agreementId: string; partyIds: readonly string[] },
  reader: { personId: string; role: string; language: Language; at: string },
): Promise<Recording> {
  const { language } = reader;
  const todayOn = localDateOf(host.calendar.zone, reader.at);
  const others = { organisation: { id: { in: [...entity.partyIds] }, ours: false } };
  const people = await db.person.findMany({
    where: others,
    include: { organisation: true },
    orderBy: { id: 'asc' },
    take: MANY,
  });
  const partner = people.find((one) => one.organisationId === f.sideOrgId) ?? people[0];
  const partnerId = partner?.organisationId ?? entity.partyIds.find((id) => id !== host.homeUnit.organisationId) ?? '';
  const partnerPost = await db.post.findFirst({ where: { organisationId: partnerId }, orderBy: { id: 'asc' } });
  const coordinator = await db.post.findUnique({ where: { id: host.homeUnit.coordinatorPostId } });
  const child = childAddress(entity);
  const ways = waysToRecord(f.kind, {
    entityKind: entityKindOf(entity.kind),
    about: f.about,
    todayOn,
    homeUnitId: host.homeUnit.organisationId,
    partnerId,
    partnerPersonId: partner?.id ?? 'person-of-theirs',
    partnerPostId: partnerPost?.id ?? 'post-of-theirs',
    personId: reader.personId,
    language,
  });
  return {
    ways: await withClasses(db, ways),
    role: reader.role,
    address: `/v1/agreements/${entity.agreementId}${child}`,
    people: people.map((one) => ({
      id: one.id,
      organisationId: one.organisationId ?? '',
      title: inBoth(
        (as) => `${personName(as, one)}${one.organisation ? `, ${organisationName(as, one.organisation)}` : ''}`,
      ),
    })),
    coordinator: inBoth((as) => (coordinator ? postTitle(as, coordinator) : host.homeUnit.coordinatorPostId)),
    todayOn,
    halfDays: halfDayPageOf(host, f, todayOn),
    lexicon: asksFor(ways, 'skills') ? await readLexicon(db) : null,
  };
}

const asksFor = (ways: readonly RecordingWay[], kind: FieldKind): boolean =>
  ways.some(({ form }) => form?.some(({ as }) => as === kind));

/** The classes of needs are the installation's. */
async function withClasses(db: Database, ways: RecordingWay[]): Promise<RecordingWay[]> {
  if (!asksFor(ways, 'need-class')) return ways;
  const choices = Object.fromEntries((await allClasses(db)).map(({ id, title }) => [id, title]));
  const choosing = (field: FormField): FormField => (field.as === 'need-class' ? { ...field, choices } : field);
  return ways.map((way) => ({ ...way, form: way.form?.map(choosing) ?? null }));
}

/** What may be filled in here, by this reader. */
const formsOf = ({ ways, role }: Recording): RecordingWay[] =>
  ways.filter(
    (way) =>
      way.form !== null &&
      isRole(role) &&
      way.spec.who.includes(role) &&
      // The coordinator records what others said, and names them: that takes more than a form.
      !(way.isConsent && role === Role.coordinator),
  );

/** The page of half days, where its command is for the reader's place. */
function halfDaysFor({ halfDays, ways, role }: Recording): HalfDayPage | null {
  const spec = ways.find((way) => way.byHalfDays && way.spec.name === halfDays?.way)?.spec;
  return halfDays && isRole(role) && spec?.who.includes(role) ? halfDays : null;
}

/** Whether what was filled in is a consent, which takes a code. */
export const asksCode = (recording: Recording, values: Readonly<Record<string, string>>): boolean =>
  formsOf(recording).some(({ spec, isConsent }) => isConsent && spec.name === values['way']);

/** A filled form as the command that it leads to; the fields that are missing otherwise, by their labels. */
export function recordedBy(
  recording: Recording,
  values: Readonly<Record<string, string>>,
): SaidOnPage | { missing: readonly FormField[] } | null {
  const page = halfDaysFor(recording);
  if (page && page.way === values['way']) {
    return page.way === 'logDays' ? logSaid(page, values) : presenceSaid(page, values);
  }
  const way = formsOf(recording).find(({ spec }) => spec.name === values['way']);
  if (!way) return null;
  const fields = way.form ?? [];
  const answers = fields.map((field) => ({ field, value: valueOf(recording, field, values[field.name] ?? '') }));
  // What may be left empty and is not is not lost because it was mistyped.
  const isLeftOut = (field: FormField): boolean => field.optional === true && !values[field.name]?.trim();
  const missing = answers.filter(({ field, value }) => value === undefined && !isLeftOut(field));
  if (missing.length > 0) return { missing: missing.map(({ field }) => field) };
  // Of the example only what no field asks for.
  const fixed = Object.entries(way.data).filter(([name]) => !fields.some((field) => field.name === name));
  const filled = answers.flatMap(({ field, value }) => (value === undefined ? [] : [[field.name, value] as const]));
  const understoodToo = answers.flatMap(({ field, value }) => termsOf(recording, field, value));
  return { command: { name: way.spec.name, body: Object.fromEntries([...fixed, ...filled, ...understoodToo]) } };
}

/** What was filled in before; where the code went, masked, while one is asked for. */
export interface FilledIn {
  values: Readonly<Record<string, string>>;
  codeSentTo: string | null;
}
const untouched: FilledIn = { values: {}, codeSentTo: null };

/** Where the code from the mail is typed in. */
export const codeField = (language: Language, sentTo: string): SafeHtml =>
  html`<label for="code">${both(language, said('code'))} ${sentTo}</label
    ><input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="6" />`;

/** Forms and calls. */
export function recordingPart(language: Language, recording: Recording, { values, codeSentTo }: FilledIn): SafeHtml {
  const say = (text: Bilingual): SafeHtml => both(language, text);
  const forms = formsOf(recording);
  const page = halfDaysFor(recording);
  const isForm = page !== null || forms.length > 0;
  const calls = recording.ways.map(
    ({ spec, path, body }) =>
      html`<p>${say(spec.describe)}</p>
        <pre>
POST ${recording.address}/${path}${Object.keys(body).length > 0 ? `\n${JSON.stringify(body, null, 2)}` : ''}</pre>`,
  );
  return html`${isForm ? html`<h2>${say(words.here)}</h2>` : null} ${page && halfDayForm(language, page, values)}
    ${forms.map((way) =>
      oneForm(language, recording, way, values['way'] === way.spec.name ? { values, codeSentTo } : untouched),
    )}
    <p>${say(isForm ? words.api : words.onlyApi)}</p>
    ${calls}
    <p>${say(words.reply)} <strong>${say(recording.coordinator)}</strong></p>`;
}

function halfDayForm(language: Language, page: HalfDayPage, values: Values): SafeHtml {
  const isLog = page.way === 'logDays';
  const kept = values['way'] === page.way ? values : {};
  return html`<form method="post">
    ${hiddenFields(page)}${isLog ? logFields(language, page, kept) : presenceFields(language, page, kept)}
    ${nameField(language, page.way, kept)}
    <button type="submit">${both(language, isLog ? words.button : words.answer)}</button>
  </form>`;
}

/** Who is acting now. */
function nameField(language: Language, way: string, values: Values): SafeHtml {
  const id = `${way}-who`;
  return html`<label for="${id}">${both(language, said('yourName'))}</label
    ><input id="${id}" name="name" maxlength="100" required value="${values['name'] ?? ''}" />`;
}

function oneForm(
  language: Language,
  recording: Recording,
  { spec, form, button, isConsent }: RecordingWay,
  { values, codeSentTo }: FilledIn,
): SafeHtml {
  const field = (one: FormField): SafeHtml => {
    const id = `${spec.name}-${one.name}`;
    return html`<label for="${id}">${both(language, one.label)}</label>${input(language, recording, one, {
        id,
        value: values[one.name] ?? '',
      })}`;
  };
  return html`<form method="post">
    <p>${both(language, spec.describe)}</p>
    <input type="hidden" name="way" value="${spec.name}" />
    ${(form ?? []).map(field)}${nameField(language, spec.name, values)}
    ${isConsent && codeSentTo ? codeField(language, codeSentTo) : null}
    <button type="submit">${both(language, isConsent && !codeSentTo ? said('codeButton') : button)}</button>
  </form>`;
}
