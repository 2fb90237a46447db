import { expect, test } from '@jest/globals';
import { rehearsedIsWhatHappens } from './rehearsed-is-what-happens.ts';

/** Two dozen agreements here, because every pass and every mail is real; two hundred in the long test beside it. */
test('the mails that the SMTP server received in sixty days are those that were rehearsed, of 24 random agreements', async () => {
  const compared = await rehearsedIsWhatHappens(24, 7);
  console.info('rehearsed and received', JSON.stringify(compared));
  expect(compared.mails).toBeGreaterThan(60);
  expect(compared.changed).toBeGreaterThan(20);
  expect(compared.beside).toEqual(['relay', 'introduction-wanted', 'monthly-page']);
}, 240_000);
