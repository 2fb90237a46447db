import type { Bilingual } from '../domain/decider.ts';
import { inLanguage } from '../domain/labels.ts';
import { inBoth } from '../domain/notices/names.ts';
import { dateText } from '../mail/dates.ts';
import type { Database } from '../prisma/client.ts';
import type { LinkView } from './link-view.ts';
import { said } from './link-words.ts';

/** What became of the matter of a link: done, not wanted, replaced, or ended with what it belonged to. */
export async function settledWords(
  db: Database,
  { link, followUp, entityKind }: Pick<LinkView, 'link' | 'followUp' | 'entityKind'>,
): Promise<Bilingual> {
  switch (followUp?.status) {
    case 'dropped':
      return said('dropped');
    case 'superseded':
      // Somebody else was faster to stand in: nothing new is asked.
      return said(followUp.kind === 'cover-request' ? 'settled' : 'superseded');
    case 'closed':
      return entityKind === 'placement' || entityKind === 'plan'
        ? said(`${entityKind}Over`)
        : ended(db, link.agreementId);
    default:
      return said('settled');
  }
}

const ends: Readonly<Record<string, Bilingual>> = {
  achieved: { en: 'has reached its aim and was closed', zh: '已达成目标并结束' },
  lapsed: { en: 'has lapsed', zh: '已到期终止' },
  terminated: { en: 'was ended early', zh: '已提前终止' },
};

/** How the cooperation ended, and when. */
async function ended(db: Database, agreementId: string): Promise<Bilingual> {
  const event = await db.event.findFirst({
    where: { entityId: agreementId, type: 'agreementClosed' },
    orderBy: { seq: 'desc' },
  });
  const fact = (key: string): string => {
    const value: unknown = Object(event?.data)[key];
    return typeof value === 'string' ? value : '';
  };
  const on = fact('on');
  const how = ends[fact('outcome')] ?? { en: 'has ended', zh: '已结束' };
  return inBoth((as) => {
    const day = on === '' ? '' : dateText(as, on);
    return as === 'zh-CN'
      ? `本合作${day === '' ? '' : `已于${day}`}${inLanguage(as, how).replace(day === '' ? '' : '已', '')}，此事项随之结束，无需您办理。谢谢！`
      : `The cooperation ${inLanguage(as, how)}${day === '' ? '' : ` on ${day}`}, and this matter ended with it: nothing is asked of you. Thank you.`;
  });
}
