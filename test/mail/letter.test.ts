import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { cut } from '../../domain/cut.ts';
import { byUrgency, isInternal } from '../../domain/notices/kinds.ts';
import { followUpPolicies } from '../../domain/policy/defaults.ts';
import type { FollowUpKind } from '../../domain/policy/defaults.ts';
import { messagesIn } from '../../mail/catalogue.ts';
import { html, safeUrl } from '../../mail/html.ts';
import type { ItemFacts } from '../../mail/letter.ts';
import { freezeMail, isAddress, parseMailbox } from '../../mail/mime.ts';
import type { MimeInput } from '../../mail/mime.ts';
import { renderLetter } from '../../mail/render.ts';
import { writeLetter } from '../../mail/write.ts';
import { base, facts, item, wordsOf } from './facts.ts';

const mime: MimeInput = {
  mailId: 'mail-abc',
  date: '2026-03-05T00:30:00.000Z',
  from: { name: 'Cooperation office', address: 'office@example.org' },
  to: { name: '吴炯', address: 'wu@example.org' },
  replyTo: { name: 'Coordinator', address: 'coordinator@example.org' },
  rendered: renderLetter(writeLetter(facts), base),
  language: 'zh-CN',
  agreementId: 'agreement-2026-0001-zzuet-cnuktip',
  unsubscribeUrl: null,
};

describe('what a mail says', () => {
  test('what, by when, why it came, what comes next, and how to answer', () => {
    const words = wordsOf(facts);
    expect(words).toContain('尊敬的吴校长：');
    expect(words).toContain('落实约定事项 · 郑州工程技术学院 × CNUKTIP');
    expect(words).toContain('> 我们每季度派两名专家来校。');
    expect(words).toContain('时限：2026年3月5日（周四）');
    expect(words).toContain('灯色：蓝（临期）');
    expect(words).toContain('来信缘由：按规则到期当日发，发给合作处处长（系统默认规则）。');
    expect(words).toContain('如未办理：2026年3月9日（周一）报协调人督办。');
    expect(words).toContain(`报告完成: ${base}/l/abc`);
  });

  test('the same in English', () => {
    const words = wordsOf({
      ...facts,
      language: 'en',
      salutation: { stored: null, name: 'Wu Jiong', title: 'Vice President' },
    });
    expect(words).toContain('Dear Wu Jiong, Vice President,');
    expect(words).toContain('Due: Thursday, 5 March 2026');
    expect(words).toContain('Why this mail: this is sent on its date, to you as');
    expect(words).toContain('If nothing is done: on Monday, 9 March 2026 the matter goes to the coordinator.');
  });

  test('name and full title stand in for a missing salutation, and nothing is computed', () => {
    const words = wordsOf({ ...facts, salutation: { stored: null, name: 'Wu Jiong', title: '副校长' } });
    expect(words).toContain('尊敬的副校长 Wu Jiong：');
    expect(wordsOf({ ...facts, salutation: { stored: null, name: 'Wu Jiong', title: null } })).toContain(
      '尊敬的Wu Jiong：',
    );
  });

  test.each([
    ['en', 'Dear colleague', 'Dear colleague,'],
    ['en', 'President Wu', 'Dear President Wu,'],
    ['zh-CN', '尊敬的吴校长', '尊敬的吴校长：'],
    ['zh-CN', '吴校长', '尊敬的吴校长：'],
  ] as const)('a salutation stored with its first word or without reads the same: %s %s', (language, stored, line) => {
    expect(writeLetter({ ...facts, language, salutation: { ...facts.salutation, stored } }).greeting).toBe(line);
  });

  test('what is looked at before its date was not due', () => {
    const step = { key: 'review-120', offsetWorkingDays: 120, from: 'opened', level: 2, notice: 'escalation' } as const;
    const review: ItemFacts = { ...item, kind: 'escalation', followUpKind: 'study', step, dueOn: '2026-06-05' };
    const [section] = writeLetter({ ...facts, language: 'en', items: [review] }).sections;
    expect(section?.lines[0]).toContain('is due on');
    expect(section?.lines[0]).not.toContain('was due');
  });

  test('a demonstration says so, in subject and text', () => {
    const words = wordsOf({ ...facts, isDemonstration: true });
    expect(words.startsWith('【演示】')).toBe(true);
    expect(words).toContain('*** 演示数据');
    expect(wordsOf(facts)).not.toContain('演示');
  });

  test('an escalation names the matter and the decision wanted, and no person', () => {
    const words = wordsOf({ ...facts, items: [{ ...item, kind: 'escalation' }] });
    expect(words).toContain('【督办】请您决定');
    expect(words).toContain('请您决定：继续推进、商定新的时限，或转交其他职务');
    expect(words).not.toContain('吴炯');
  });

  test('who has it already is told that it comes again, not that it climbs to themselves', () => {
    const step = { key: 'escalation', offsetWorkingDays: 2, level: 1, notice: 'escalation' } as const;
    const words = wordsOf({ ...facts, items: [{ ...item, kind: 'escalation', step }] });
    expect(words).toContain('如未办理：2026年3月9日（周一）再次请您决定。');
  });

  test('what is pasted elsewhere has 200 characters at the most', () => {
    const long = { ...item, agreement: '很长的名称'.repeat(100) };
    for (const language of ['zh-CN', 'en'] as const) {
      expect(Array.from(cut(messagesIn(language).passOn(long, '吴校长'), 200)).length).toBeLessThanOrEqual(200);
    }
    expect(cut('𠮷𠮷𠮷', 2)).toBe('𠮷…');
  });
});

