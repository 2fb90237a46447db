import { createHash } from 'node:crypto';
import { liftTexts } from '../domain/text.ts';
import type { Database } from '../prisma/client.ts';

export interface TextRow {
  id: string;
  content: string;
  isPrivate: boolean;
}

/** Takes what a person wrote out of a parsed body. The ids depend on command and place only, so a repeat has the same ones. */
export function takeTexts(commandId: string, body: unknown): { data: unknown; texts: TextRow[] } {
  const texts: TextRow[] = [];
  const data = liftTexts(body, ({ content, isPrivate }, pointer) => {
    const id = `text-${createHash('sha256').update(`${commandId}${pointer}`).digest('base64url').slice(0, 22)}`;
    texts.push({ id, content, isPrivate });
    return id;
  });
  return { data, texts };
}

export interface TextContext {
  entityId: string;
  /** Who owns the private ones. */
  ownerPartyId: string | null;
  writtenBy: string;
  at: string;
}

/** Texts stand before the command that carries their ids is sent. Immutable: a repeat changes nothing. */
export async function storeTexts(db: Database, texts: readonly TextRow[], context: TextContext): Promise<void> {
  if (texts.length === 0) return;
  const { entityId, ownerPartyId, writtenBy, at } = context;
  const rows = texts.map(({ id, content, isPrivate }) => ({
    id,
    content,
    entityId,
    writtenBy,
    at,
    ownerPartyId: isPrivate ? ownerPartyId : null,
  }));
  await db.$executeRaw`
    INSERT INTO text (id, "entityId", "ownerPartyId", content, "writtenBy", at)
    SELECT r.id, r."entityId", r."ownerPartyId", r.content, r."writtenBy", r.at
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r(id text, "entityId" text, "ownerPartyId" text, content text, "writtenBy" text, at timestamp(3))
    ON CONFLICT DO NOTHING`;
}
