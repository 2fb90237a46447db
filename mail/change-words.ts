import type { Language } from '../domain/notices/names.ts';
import { dateText } from './dates.ts';
import type { ItemFacts } from './letter.ts';

/** What changes at a placement for the other sides, never why. */
export const changedText: Readonly<Record<Language, (item: ItemFacts) => string>> = {
  en: ({ change }: ItemFacts): string => {
    if (!change) return 'The days of the placement have changed.';
    const { fromOn, untilOn, days, insteadOfOn } = change;
    const span = untilOn
      ? untilOn === fromOn
        ? `on ${dateText('en', fromOn)}`
        : `from ${dateText('en', fromOn)} to ${dateText('en', untilOn)}`
      : `from ${dateText('en', fromOn)} on`;
    const count = days === 1 ? '1 day on site' : `${days} days on site`;
    switch (change.change) {
      case 'disrupted':
        return `The researcher cannot come ${span}${days > 0 ? `: ${count} cannot be kept as planned. We are looking for somebody to stand in, and will tell you` : ''}.`;
      case 'covered':
        return `Somebody stands in ${span}: ${count} will be kept as planned.`;
      case 'short':
        return `Nobody could be found to stand in ${span}: ${count} will not be kept as planned. Our office will propose what to do.`;
      case 'unkept':
        return `${days === 1 ? '1 day' : `${days} days`} on site ${span} cannot be kept as planned. Our office will propose other days.`;
      case 'yours':
        return `You stand in ${span}: ${count}. Thank you.`;
      case 'unagreed':
        return `Somebody is ready to stand in ${span}: ${count}. They come as soon as the enterprise agrees; until then these days are not kept.`;
      case 'not-needed':
        return `You had said that you would stand in ${span}. It is not needed after all, and your days are free. Thank you for being ready.`;
      case 'unsucceeded':
        return `Nobody takes the place over after all: ${count} ${span} ${days === 1 ? 'is' : 'are'} kept by nobody. Please propose somebody else, or settle it with the enterprise.`;
      case 'ended':
        return `The placement ends; no days on site are planned any more after ${dateText('en', fromOn)}${insteadOfOn ? `, and not after ${dateText('en', insteadOfOn)} as we wrote before` : ''}.`;
      case 'paused':
        return `The placement is on hold${untilOn ? ` until ${dateText('en', untilOn)}` : ''}${days > 0 ? `; ${count} ${days === 1 ? 'is' : 'are'} not kept` : ''}. We will write when it goes on.`;
      case 'resumed':
        return `The placement goes on from ${dateText('en', fromOn)}. Our office will agree on the next days on site with you.`;
    }
  },
  'zh-CN': ({ change }: ItemFacts): string => {
    if (!change) return '派驻日程有变动。';
    const { fromOn, untilOn, days, insteadOfOn } = change;
    const span = untilOn
      ? untilOn === fromOn
        ? dateText('zh-CN', fromOn)
        : `${dateText('zh-CN', fromOn)}至${dateText('zh-CN', untilOn)}`
      : `自${dateText('zh-CN', fromOn)}起`;
    switch (change.change) {
      case 'disrupted':
        return `研究人员${span}无法到岗${days > 0 ? `，涉及 ${days} 个到岗日。我方正在物色顶岗人员，落实后即告知` : ''}。`;
      case 'covered':
        return `${span}已落实顶岗人员，${days} 个到岗日按原计划进行。`;
      case 'short':
        return `${span}未能落实顶岗人员，${days} 个到岗日无法按原计划进行，我方将另行提出安排。`;
      case 'unkept':
        return `${span}有 ${days} 个到岗日无法按原计划进行，我方将另行提出日期。`;
      case 'yours':
        return `${span}由您顶岗，共 ${days} 个到岗日，谢谢您的支持。`;
      case 'unagreed':
        return `已有人员愿于${span}顶岗，共 ${days} 个到岗日，待企业同意后即可到岗；在此之前暂无人到岗。`;
      case 'not-needed':
        return `您曾答复愿于${span}顶岗，现已不再需要，相应时间可另作安排。谢谢您的支持。`;
      case 'unsucceeded':
        return `原拟接替人员未能落实：${span}有 ${days} 个到岗日无人承担，请另荐人选或与企业商定。`;
      case 'ended':
        return `本派驻结束，${dateText('zh-CN', fromOn)}之后不再安排到岗${insteadOfOn ? `（此前所告为${dateText('zh-CN', insteadOfOn)}，以本次为准）` : ''}。`;
      case 'paused':
        return `本派驻暂停${untilOn ? `至${dateText('zh-CN', untilOn)}` : ''}${days > 0 ? `，期间 ${days} 个到岗日不再进行` : ''}。恢复时另行告知。`;
      case 'resumed':
        return `本派驻自${dateText('zh-CN', fromOn)}起恢复，后续到岗日期由我方与您商定。`;
    }
  },
};
