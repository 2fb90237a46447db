import formbody from '@fastify/formbody';
import '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { localDateOf } from '../domain/calendar/calendar.ts';
import type { Bilingual } from '../domain/decider.ts';
import { Certainty } from '../domain/fields.ts';
import { namedDayNote } from '../domain/follow-up/date-words.ts';
import { isAssumed } from '../domain/follow-up/lights.ts';
import { inLanguage } from '../domain/labels.ts';
import { inBoth } from '../domain/notices/names.ts';
import type { Outcome, QueuedCommand } from '../domain/propose.ts';
import { dateText } from '../mail/dates.ts';
import type { SendCode } from '../mail/code-mail.ts';
import { linkIdOf } from '../mail/link-token.ts';
import { acceptFromBrief, showBrief } from './brief-page.ts';
import { nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { act } from './link-acts.ts';
import { checkCode, sendNewCode } from './link-codes.ts';
import { forms, sentValues } from './link-commands.ts';
import { isConfirming } from '../mail/letter.ts';
import type { LinkAction } from '../mail/letter.ts';
import { pageHeaders, renderForm, renderPage } from './link-page.ts';
import { matterMore } from './matter-page.ts';
import { linkFact, viewLink } from './link-view.ts';
import type { LinkView } from './link-view.ts';
import { inWords } from './link-refusals.ts';
import { settledWords } from './link-settled.ts';
import { said, word } from './link-words.ts';
import type { WordKey } from './link-words.ts';
import { savePreferences } from './preferences.ts';
import { asksCode, recordedBy } from './recording-form.ts';
import { recordingWords } from './recording-words.ts';
import { whyRoute } from './link-why.ts';

export interface LinkDeps extends Pick<ApiDeps, 'db' | 'clock' | 'linkSecret' | 'publicUrl'> {
  isDemonstration: boolean;
  /** The gateway's `send`: delivers once, however often it is asked with the same command id. @throws Problem */
  sendCommand(entityId: string, command: QueuedCommand): Promise<Outcome>;
  /** Mails six digits to the addressee of a link. */
  sendCode: SendCode;
  wakePostboxes(personIds: readonly string[]): Promise<void>;
}

/** No token is asked for here, so it is the caller's address that counts; an office behind one address stays far below. */
const perAddress = {
  rateLimit: { max: 120, timeWindow: 60_000, keyGenerator: (request: FastifyRequest): string => request.ip },
};

interface Answer {
  status: number;
  view: LinkView | null;
  message: Bilingual | null;
  /** What was filled in; null shows no form. */
  values: Record<string, string> | null;
  codeSentTo?: string;
}

/**
 * The pages behind the links in mails. GET and HEAD show and change nothing, however often a scanner fetches them; POST acts,
 * once. Used, expired and mutilated links are answered politely.
 */
export async function linkRoutes(app: FastifyInstance, deps: LinkDeps): Promise<void> {
  if (!app.hasContentTypeParser('application/x-www-form-urlencoded')) await app.register(formbody);
  // Pages for readers of mail, not for callers of the API: the documentation leaves them out.
  const params = z.object({ token: z.string() });
  app.route({
    method: 'GET',
    url: '/l/:token',
    config: perAddress,
    schema: { hide: true },
    handler: async (request, reply) => {
      const { token } = params.parse(request.params);
      const seen = await look(deps, token);
      return seen.view?.action === 'brief' && seen.values
        ? showBrief(deps, reply, seen.view, null)
        : show(deps, reply, seen, `${token}/why`);
    },
  });
  app.route({
    method: 'POST',
    url: '/l/:token',
    config: perAddress,
    schema: { hide: true },
    handler: async (request, reply) => {
      const answer = await press(deps, params.parse(request.params).token, request.body);
      return answer.view?.action === 'brief' && answer.values
        ? showBrief(deps, reply.code(answer.status), answer.view, answer.message)
        : show(deps, reply, answer);
    },
  });
  whyRoute(app, deps, perAddress);
}

async function show(
  deps: LinkDeps,
  reply: FastifyReply,
  { status, view, message, values, codeSentTo }: Answer,
  why?: string,
): Promise<FastifyReply> {
  const form =
    view && values
      ? renderForm({
          language: view.language,
          action: view.action,
          values: { ...defaults(view, nowOf(deps)), ...values },
          codeSentTo: codeSentTo ?? null,
          posts: view.posts,
          recording: view.recording,
          isMinutes: isMinutes(view),
          assumed: view.action === 'answer' ? assumedOf(view) : null,
          namesOwner: view.namesOwner,
          deputies: view.preferences?.deputies ?? [],
          ownDays: view.ownDays,
        })
      : null;
  const page = renderPage({
    language: view?.language ?? null,
    isDemonstration: deps.isDemonstration,
    message,
    matter: view?.matter ?? null,
    form,
    more: view?.action === 'open' && status === 200 && !view.isPassedOn ? await matterMore(deps, view) : null,
    // Relative, and only of a link that still opens.
    why: view && status === 200 && view.action !== 'preferences' ? (why ?? null) : null,
  });
  return reply.code(status).headers(pageHeaders).send(page);
}

const isMinutes = ({ followUp }: LinkView): boolean => followUp?.kind === 'minutes-confirmation';

/** What of owner and day nobody has said, as a question shows it; null where both were. */
function assumedOf({ carried, posts }: LinkView): Bilingual | null {
  if (!carried || !isAssumed(carried.followUp)) return null;
  const { ownerPostId, ownerCertainty, dueOn, dueCertainty } = carried.followUp;
  const owner = ownerCertainty === Certainty.assumed ? posts.find(({ id }) => id === ownerPostId)?.title : undefined;
  const isDueAssumed = dueCertainty === Certainty.assumed;
  return inBoth((as) =>
    [owner && inLanguage(as, owner), isDueAssumed && dateText(as, dueOn)].filter(Boolean).join(' · '),
  );
}

/** What stands in the fields at first; `now` is an instant: a date that has passed would only be refused. */
function defaults(
  { action, followUp, carried, person, preferences, reply, link, language }: LinkView,
  now: string,
): Record<string, string> {
  if (preferences) return preferences.values;
  if (reply) return { awayFromOn: reply.awayFromOn ?? '', awayToOn: reply.awayToOn ?? '' };
  if (action === 'record') return {};
  if (action === 'hand-over') {
    const ownerPostId = linkFact(link, 'suggestedPostId');
    return ownerPostId ? { ownerPostId, reason: word(language, 'asSuggested') } : {};
  }
  // What we assumed stands beside the question; confirmed is only what somebody chooses.
  if (action === 'answer') return {};
  const todayOn = localDateOf(carried?.host.calendar.zone ?? person.zone, now);
  const ahead = (on: string): string => (on < todayOn ? '' : on);
  const asked = action === 'grant' || action === 'extend' ? carried?.followUp.extensionAsked?.dueOn : undefined;
  // What holds now is no new date.
  if (action === 'extend' || action === 'ask-extension') return { dueOn: ahead(asked ?? '') };
  return followUp ? { dueOn: ahead(asked ?? followUp.dueOn), ownerPostId: followUp.ownerPostId ?? '' } : {};
}

/** What a page says without changing anything. */
async function look(deps: LinkDeps, token: string): Promise<Answer> {
  const linkId = linkIdOf(deps.linkSecret, token);
  const view = linkId ? await viewLink(deps.db, linkId, nowOf(deps)) : null;
  if (!view) return { status: 410, view: null, message: said('unknown'), values: null };
  if (view.isPassedOn) return { status: 200, view: withoutTexts(view), message: said('passedOn'), values: null };
  if (view.link.usedAt) return { status: 200, view, message: said('alreadyDone'), values: null };
  if (view.link.expiresAt.toISOString() <= nowOf(deps)) {
    return {
      status: 410,
      view: withoutTexts(view),
      message: said('expired'),
      values: null,
    };
  }
  if (view.action === 'cannot-come' && !view.ownDays)
    return { status: 200, view, message: said('noDays'), values: null };
  if (view.isSettled) return { status: 200, view, message: await settledWords(deps.db, view), values: null };
  if (view.isOvertaken) return { status: 200, view, message: said('overtaken'), values: null };
  if (isConfirming(view.action) && !view.person.email)
    return { status: 200, view, message: said('noCode'), values: null };
  // Minutes that were passed on by hand are answered by word.
  const isPassedOn = view.action === 'open' && !view.person.email && view.followUp?.kind === 'minutes-confirmation';
  return { status: 200, view, message: isPassedOn ? said('noCode') : null, values: {} };
}

const withoutTexts = (view: LinkView): LinkView => ({
  ...view,
  matter: { ...view.matter, meeting: [], quote: null, reported: null, reason: null, minutes: null },
});

async function press(deps: LinkDeps, token: string, body: unknown): Promise<Answer> {
  const seen = await look(deps, token);
  const { view } = seen;
  if (!view || !seen.values || view.action === 'open') return seen;
  const { action } = view;
  const values = sentValues(body);
  if (action === 'record') return pressRecord(deps, token, view, values);
  const parsed = forms[action].safeParse(values);
  // Of minutes it is an answer that is recorded; of what was done there is none to choose.
  const isUnanswered = action === 'confirm-for' && isMinutes(view) && !values['answer'];
  if (!parsed.success || isUnanswered) {
    const issues = (parsed.error?.issues ?? []).map((issue) => String(issue.path[0]));
    const fields = [...new Set([...(isUnanswered ? ['answer'] : []), ...issues])];
    const message = fields.includes('evidence') ? said('evidenceWanted') : missingText(fields.map(fieldName));
    return { status: 422, view, message, values };
  }
  if (action === 'not-mine' && view.namesOwner && !values['ownerPostId'])
    return { status: 422, view, message: said('ownerWantedNote'), values };
  if (action === 'preferences') return keep(deps, token, view, values);
  if (action === 'brief') return { ...seen, message: await acceptFromBrief(deps, view, values) };
  if (isConfirming(action)) {
    const coded = await withCode(deps, view, values);
    if (coded) return coded;
  }
  return acted(deps, token, view, { form: { ...parsed.data }, values });
}

function missingText(fields: readonly Bilingual[]): Bilingual {
  const { en, zh } = said('incomplete');
  return {
    en: `${en} ${fields.map((field) => field.en).join(', ')}`,
    zh: `${zh}${fields.map((field) => field.zh).join('、')}`,
  };
}

/** What is missing is named as its field is; a form that is not this reader's says so. */
async function pressRecord(
  deps: LinkDeps,
  token: string,
  view: LinkView,
  values: Record<string, string>,
): Promise<Answer> {
  const { recording } = view;
  const filled = recording ? recordedBy(recording, values) : null;
  if (!filled) return { status: 403, view, message: recordingWords.forOthers, values };
  if ('wrong' in filled) return { status: 422, view, message: filled.wrong, values };
  const name = forms.accept.safeParse(values);
  const missing = [
    ...('missing' in filled ? filled.missing.map(({ label }) => label) : []),
    ...(name.success ? [] : [said('yourName')]),
  ];
  if (missing.length > 0) return { status: 422, view, message: missingText(missing), values };
  const coded = recording && asksCode(recording, values) ? await withCode(deps, view, values) : null;
  return coded ?? acted(deps, token, view, { form: { ...values }, values });
}

/** What it came to stands above the matter as it is now, not as it was before. */
async function acted(
  deps: LinkDeps,
  token: string,
  before: LinkView,
  { form, values }: { form: Record<string, unknown>; values: Record<string, string> },
): Promise<Answer> {
  const result = await act(deps, before, form);
  const view = (await viewLink(deps.db, before.link.id, nowOf(deps))) ?? before;
  switch (result.is) {
    case 'done':
      return { status: 200, view, message: withDayNote(said(result.word), view, form), values: null };
    case 'earlier':
      return { status: 200, view, message: said('earlierDone'), values: null };
    case 'refused':
      return { status: 409, view, message: await inWords(deps.db, before, result.sentence), values };
    case 'later':
      return { status: 503, view, message: said('later'), values };
    case 'taken': {
      const now = await look(deps, token);
      return now.values ? { ...now, message: said('busy'), values: null } : now;
    }
  }
}

/** The thanks, and of a date that was named what the API answers of it: that it moved off a day off, or is a make-up working day. */
function withDayNote(thanks: Bilingual, { action, carried }: LinkView, form: Record<string, unknown>): Bilingual {
  const asked = form['dueOn'];
  if (!carried || typeof asked !== 'string' || !settingDate.has(action)) return thanks;
  const note = namedDayNote(carried.host.calendar, asked, carried.followUp.dueOn);
  return note ? { en: `${thanks.en} ${note.en}`, zh: `${thanks.zh}${note.zh}` } : thanks;
}

const settingDate: ReadonlySet<string> = new Set<LinkAction>(['answer', 'extend', 'grant']);

/** A person's own page is shown again as it stands now: it may be changed until its link expires. */
async function keep(deps: LinkDeps, token: string, view: LinkView, values: Record<string, string>): Promise<Answer> {
  const { link, person } = view;
  const refusal = await savePreferences(deps, { linkId: link.id, person }, forms.preferences.parse(values));
  if (refusal) return { status: 422, view, message: refusal.detail, values };
  const now = await look(deps, token);
  return { ...now, message: now.view ? said('saved') : now.message };
}

/** Null when the code is right; otherwise the page that asks for it. */
async function withCode(deps: LinkDeps, view: LinkView, values: Record<string, string>): Promise<Answer | null> {
  const { person, link } = view;
  const codeSentTo = masked(person.email ?? '');
  const code = values['code']?.trim();
  if (code && link.codeCount > 0) {
    const check = await checkCode(deps, link.id, code);
    if (check === 'right') return null;
    if (check === 'wrong') return { status: 422, view, message: said('wrongCode'), values, codeSentTo };
  }
  const isSent = await sendNewCode(deps, view);
  const { code: _old, ...kept } = values;
  if (!isSent) return { status: 429, view, message: said('tooManyCodes'), values: null };
  return { status: 200, view, message: code ? said('oldCode') : null, values: kept, codeSentTo };
}

/** w…@example.org: whoever holds a forwarded link learns no address. */
function masked(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, 1)}…${address.slice(at)}`;
}

const fieldKeys: Record<string, WordKey> = {
  name: 'yourName',
  evidence: 'evidence',
  fromOn: 'whenFrom',
  cause: 'whyNotComing',
  untilOn: 'whenUntil',
  reason: 'reason',
  dueOn: 'dueOn',
  ownerPostId: 'owner',
  how: 'how',
  answer: 'confirm-minutes',
  either: 'either',
  language: 'language',
  zone: 'zone',
  channel: 'channel',
  reachFromTime: 'reachFromTime',
  reachToTime: 'reachToTime',
  digestTime: 'digestTime',
  awayFromOn: 'awayFromOn',
  awayToOn: 'awayToOn',
  deputyPersonId: 'deputyPersonId',
  quietTimes: 'quietDay',
};

function fieldName(field: string): Bilingual {
  const key = fieldKeys[field];
  return key ? said(key) : { en: field, zh: field };
}
