/**
 * The face of an entity in the Temporal UI, as the recorder made it from the card: names of organisations and posts, kinds
 * and dates; no person, no free text.
 */
export interface Page {
  attributes: {
    stage: string;
    light: string;
    status: string;
    owner: string;
    title: string;
    homeUnit: string;
    agreement: string;
    parties: string[];
    /** ISO instant in UTC, null when nothing is due. */
    nextDue: string | null;
    openItems: number;
  };
  /** How stage, light and status read in the language of the page; left out where that is their code. */
  shown?: { stage: string; light: string; status: string };
  /** Markdown that the UI renders well: headings, bold, lists, quotes, links. */
  details: string;
  /** The label of the timer: when and for what the entity wakes next. */
  wakeLabel: string;
}
