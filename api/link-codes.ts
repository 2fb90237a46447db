import { Role } from '../domain/decider.ts';
import { personName, salutationParts } from '../domain/notices/names.ts';
import { isSameCode, linkCode, linkUrl, newLinkId, whyUrl } from '../mail/link-token.ts';
import { nowOf } from './deps.ts';
import { linkFact } from './link-view.ts';
import type { LinkView } from './link-view.ts';
import type { LinkDeps } from './links.ts';

/** The codes without which no link confirms anything. */

const CODE_MINUTES = 30;
const CODE_TRIES = 5;
const CODES_AT_MOST = 5;

export type CodeCheck = 'right' | 'wrong' | 'old';

/** Counts a try and compares. A code holds for thirty minutes and five tries, by the database's clock. */
export async function checkCode(deps: LinkDeps, linkId: string, code: string): Promise<CodeCheck> {
  const rows = await deps.db.$queryRaw<{ codeCount: number }[]>`
    UPDATE link SET "codeTries" = "codeTries" + 1 WHERE id = ${linkId} AND "codeTries" < ${CODE_TRIES}
      AND "realCodeSentAt" > (now() AT TIME ZONE 'UTC') - make_interval(mins => ${CODE_MINUTES}::int)
    RETURNING "codeCount"`;
  const row = rows[0];
  if (!row) return 'old';
  return isSameCode(code.trim(), linkCode(deps.linkSecret, linkId, row.codeCount)) ? 'right' : 'wrong';
}

/** Sends a new code to the addressee, five at the most for one link; false when there are no more. */
export async function sendNewCode(deps: LinkDeps, { link, person, language }: LinkView): Promise<boolean> {
  const rows = await deps.db.$queryRaw<{ codeCount: number }[]>`
    UPDATE link SET "codeCount" = "codeCount" + 1, "codeTries" = 0, "realCodeSentAt" = now() AT TIME ZONE 'UTC'
    WHERE id = ${link.id} AND "codeCount" < ${CODES_AT_MOST} RETURNING "codeCount"`;
  const row = rows[0];
  if (!row || !person.email) return false;
  const code = linkCode(deps.linkSecret, link.id, row.codeCount);
  await deps.sendCode({
    to: { name: personName(language, person), address: person.email },
    language,
    salutation: salutationParts(language, person),
    code,
    minutes: CODE_MINUTES,
    at: nowOf(deps),
    whyUrl: whyUrl(await besides(deps, link, 'open')),
    preferencesUrl: await besides(deps, link, 'preferences'),
  });
  return true;
}

/** Another link for the same reader, which confirms nothing: whoever is shown the code must not find the link that takes it beside it. */
async function besides(deps: LinkDeps, link: LinkView['link'], action: 'open' | 'preferences'): Promise<string> {
  const id = newLinkId();
  const { entityId, agreementId, personId, mailId, expiresAt } = link;
  const followUpId = action === 'open' ? link.followUpId : null;
  const facts = { noticeId: linkFact(link, 'noticeId'), voice: linkFact(link, 'voice'), role: Role.owner };
  await deps.db.link.create({
    data: { id, action, entityId, agreementId, followUpId, personId, mailId, facts, expiresAt },
  });
  return linkUrl(deps.publicUrl, deps.linkSecret, id);
}
