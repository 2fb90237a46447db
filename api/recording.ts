import type { Bilingual, CommandSpec } from '../domain/decider.ts';
import { deciders } from '../domain/deciders.ts';
import type { Language } from '../domain/notices/names.ts';
import { exampleSentences, recordingWords as words } from './recording-words.ts';
import { ways } from './recording-ways.ts';
import type { FormField, MatterNow, Way } from './recording-ways.ts';

/** How a matter that ends when it is recorded is recorded, for the page behind the link "Record it". */

/** The example's sentences in the reader's language: whoever copies a call should not have to translate it. */
function inWords(language: Language, body: Record<string, unknown>): Record<string, unknown> {
  if (language === 'en') return body;
  const sentences: Readonly<Record<string, string>> = exampleSentences;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      typeof value === 'string' ? (sentences[value] ?? value) : value,
    ]),
  );
}

/** One way to record a matter, ready to be shown. */
export interface RecordingWay {
  spec: Pick<CommandSpec<never>, 'name' | 'who' | 'describe'>;
  /** Below the agreement's or plan's address; what only the reader knows stands in braces. */
  path: string;
  /** What the whole command is, with the fields of the address. */
  data: Record<string, unknown>;
  /** The same without those: the body of the call. */
  body: Record<string, unknown>;
  form: readonly FormField[] | null;
  byHalfDays: boolean;
  button: Bilingual;
  isConsent: boolean;
}

const recorded: Readonly<Record<string, readonly Way[]>> = ways;

/** The ways to record a matter of a kind, of those that its entity knows; none for a kind that ends otherwise. */
export function waysToRecord(kind: string, now: MatterNow): RecordingWay[] {
  const { commands } = deciders[now.entityKind];
  return (recorded[kind] ?? []).flatMap(
    ({ command, body, form, byHalfDays = false, button = words.button, isConsent = false }): RecordingWay[] => {
      const spec = commands.get(command);
      if (!spec) return [];
      const example = inWords(now.language, body(now));
      const given = `${now.about.kind}Id`;
      const inAddress = [...spec.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
      // One person's part of an item, `period-2.stand-in-1`, is recorded at the item.
      const itemId = now.about.id.split('.')[0] ?? now.about.id;
      const address = inAddress.includes(given) ? { [given]: itemId } : {};
      const path = spec.path.replaceAll(/\{(\w+)\}/g, (braces, name: string) => (name === given ? itemId : braces));
      const rest = Object.entries(example).filter(([name]) => !inAddress.includes(name));
      // What only the reader knows of the address cannot be filled in by a form without asking for it.
      const isWhole = inAddress.every((name) => name === given);
      return [
        {
          spec,
          path,
          data: { ...example, ...address },
          body: Object.fromEntries(rest),
          form: isWhole ? (form ?? null) : null,
          byHalfDays,
          button,
          isConsent,
        },
      ];
    },
  );
}
