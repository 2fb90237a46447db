import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readAwayDays } from '../../mail/away-days.ts';

const todayOn = '2026-03-04';

describe('the days that an out-of-office reply names', () => {
  test.each([
    ['3月4日至10日出差', '2026-03-04', '2026-03-10'],
    ['本人将于2026年3月9日至2026年3月13日休假，有事请联系王老师。', '2026-03-09', '2026-03-13'],
    ['您好，我3月9日-3月13日外出', '2026-03-09', '2026-03-13'],
    ['我在外地开会，3月12日返回。', '2026-03-04', '2026-03-11'],
    ['休假至3月20日', '2026-03-04', '2026-03-20'],
    ['I am out of the office until 13 March.', '2026-03-04', '2026-03-13'],
    ['I am away from 9 March to 13 March 2026 with no access to mail.', '2026-03-09', '2026-03-13'],
    ['On leave March 9, 2026 - March 13, 2026', '2026-03-09', '2026-03-13'],
    ['Away from 2026-03-09, back on 2026-03-16', '2026-03-09', '2026-03-15'],
    ['I return on Monday, the 16th of March', '2026-03-04', '2026-03-15'],
    ['I am on leave from 28 December until 8 January 2027', '2026-12-28', '2027-01-08'],
  ])('%s', (text, fromOn, toOn) => {
    expect(readAwayDays(text, todayOn)).toEqual({ fromOn, toOn });
  });

  test.each([
    ['nothing', 'I am out of the office.'],
    ['a date that says neither', 'Our meeting of 9 March stands.'],
    ['the wrong way round', 'from 13 March to 9 March'],
    ['long over', 'away until 2025-12-24'],
    ['a day that no calendar has', 'until 31 February'],
    ['longer than anybody is', 'from 2026-03-04 to 2027-03-04'],
    ['a figure', 'Call 12345678 until then; room 3-4.'],
  ])('none: %s', (_what, text) => {
    expect(readAwayDays(text, todayOn)).toBeNull();
  });

  test('whatever is written, the days are in order, not over and exist', () => {
    const piece = fc.oneof(
      fc.constantFrom('until ', 'from ', '至', '3月', '10日', '2026-', '03-', '12', ' March ', 'back on ', '年', '\n'),
      fc.string({ maxLength: 6 }),
    );
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    const property = fc.property(text, (written) => {
      const days = readAwayDays(written, todayOn);
      if (days === null) return;
      expect(days.fromOn <= days.toOn && days.toOn >= todayOn).toBe(true);
      for (const on of [days.fromOn, days.toOn])
        expect(new Date(`${on}T00:00:00Z`).toISOString().slice(0, 10)).toBe(on);
    });
    fc.assert(property, { numRuns: 500 });
  });
});
