import type { core } from 'zod';

/**
 * What zod says of a field, in Chinese. Its own locale says what was received, which may be private; a message of ours is known
 * here by its words, and one that is not is told by what kind of fault it is.
 */
const ours: readonly [RegExp, string][] = [
  [/^must be a date like (.+)$/, '须为日期，如 $1'],
  [/^must be an existing day, (.+)$/, '须为存在的日期：$1'],
  [/^must be a time of day(?: like|,) (.+)$/, '须为时间，如 $1'],
  [/^must be the id of an? [\w -]+, like (.+)$/, '须为编号，如 $1'],
  [/^must be the id of a stored text$/, '须为已存文本的编号'],
  [/^must be an id like (.+)$/, '须为编号，如 $1'],
  [/^must be half of a day, like (.+)$/, '须为半天，如 $1（上午 am，下午 pm）'],
  [/^must be a tag like (.+)$/, '须为标签，如 $1'],
  [/^must be an amount like (\S+) or (.+)$/, '须为金额，如 $1 或 $2'],
  [/^must be a currency code like (.+)$/, '须为货币代码，如 $1'],
  [/^must be a country code of two capitals, like (.+)$/, '须为两个大写字母的国家或地区代码，如 $1'],
  [/^must be a(?: time zone like|n IANA time zone)\s?(.*)$/, '须为时区名称，如 Asia/Shanghai'],
  [/^must be a short code like (.+)$/, '须为短代码，如 $1'],
  [/^must be one of (.+), with - for the reverse$/, '须为 $1 之一，前加 - 为倒序'],
  [/^must be an area like (\S+)$/, '须为由大到小的地区，如 $1'],
  [/^must be a language like (\S+) or (\S+)$/, '须为语言代码，如 $1 或 $2'],
  [/^must not end before it begins$/, '结束不可早于开始'],
  [/^must end after they begin$/, '结束须晚于开始'],
  [/^must not also be in off$/, '不可同时列为放假'],
  [/^this date does not exist$/, '该日期不存在'],
  [/^contains control characters, .+$/, '含有控制字符、方向控制符或损坏的字符，请重新输入'],
  [/^one line only$/, '只可填写一行'],
  [/^must not be empty$/, '不可为空'],
  [/^at most (\d+) characters$/, '最多 $1 个字符'],
  [/^give a name in at least one (?:script|language)$/, '请至少填写一种文字的名称'],
  [/^name at least one value$/, '请至少填写一项'],
  [/^give a title in at least one language$/, '请至少填写一种语言的职务名称'],
  [/^who is reached by mail needs a mail address; .+$/, '以邮件联系的人员须有邮箱；没有邮箱的请选择其他联系方式'],
];

/** A message of ours in Chinese; null where it is none. */
export function ourMessageZh(message: string): string | null {
  for (const [pattern, zh] of ours) if (pattern.test(message)) return message.replace(pattern, zh);
  return null;
}

export function issueZh(issue: core.$ZodIssue): string {
  return ourMessageZh(issue.message) ?? byKind(issue);
}

/** The kinds of JSON, and of numbers, as a person would call them. */
const kinds: Readonly<Record<string, string>> = {
  string: '文本',
  number: '数字',
  int: '整数',
  boolean: ' true 或 false',
  array: '列表',
  object: '对象',
  record: '对象',
  date: '日期',
  null: ' null',
};
const units: Readonly<Record<string, string>> = { string: '个字符', array: '项' };

function byKind(issue: core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.endsWith('received undefined') ? '必填' : `类型须为${kindOf(issue.expected)}`;
    case 'too_small':
      return `最少 ${String(issue.minimum)}${unitOf(issue.origin)}`;
    case 'too_big':
      return `最多 ${String(issue.maximum)}${unitOf(issue.origin)}`;
    case 'invalid_value':
      return `须为以下之一：${issue.values.map(String).join('、')}`;
    case 'invalid_format':
      return '格式不正确';
    case 'unrecognized_keys':
      return '此处没有该字段';
    case 'not_multiple_of':
      return `须为 ${String(issue.divisor)} 的倍数`;
    case 'invalid_union':
      return '与可填的任何一种形式均不符';
    case 'invalid_key':
      return '字段名不符合要求';
    case 'invalid_element':
      return '其中一项不符合要求';
    default:
      return '不符合要求';
  }
}

const kindOf = (expected: string): string => kinds[expected] ?? ` ${expected}`;
const unitOf = (origin: string): string => (units[origin] ? ` ${units[origin]}` : '');
