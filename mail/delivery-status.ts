/**
 * Delivery status notifications (RFC 3464): what a mail server reports of a mail that it had accepted. Untrusted input: only the
 * fields that are looked for are taken, and only in their shape.
 */
export interface DeliveryStatus {
  /** `5.1.1` and the like. */
  status: string;
  /** failed | delayed | delivered | relayed | expanded, as written, in lower case. */
  action: string;
  /** What the other server said; one line. */
  diagnostic: string;
}

export type DeliveryVerdict = 'refused' | 'delayed' | 'other';

const STATUS = /^([245])\.\d{1,3}\.\d{1,3}/;
const MOST_CHARACTERS = 200;

/** The reports for each recipient in a `message/delivery-status` part; empty where it is none. Never throws. */
export function readDeliveryStatus(part: string): DeliveryStatus[] {
  return part
    .replaceAll('\r\n', '\n')
    .split(/\n\s*\n/)
    .map(fieldsOf)
    .flatMap((fields) => {
      const status = STATUS.exec(fields.get('status') ?? '')?.[0];
      if (!status) return [];
      return [
        {
          status,
          action: (fields.get('action') ?? '').toLowerCase(),
          diagnostic: oneLine(fields.get('diagnostic-code') ?? ''),
        },
      ];
    });
}

/** Header-like fields of one block, unfolded, names in lower case; the first of a name counts. */
function fieldsOf(block: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.replaceAll(/\n[ \t]+/g, ' ').split('\n')) {
    const [, name, value] = /^([A-Za-z-]{1,60}):\s*(.*)$/.exec(line) ?? [];
    if (name && value !== undefined && !fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), value.trim());
  }
  return fields;
}

const oneLine = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- what another server wrote is shown to people
  text.replaceAll(/[\u0000-\u001F\u007F-\u009F]+/g, ' ').slice(0, MOST_CHARACTERS);

/** What a report means: a 5 is for good, a 4 is a wait of the other server's, everything else is none of a bounce. */
export function verdictOf({ status, action }: DeliveryStatus): DeliveryVerdict {
  if (status.startsWith('5') && (action === 'failed' || action === '')) return 'refused';
  return status.startsWith('4') ? 'delayed' : 'other';
}
