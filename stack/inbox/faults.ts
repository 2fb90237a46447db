import type { Envelope } from './message.ts';

/** An SMTP refusal: 4xx is "try later", 5xx is final. */
export interface SmtpRefusal {
  code: number;
  text: string;
}

/**
 * What may go wrong when a mail's body is sent:
 * - `refuse`: the body is read, then refused with this answer; nothing is kept.
 * - `cut-before-body`: the connection breaks after the sender was invited to send; nothing is kept.
 * - `cut-before-reply`: the body is read, then the connection breaks without an answer; nothing is kept.
 * - `cut-after-keep`: the mail is kept, then the connection breaks without an answer, so the sender cannot know.
 */
export type DataFault =
  { kind: 'refuse'; refusal: SmtpRefusal } | { kind: 'cut-before-body' | 'cut-before-reply' | 'cut-after-keep' };

/** The phases of a mail at which the inbox can wait. */
export type SmtpPhase = 'greeting' | 'sender' | 'recipient' | 'body';

/** Faults for tests. A rule stays until it is replaced (null: none); it answers null to let the mail pass. */
export interface InboxFaults {
  /** At MAIL FROM. */
  sender(rule: ((address: string) => SmtpRefusal | null) | null): void;
  /** At RCPT TO. */
  rcpt(rule: ((address: string, from: string) => SmtpRefusal | null) | null): void;
  /** At DATA. */
  data(rule: ((envelope: Envelope) => DataFault | null) | null): void;
  /** Waits that many milliseconds before answering at the phase. */
  delay(phase: SmtpPhase, waitMs: number): void;
  /** Refuses each recipient's first attempt from now on with 451, as a greylisting server does. */
  greylistOnce(): void;
  /** Nobody listens at the SMTP port any more, open connections break. */
  closePort(): Promise<void>;
  /** Listens at the same port again. */
  openPort(): Promise<void>;
  /** No more faults; the port is left as it is. */
  clear(): void;
}

/** What the SMTP server asks of the faults. */
export interface FaultState {
  senderFault(address: string): SmtpRefusal | null;
  recipientFault(address: string, from: string): SmtpRefusal | null;
  dataFault(envelope: Envelope): DataFault | null;
  wait(phase: SmtpPhase): Promise<void>;
}

/** The switches (for tests) and what they amount to (for the server). */
export function createFaults(): { switches: Omit<InboxFaults, 'closePort' | 'openPort'>; state: FaultState } {
  let senderRule: Parameters<InboxFaults['sender']>[0] = null;
  let rcptRule: Parameters<InboxFaults['rcpt']>[0] = null;
  let dataRule: Parameters<InboxFaults['data']>[0] = null;
  let delayed: Set<string> | null = null;
  const waits = new Map<SmtpPhase, number>();

  const greylisted = (address: string): SmtpRefusal | null => {
    if (delayed === null || delayed.has(address)) return null;
    delayed.add(address);
    return { code: 451, text: '4.7.1 Greylisted, please try again later' };
  };

  return {
    switches: {
      sender: (rule) => void (senderRule = rule),
      rcpt: (rule) => void (rcptRule = rule),
      data: (rule) => void (dataRule = rule),
      delay: (phase, waitMs) => void waits.set(phase, waitMs),
      greylistOnce: () => void (delayed = new Set()),
      clear: () => {
        senderRule = rcptRule = dataRule = delayed = null;
        waits.clear();
      },
    },
    state: {
      senderFault: (address) => senderRule?.(address) ?? null,
      recipientFault: (address, from) => rcptRule?.(address, from) ?? greylisted(address),
      dataFault: (envelope) => dataRule?.(envelope) ?? null,
      wait: async (phase) => {
        const waitMs = waits.get(phase) ?? 0;
        if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs).unref());
      },
    },
  };
}