describe('face: what partners never read', () => {
  const forbidden =
    /逾期|督办|超期|催办|灯色|红（|黄（|蓝（|上报|升级|overdue|escalat|supervis|\blate\b|\blight\b|\bred\b|\byellow\b/i;
  const kinds = byUrgency.filter((kind) => !isInternal(kind));
  const followUpKinds = Object.keys(followUpPolicies) as FollowUpKind[];

  test.each(['zh-CN', 'en'] as const)('no word of lateness or supervision in any mail in %s', (language) => {
    for (const kind of kinds) {
      for (const followUpKind of followUpKinds) {
        for (const level of [0, 1] as const) {
          const words = wordsOf({
            ...facts,
            language,
            voice: 'partner',
            items: [
              {
                ...item,
                kind,
                followUpKind,
                light: 'red',
                next: { on: '2026-03-09', notice: 'escalation', level, post: null },
              },
            ],
          });
          expect(words).not.toMatch(forbidden);
        }
      }
    }
  });

  test.each(['zh-CN', 'en'] as const)(
    'nor in the draft that each level may send to its counterpart, in %s',
    (language) => {
      for (const followUpKind of followUpKinds) {
        for (const kind of ['escalation', 'escalation-ahead'] as const) {
          const ours = { ...facts, language, items: [{ ...item, kind, followUpKind, light: 'red' as const }] };
          const theirs = { ...ours, items: ours.items.map((one) => ({ ...one, owedByOther: true })) };
          const [section] = writeLetter(theirs).sections;
          expect(section?.draft?.text).toMatch(/谨致谢意|many thanks/);
          expect(section?.draft?.text).not.toMatch(forbidden);
          expect(renderLetter(writeLetter(theirs), base).text).toContain(`> ${section?.draft?.text ?? '?'}`);
          // What our own side owes needs no letter to anybody; a partner gets none.
          expect(writeLetter(ours).sections[0]?.draft).toBeNull();
          expect(writeLetter({ ...theirs, voice: 'partner' }).sections[0]?.draft).toBeNull();
        }
      }
    },
  );

  test('they are asked and thanked', () => {
    expect(wordsOf({ ...facts, voice: 'partner' })).toMatch(/烦请[\s\S]*谢谢/);
    expect(wordsOf({ ...facts, voice: 'partner', language: 'en' })).toMatch(/May we ask[\s\S]*Thank you/);
  });

  test.each([
    [
      'en',
      'For your information: Our contact, 4 Mar',
      'We have noted our contact of Wednesday, 4 March 2026.',
      /kind request|May we ask/,
    ],
    ['zh-CN', '供您知悉：联络备忘（3月4日） · ', '我们已记录2026年3月4日（周三）与您的联络。', /协助|恳请/],
  ] as const)('a note of a contact asks for nothing, in %s', (language, subject, sentence, asking) => {
    const note: ItemFacts = { ...item, kind: 'contact-noted', followUpKind: null, dueOn: '2026-03-04', next: null };
    const partner = { ...facts, language, voice: 'partner' as const };
    const words = wordsOf({ ...partner, items: [{ ...note, quote: null, links: [], step: null }] });
    expect(words).toContain(sentence);
    expect(words).not.toMatch(asking);
    expect(words.startsWith(subject)).toBe(true);
    // Beside a matter that asks for something the mail is a request again.
    expect(wordsOf({ ...partner, items: [item, note] })).toMatch(asking);
  });

  test('the test would notice: our own mail does have such words', () => {
    expect(wordsOf({ ...facts, items: [{ ...item, kind: 'escalation', light: 'red' }] })).toMatch(forbidden);
  });

  test('an introduction is a letter in a colleague’s name, with no matter, that ends with why it came', () => {
    const words = wordsOf({
      ...facts,
      voice: 'partner',
      items: [
        { ...item, kind: 'introduction', followUpKind: null, dueOn: null, links: [], whyUrl: `${base}/l/abc/why` },
      ],
      introducedBy: { name: '吴波', title: '校企合作处处长' },
      preferencesUrl: `${base}/l/own`,
    });
    expect(words).toContain('我是吴波（校企合作处处长）');
    expect(words).not.toContain('== ');
    expect(words.match(/https?:\S+/g)).toEqual([`${base}/l/abc/why`, `${base}/l/own`]);
    expect(words).toMatch(/先作介绍，故此致函。\n.*\/why\n\n--\n/);
  });
});

