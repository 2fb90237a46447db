import type { ProblemWords } from '../domain/problem-words.ts';
import { refusals } from '../domain/refusal.ts';
import type { RefusalCode } from '../domain/refusal.ts';

/** Problems of the transport; those of the domain are its refusals. */
export const transportProblems = {
  unauthorised: {
    status: 401,
    title: 'Who is asking?',
    advice:
      'Send "Authorization: Bearer <token>". The first coordinator’s token is in the file that the start screen names.',
    titleZh: '尚不知由谁请求',
    adviceZh: '请发送 "Authorization: Bearer <令牌>"。首个协调人令牌在启动界面所列的文件中。',
  },
  'no-such-page': {
    status: 404,
    title: 'There is nothing at this address',
    advice: 'See /docs for all addresses.',
    titleZh: '该地址没有内容',
    adviceZh: '全部地址见 /docs。',
  },
  'method-not-allowed': {
    status: 405,
    title: 'This address does not take this method',
    advice: 'The header Allow names the methods it takes.',
    titleZh: '该地址不接受此方法',
    adviceZh: '可用方法见 Allow 标头。',
  },
  'media-type-unsupported': {
    status: 415,
    title: 'This kind of content is not taken',
    advice:
      'Send JSON with "Content-Type: application/json"; a spreadsheet as the file itself, with its own type (see /docs).',
    titleZh: '不接受此类内容',
    adviceZh: '请以 "Content-Type: application/json" 发送 JSON；表格请直接发送文件，并注明其类型（见 /docs）。',
  },
  'file-empty': {
    status: 400,
    title: 'The file is empty',
    advice: 'Send the file itself as the body; GET .../imports/template gives one to fill in.',
    titleZh: '文件为空',
    adviceZh: '请直接发送文件内容；可由 GET .../imports/template 下载模板填写。',
  },
  'unknown-import': {
    status: 404,
    title: 'There is no such import',
    advice: 'Use the id that POST .../imports has answered with.',
    titleZh: '没有该次导入',
    adviceZh: '请使用 POST .../imports 返回的编号。',
  },
  'unknown-follow-up': {
    status: 404,
    title: 'There is no such follow-up',
    advice: 'Check the id in GET /v1/follow-ups.',
    titleZh: '没有该跟进事项',
    adviceZh: '请在 GET /v1/follow-ups 中核对编号。',
  },
  'not-json': {
    status: 400,
    title: 'The body is not JSON',
    advice: 'Check quotes and commas; send UTF-8.',
    titleZh: '内容不是 JSON',
    adviceZh: '请检查引号和逗号，并以 UTF-8 发送。',
  },
  'request-malformed': {
    status: 400,
    title: 'The request cannot be read',
    advice:
      'An address has no spaces and no characters beyond ASCII: write them with percent signs (curl -G --data-urlencode does), and headers as HTTP has them.',
    titleZh: '无法读取该请求',
    adviceZh:
      '地址中不得有空格和 ASCII 以外的字符：请作百分号编码（可用 curl -G --data-urlencode）；标头须符合 HTTP 格式。',
  },
  'headers-too-large': {
    status: 431,
    title: 'The headers are too large',
    advice: 'Send fewer or shorter headers, and a shorter address.',
    titleZh: '标头过大',
    adviceZh: '请减少或缩短标头和地址。',
  },
  'request-too-slow': {
    status: 408,
    title: 'The request did not come in time',
    advice: 'Send the whole request within half a minute.',
    titleZh: '请求未及时送达',
    adviceZh: '请在半分钟内发送完整请求。',
  },
  'body-too-large': {
    status: 413,
    title: 'The request is too large',
    advice: 'At most 256 KB at once. Put long documents where both sides can read them, and record the link.',
    titleZh: '请求过大',
    adviceZh: '一次最多 256 KB。长文件请放在双方可读之处，并登记其链接。',
  },
  'import-faulty': {
    status: 422,
    title: 'The spreadsheet has faults',
    advice: 'Mend what is named under errors, or send it again with skipFaulty=true to import the other rows.',
    titleZh: '表格有误',
    adviceZh: '请更正 errors 所列各处，或以 skipFaulty=true 重新提交，导入其余各行。',
  },
  'address-too-long': {
    status: 414,
    title: 'The address is too long',
    advice: 'Shorten the id or the parameters.',
    titleZh: '地址过长',
    adviceZh: '请缩短编号或参数。',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    advice: 'Wait as long as Retry-After says.',
    titleZh: '请求过多',
    adviceZh: '请按 Retry-After 所示时间等待。',
  },
  'idempotency-key-missing': {
    status: 400,
    title: 'An Idempotency-Key is needed',
    advice: 'Send "Idempotency-Key: <something new for each intention>", the same one when you repeat a request.',
    titleZh: '须有 Idempotency-Key',
    adviceZh: '请发送 "Idempotency-Key: <每次意图一个新值>"，重复同一请求时用同一个值。',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'This Idempotency-Key was used for another request',
    advice: 'Take a new key for a new request; repeat a request unchanged under its own key.',
    titleZh: '该 Idempotency-Key 已用于另一请求',
    adviceZh: '新请求请用新值；重复请求须内容不变并用原值。',
  },
  'request-in-flight': {
    status: 409,
    title: 'This request is being worked on',
    advice: 'Ask again with the same key in a moment.',
    titleZh: '该请求正在办理',
    adviceZh: '请稍后以同一 Idempotency-Key 再次询问。',
  },
  'if-match-missing': {
    status: 428,
    title: 'Which version do you change?',
    advice: 'Read it first and send its ETag as If-Match, so that nobody’s change is overwritten.',
    titleZh: '更改的是哪一版本',
    adviceZh: '请先读取，并以其 ETag 作为 If-Match 发送，以免覆盖他人的更改。',
  },
  'version-stale': {
    status: 412,
    title: 'It has been changed meanwhile',
    advice: 'Read it again and apply your change to what stands.',
    titleZh: '其间已被更改',
    adviceZh: '请重新读取，再就现有内容更改。',
  },
  'outcome-unknown': {
    status: 504,
    title: 'The outcome is not known yet',
    advice: 'Ask again with the same Idempotency-Key: the request is applied once, whatever happens.',
    titleZh: '结果尚不可知',
    adviceZh: '请以同一 Idempotency-Key 再次询问：无论如何，请求只生效一次。',
  },
  'engine-away': {
    status: 503,
    title: 'The workflow engine cannot be reached',
    advice: 'Nothing was sent. Ask again with the same Idempotency-Key after Retry-After.',
    titleZh: '无法连接工作流引擎',
    adviceZh: '未发送任何内容。请按 Retry-After 等待后，以同一 Idempotency-Key 再次请求。',
  },
  'too-busy': {
    status: 503,
    title: 'Too many changes of this agreement at once',
    advice: 'Nothing was sent. Ask again with the same Idempotency-Key after Retry-After.',
    titleZh: '本合作同时更改过多',
    adviceZh: '未发送任何内容。请按 Retry-After 等待后，以同一 Idempotency-Key 再次请求。',
  },
  'matching-under-way': {
    status: 409,
    title: 'Another plan is being computed',
    advice: 'One is computed at a time. Ask again with the same Idempotency-Key after Retry-After.',
    titleZh: '另一匹配方案正在计算',
    adviceZh: '每次只计算一个方案。请按 Retry-After 等待后，以同一 Idempotency-Key 再次请求。',
  },
  'pin-not-possible': {
    status: 422,
    title: 'A pair that is fixed cannot be',
    advice:
      'The detail names the rule and its source: take the pair out of what is pinned, or change what stands against it.',
    titleZh: '固定的组合无法成立',
    adviceZh: '详情写明规则及出处：请取消该固定组合，或先消除其障碍。',
  },
  'not-running': {
    status: 503,
    title: 'The workflow of this agreement is not running',
    advice: 'It was ended from outside. Put it back by "npm run restore -- <id>", then ask again with the same key.',
    titleZh: '本合作的工作流未在运行',
    adviceZh: '它已在系统之外被终止。请用 "npm run restore -- <id>" 恢复，再以同一 Idempotency-Key 请求。',
  },
  'database-away': {
    status: 503,
    title: 'The database cannot be reached',
    advice: 'Ask again after Retry-After.',
    titleZh: '无法连接数据库',
    adviceZh: '请按 Retry-After 等待后再次请求。',
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    advice: 'Ask again with the same key; if it stays, tell the operator the requestId.',
    titleZh: '系统内部出错',
    adviceZh: '请以同一 Idempotency-Key 再次请求；如仍出错，请将 requestId 告知管理员。',
  },
} as const satisfies Record<string, ProblemWords>;

export const problemTypes = { ...refusals, ...transportProblems } as const;
export type ProblemCode = RefusalCode | keyof typeof transportProblems;

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problemTypes, code);
}
export function isRefusalCode(code: string): code is RefusalCode {
  return Object.hasOwn(refusals, code);
}
