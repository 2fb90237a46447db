import type { Bilingual } from '../../domain/decider.ts';

/** The sentences of a successor's brief. What others read requests and thanks (DOMAIN 2a "Face"). */

interface Facts {
  post: Bilingual;
  changedOn: Bilingual;
  acceptBy: Bilingual;
  count: number;
}

const matters = (count: number): string => (count === 1 ? '1 matter' : `${count} matters`);

export const briefWords = {
  title: (post: Bilingual): Bilingual => ({ en: `What comes with the post: ${post.en}`, zh: `职务交接：${post.zh}` }),
  takesOver: ({ post, changedOn, count }: Facts): Bilingual => ({
    en: `You hold the post of ${post.en} since ${changedOn.en}; ${matters(count)} came with it. This is how things stand.`,
    zh: `您自${changedOn.zh}起任${post.zh}，随该职务移交 ${count} 项未结事项。现将有关情况说明如下。`,
  }),
  standsIn: ({ post, changedOn, count }: Facts): Bilingual => ({
    en: `The post of ${post.en} changed hands on ${changedOn.en}, and nobody is there to read for it; you stand in. ${matters(count)} are open.`,
    zh: `${post.zh}一职自${changedOn.zh}起人员变动，目前空缺或无人在岗，由您代理，未结事项共 ${count} 项。`,
  }),
  partner: ({ post, changedOn, count }: Facts): Bilingual => ({
    en: `We were told that you kindly take care of our cooperation as ${post.en} since ${changedOn.en}. ${matters(count)} we noted may concern you; here is how things stand.`,
    zh: `据悉您自${changedOn.zh}起担任${post.zh}，今后的合作还请多多关照。我们记录的与您有关的事项共 ${count} 项，现说明如下，供您参考。`,
  }),
  accept: ({ acceptBy }: Facts, isOurs: boolean): Bilingual =>
    isOurs
      ? {
          en: `Please accept each by ${acceptBy.en}, or say that it is not yours. What nobody accepts is told to the level above.`,
          zh: `请于${acceptBy.zh}前逐项接受，或说明非您负责；无人接受的，将告知上一级。`,
        }
      : {
          en: `May we ask you to tell us by ${acceptBy.en} whether that is right?`,
          zh: `烦请于${acceptBy.zh}前告知是否妥当，恳请支持。`,
        },
  nothingOpen: (cooperations: number): Bilingual => ({
    en: `Nothing is open for the post itself. Cooperations it has to do with: ${cooperations}.`,
    zh: `该职务本身没有未结事项；相关合作共 ${cooperations} 项。`,
  }),
  why: (isOurs: boolean): Bilingual =>
    isOurs
      ? {
          en: 'Why this mail: a post changed hands. It is sent once to whoever takes it over, or stands in while it is vacant.',
          zh: '发送原因：职务人员变动，本说明一次性发给接任者；空缺期间发给代理者。',
        }
      : {
          en: 'You receive this once, as our contact in this post.',
          zh: '因您接任该职务，特此告知，仅此一次。',
        },
  matters: (count: number): Bilingual => ({ en: `Open matters: ${count}`, zh: `未结事项：${count} 项` }),
  promised: (isOurs: boolean): Bilingual =>
    isOurs
      ? { en: 'What our side has promised besides', zh: '我方其他承诺' }
      : { en: 'What your side kindly promised besides', zh: '贵方其他约定事项' },
  received: (isOurs: boolean): Bilingual =>
    isOurs
      ? { en: 'What was promised to us', zh: '对方的承诺' }
      : { en: 'What was promised to you', zh: '对贵方的约定事项' },
  contacts: { en: 'Last contacts', zh: '最近联络' },
  dates: { en: 'Next dates', zh: '近期日程' },
  due: (on: Bilingual): Bilingual => ({ en: `by ${on.en}`, zh: `${on.zh}前` }),
} as const;