describe('escaping', () => {
  const nasty = [
    '<img src=x onerror=alert(1)>',
    '"><script>',
    "' onmouseover='x",
    '</title><script>',
    '&lt;b&gt;',
    'javascript:alert(1)',
  ];

  test.each(nasty)('%s stays text', (text) => {
    const rendered = renderLetter(
      writeLetter({
        ...facts,
        salutation: { stored: text, name: text, title: text },
        items: [{ ...item, agreement: text, quote: text, organisation: text, ownerPost: text, readerPost: text }],
        office: text,
      }),
      base,
    );
    expect(rendered.html).not.toMatch(/<(img|script)/i);
    expect(rendered.html).not.toMatch(/<[^>]* onmouseover=|href="javascript/i);
    expect(rendered.text).toContain(`> ${text}`);
  });

  test.each(nasty)('%s stays text in an invitation too', (text) => {
    const meeting = {
      kind: 'visit',
      change: 'changed',
      fromOn: '2026-03-20',
      toOn: '2026-03-20',
      fromTime: null,
      toTime: null,
      zone: 'Asia/Shanghai',
      place: text,
      title: text,
      reason: text,
    } as const;
    const { html: page, text: plain } = renderLetter(
      writeLetter({ ...facts, items: [{ ...item, kind: 'meeting', agreement: text, meeting }] }),
      base,
    );
    expect(page).not.toMatch(/<(img|script)/i);
    expect(page).not.toMatch(/<[^>]* onmouseover=|href="javascript/i);
    expect(plain).toContain(`地点：${text}`);
  });

  test('only what html made is markup', () => {
    expect(html`<p>${['a<', html`<b>${'&'}</b>`, null, 3]}</p>`.toString()).toBe('<p>a&lt;<b>&amp;</b>3</p>');
  });

  test('links lead below our own address only', () => {
    expect(safeUrl(base, `${base}/l/x`)).toBe(`${base}/l/x`);
    for (const url of ['https://evil.example/l/x', `${base}.evil.example/`, 'javascript:alert(1)', base]) {
      expect(() => safeUrl(base, url)).toThrow(RangeError);
    }
  });
});

describe('MIME', () => {
  test('the same mail has the same bytes, another one has not', async () => {
    const first = await freezeMail(mime);
    const again = await freezeMail(mime);
    expect(Buffer.compare(first.mime, again.mime)).toBe(0);
    const other = await freezeMail({ ...mime, mailId: 'mail-abd' });
    expect(other.messageId).not.toBe(first.messageId);
    expect(Buffer.compare(first.mime, other.mime)).not.toBe(0);
  });

  test('read back: headers, thread, text and HTML', async () => {
    const { mime: bytes } = await freezeMail({ ...mime, unsubscribeUrl: `${base}/l/unsubscribe` });
    const mail = await simpleParser(bytes);
    expect(mail.messageId).toBe('<mail-abc@example.org>');
    expect(mail.inReplyTo).toBe('<agreement-2026-0001-zzuet-cnuktip@example.org>');
    expect(mail.references).toBe('<agreement-2026-0001-zzuet-cnuktip@example.org>');
    expect(mail.date?.toISOString()).toBe(mime.date);
    expect(mail.from?.value).toEqual([{ address: 'office@example.org', name: 'Cooperation office' }]);
    expect(mail.to).toMatchObject({ value: [{ address: 'wu@example.org', name: '吴炯' }] });
    expect(mail.replyTo?.value[0]?.address).toBe('coordinator@example.org');
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail.headers.get('x-auto-response-suppress')).toBe('All');
    const lines = new Map(mail.headerLines.map(({ key, line }) => [key, line]));
    expect(lines.get('list-id')).toContain('agreement-2026-0001-zzuet-cnuktip.example.org');
    expect(lines.get('list-unsubscribe')).toContain(`<${base}/l/unsubscribe>`);
    expect(lines.get('list-unsubscribe-post')).toContain('List-Unsubscribe=One-Click');
    expect(mail.text?.replaceAll('\r\n', '\n')).toBe(mime.rendered.text);
    expect(mail.html).toContain('报告完成');
    expect(mail.subject).toBe(mime.rendered.subject);
  });

  test('what has to arrive cannot be unsubscribed, a mail about several agreements has no thread', async () => {
    const mail = await simpleParser((await freezeMail({ ...mime, agreementId: null })).mime);
    expect(mail.headers.has('list')).toBe(false);
    expect(mail.inReplyTo).toBeUndefined();
  });

  test('a subject has 150 characters at the most', () => {
    const { subject } = writeLetter({ ...facts, items: [{ ...item, agreement: '长'.repeat(5_000) }] });
    expect(Array.from(subject)).toHaveLength(150);
  });

  const injections = [
    'x\r\nBcc: evil@example.org',
    'x\nTo: evil@example.org',
    'x\r\n\r\nbody',
    'evil@example.org, other@example.org',
    '=?utf-8?Q?x=0D=0ABcc:_evil@example.org?=',
    '"x" <evil@example.org>',
    'x\u0000y',
  ];

  test.each(injections)('%j adds neither header nor recipient', async (text) => {
    const { mime: bytes } = await freezeMail({
      ...mime,
      to: { name: text, address: 'wu@example.org' },
      from: { name: text, address: 'office@example.org' },
      replyTo: { name: text, address: 'coordinator@example.org' },
      rendered: { ...mime.rendered, subject: text },
    });
    const mail = await simpleParser(bytes);
    expect(mail.bcc).toBeUndefined();
    const to = Array.isArray(mail.to) ? mail.to : [mail.to];
    expect(to.flatMap((header) => header?.value.map((mailbox) => mailbox.address))).toEqual(['wu@example.org']);
    expect(mail.from?.value.map((mailbox) => mailbox.address)).toEqual(['office@example.org']);
    expect(mail.text?.replaceAll('\r\n', '\n')).toBe(mime.rendered.text);
  });

  test('any name and subject: recipients and headers are the intended ones', async () => {
    const plain = new Set((await simpleParser((await freezeMail(mime)).mime)).headerLines.map(({ key }) => key));
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.string({ maxLength: 60 }),
        async (name, subject) => {
          const { mime: bytes } = await freezeMail({
            ...mime,
            to: { name, address: 'wu@example.org' },
            rendered: { ...mime.rendered, subject },
          });
          const mail = await simpleParser(bytes);
          for (const { key } of mail.headerLines) expect(plain.has(key)).toBe(true);
          expect(mail.to).toMatchObject({ value: [{ address: 'wu@example.org' }] });
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each([
    'b@example.org\r\nRCPT TO:<evil@x.org>',
    'a@example.org, b@example.org',
    'a b@example.org',
    '吴@example.org',
    'x',
    '',
  ])('%j is no address', async (address) => {
    expect(isAddress(address)).toBe(false);
    await expect(freezeMail({ ...mime, to: { name: 'x', address } })).rejects.toThrow();
  });

  test('the sender of the settings', () => {
    expect(parseMailbox('Cooperation office <cooperation@localhost.localdomain>')).toEqual({
      name: 'Cooperation office',
      address: 'cooperation@localhost.localdomain',
    });
    expect(parseMailbox('office@example.org')).toEqual({ name: '', address: 'office@example.org' });
    expect(() => parseMailbox('a@example.org, b@example.org')).toThrow();
  });
});
