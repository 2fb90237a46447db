/** Answers to invitations as calendars send them (RFC 5546, METHOD:REPLY). Untrusted input: four fields in their shape. */
export interface CalendarReply {
  /** Of the meeting: `<entity>.<meeting>@<our domain>`. */
  uid: string;
  /** The address that answers, in lower case. */
  attendee: string;
  answer: 'accepted' | 'declined' | 'tentative';
  sequence: number;
}

const answers = { ACCEPTED: 'accepted', DECLINED: 'declined', TENTATIVE: 'tentative' } as const;
const isAnswer = (text: string): text is keyof typeof answers => Object.hasOwn(answers, text);

interface Line {
  name: string;
  parameters: string;
  value: string;
}

/** The answer in a calendar text, or null if it is none: another method, several attendees, a state that answers nothing. */
export function readCalendarReply(text: string): CalendarReply | null {
  const lines = linesOf(text);
  const first = (name: string): string => lines.find((line) => line.name === name)?.value.trim() ?? '';
  if (first('METHOD').toUpperCase() !== 'REPLY') return null;
  const attendees = lines.filter((line) => line.name === 'ATTENDEE');
  const [attendee] = attendees;
  if (!attendee || attendees.length > 1) return null;
  const [, state = ''] = /;PARTSTAT="?([A-Z-]+)"?/i.exec(attendee.parameters) ?? [];
  const [, address = ''] = /^mailto:(.+)$/i.exec(attendee.value.trim()) ?? [];
  const sequence = /^\d{1,6}$/.test(first('SEQUENCE')) ? Number(first('SEQUENCE')) : 0;
  const key = state.toUpperCase();
  if (!isAnswer(key) || address === '' || first('UID') === '') return null;
  return { uid: first('UID'), attendee: address.toLowerCase(), answer: answers[key], sequence };
}

/** Content lines, unfolded (RFC 5545 3.1). Colons inside quotes belong to a parameter. */
function linesOf(text: string): Line[] {
  return text
    .replaceAll(/\r?\n[ \t]/g, '')
    .split(/\r?\n/)
    .flatMap((line) => {
      const [, name, parameters = '', value = ''] = /^([A-Za-z-]+)((?:;(?:"[^"]*"|[^":])*)?):(.*)$/.exec(line) ?? [];
      return name ? [{ name: name.toUpperCase(), parameters, value }] : [];
    });
}
