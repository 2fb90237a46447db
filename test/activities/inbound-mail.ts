/** Mail as it comes back: what servers, calendars and people write. */

export interface BounceChange {
  to?: string;
  status?: string;
  action?: string;
  /** Message-ID of the original, with brackets. */
  original?: string;
}

/** A report as Postfix writes it (RFC 3464). */
export function bounce({
  to = 'office@example.org',
  status = '5.1.1',
  action = 'failed',
  original,
}: BounceChange): Buffer {
  return lines(
    'Return-Path: <>',
    'From: MAILER-DAEMON@mx.example.net (Mail Delivery System)',
    'Subject: Undelivered Mail Returned to Sender',
    `To: ${to}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="B"',
    '',
    '--B',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'I am sorry to have to inform you that your message could not be delivered.',
    '',
    '--B',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.net',
    'Arrival-Date: Wed,  4 Mar 2026 09:00:00 +0800 (CST)',
    '',
    'Final-Recipient: rfc822; owner@example.org',
    `Action: ${action}`,
    `Status: ${status}`,
    'Diagnostic-Code: smtp; 550 5.1.1 <owner@example.org>: Recipient address',
    '    rejected: User unknown',
    '',
    ...(original
      ? [
          '--B',
          'Content-Type: text/rfc822-headers',
          '',
          'Subject: x',
          `Message-ID: ${original}`,
          'From: office@example.org',
          '',
        ]
      : []),
    '--B--',
    '',
  );
}

export interface ReplyChange {
  from?: string;
  to?: string;
  subject?: string;
  text?: string;
  headers?: string[];
}

export function reply({
  from = 'owner@example.org',
  to = 'office@example.org',
  subject = 'Re: x',
  text = '收到，下周一答复。',
  headers = [],
}: ReplyChange): Buffer {
  return lines(
    `From: Somebody <${from}>`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Message-ID: <${Math.abs(text.length)}@mail.example.net>`,
    ...headers,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    text,
    '',
  );
}

/** A calendar's answer. */
export function calendarAnswer(change: {
  uid: string;
  attendee: string;
  from?: string;
  partstat?: string;
  sequence?: number;
}): Buffer {
  const { uid, attendee, from = attendee, partstat = 'ACCEPTED', sequence = 0 } = change;
  return lines(
    `From: ${from}`,
    'To: office@example.org',
    'Subject: Accepted',
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary="B"',
    '',
    '--B',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Accepted',
    '--B',
    'Content-Type: text/calendar; charset=utf-8; method=REPLY',
    '',
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'METHOD:REPLY',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `SEQUENCE:${sequence}`,
    'DTSTAMP:20260304T020000Z',
    `ATTENDEE;PARTSTAT=${partstat}:mailto:${attendee}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '--B--',
    '',
  );
}

const lines = (...all: string[]): Buffer => Buffer.from(all.join('\r\n'), 'utf8');
