import { expect, test } from '@jest/globals';
import { rehearsedIsWhatHappens } from './rehearsed-is-what-happens.ts';

test.each([1, 2])(
  'the mails that the SMTP server received in sixty days are those that were rehearsed, of 200 random agreements (seed %s)',
  async (seed) => {
    const compared = await rehearsedIsWhatHappens(200, seed * 1_000);
    console.info('rehearsed and received', JSON.stringify(compared));
    expect(compared.mails).toBeGreaterThan(150);
    expect(compared.changed).toBeGreaterThan(60);
    expect(compared.beside).toEqual(['relay', 'introduction-wanted', 'monthly-page']);
  },
  900_000,
);
