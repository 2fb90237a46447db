import { expect, test } from '@jest/globals';
import { agreementId, open, posts, ref } from './life.ts';

test('the first who hears of a placement is the researcher, and alone', () => {
  const life = open();
  expect(life.open).toEqual(['placement-willing']);
  expect(life.events.flatMap((event) => event.notify ?? []).map((notice) => notice.to)).toEqual([
    { postId: posts.researcher },
  ]);
  expect(life.card).toMatchObject({ stage: 'proposed', status: 'open', ownerPostId: posts.researcher });
  expect(life.state.id).toBe(ref.id);
});

test('a successor who has said willing, of a unit that consents in general: the enterprise is asked at once', () => {
  const life = open({ coverOf: `${agreementId}.placement-9` }, { isWilling: true, unitConsents: 'yes' });
  expect([life.state.acceptance.unit?.answer, life.open]).toEqual(['yes', ['placement-host-answer']]);
});
