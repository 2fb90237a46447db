/**
 * The page's script, plain JavaScript for the browser. Mail is somebody else's text: everything is put into the page as
 * text, never as markup, except a mail's HTML part, which lives in a sandboxed frame without scripts.
 */
export const pageScript = String.raw`'use strict';
const words = {
  en: {
    skip: 'Skip to the message', title: 'Inbox', subtitle: 'Every mail of this installation ends here. Nothing leaves this machine.',
    messages: 'Messages', search: 'Search', recipient: 'Recipient', all: 'Everyone', other: '中文', none: 'No mail yet. It appears here as soon as it is sent.',
    nothing: 'Nothing matches.', choose: 'Choose a message to read it.', gone: 'This message is not here any more.', lost: 'Not connected, trying again', count: (n) => n + (n === 1 ? ' message' : ' messages'),
    from: 'From', to: 'To', delivered: 'Delivered to', sent: 'Dated', received: 'Received', id: 'Message-ID', html: 'Message', text: 'Plain text', headers: 'Headers', source: 'Source', noSubject: '(no subject)', back: '← Messages', frame: 'The message',
  },
  'zh-CN': {
    skip: '跳到邮件正文', title: '收件箱', subtitle: '本系统发出的邮件全部到此为止，不会寄出本机。',
    messages: '邮件', search: '搜索', recipient: '收件人', all: '全部收件人', other: 'English', none: '还没有邮件，一经发出即显示于此。',
    nothing: '没有符合条件的邮件。', choose: '请选择一封邮件阅读。', gone: '这封邮件已不在此处。', lost: '连接中断，正在重试', count: (n) => n + ' 封邮件',
    from: '发件人', to: '收件人', delivered: '投递至', sent: '邮件日期', received: '收到时间', id: 'Message-ID', html: '正文', text: '纯文本', headers: '邮件头', source: '源文件', noSubject: '（无主题）', back: '← 邮件列表', frame: '邮件正文',
  },
};
const $ = (id) => document.getElementById(id);
const kept = { get: (key) => { try { return localStorage.getItem(key); } catch { return null; } }, set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window */ } } };
let language = kept.get('inbox.language') || (navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en');
if (!words[language]) language = 'en';
const read = new Set((kept.get('inbox.read') || '').split(' ').filter(Boolean));
let messages = [];
let etag = '';
let shown = null;
let tab = 'html';

const say = (key) => words[language][key];
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) if (value !== undefined && value !== null) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}
const dayOf = (message) => new Date(message.sentAt || message.receivedAt);
const dayText = (date) => date.toLocaleDateString(language, { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' });
const timeText = (date) => date.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit', hour12: false });
const fullText = (iso) => new Date(iso).toLocaleString(language, { dateStyle: 'long', timeStyle: 'medium', hour12: false });
const recipientsOf = (message) => [...new Set([...message.to, ...message.envelope.to.map((address) => address.toLowerCase())])];
const nameOf = (message) => message.toText.replace(/\s*<[^>]*>/g, '').replace(/"/g, '').trim() || message.envelope.to.join(', ');
const currentId = () => decodeURIComponent(location.hash.slice(1));
function faceOf(message) {
  const name = nameOf(message);
  let sum = 0;
  for (const sign of name) sum = (sum * 31 + sign.codePointAt(0)) % 997;
  return make('span', { class: 'face face' + (sum % 6), 'aria-hidden': 'true' }, ([...name][0] || '?').toUpperCase());
}

function speak() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = say(element.dataset.text);
  for (const element of document.querySelectorAll('[data-label]')) { element.setAttribute('aria-label', say(element.dataset.label)); if (element.placeholder !== undefined) element.placeholder = say(element.dataset.label); }
  $('language').textContent = say('other');
  $('language').lang = language === 'en' ? 'zh-CN' : 'en';
  document.title = say('title');
}

function showRecipients() {
  const counts = new Map();
  for (const message of messages) for (const address of recipientsOf(message)) counts.set(address, (counts.get(address) || 0) + 1);
  const select = $('recipient');
  const chosen = select.value;
  if (chosen && !counts.has(chosen)) counts.set(chosen, 0);
  const options = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([address, n]) => make('option', { value: address }, address + ' (' + n + ')'));
  select.replaceChildren(make('option', { value: '' }, say('all')), ...options);
  select.value = chosen;
}

function showList() {
  const chosen = $('recipient').value;
  const visible = messages.filter((message) => !chosen || recipientsOf(message).includes(chosen));
  const focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.id : undefined;
  const rows = [];
  let day = '';
  for (const message of visible) {
    const date = dayOf(message);
    if (dayText(date) !== day) { day = dayText(date); rows.push(make('li', { class: 'day' }, day)); }
    const link = make('a', { class: 'item' + (read.has(message.id) ? '' : ' new'), href: '#' + encodeURIComponent(message.id), 'data-id': message.id, 'aria-current': String(message.id === currentId()) },
      faceOf(message),
      make('span', { class: 'row' }, make('span', { class: 'who' }, nameOf(message)), make('time', { class: 'when', datetime: date.toISOString() }, timeText(date))),
      make('span', { class: 'what' }, message.subject || say('noSubject')),
      make('span', { class: 'start' }, message.preview));
    rows.push(make('li', {}, link));
  }
  const list = $('messages');
  const top = list.scrollTop;
  list.replaceChildren(...rows);
  list.scrollTop = top;
  if (focused) { const again = [...list.querySelectorAll('a')].find((link) => link.dataset.id === focused); if (again) again.focus({ preventScroll: true }); }
  $('empty').hidden = visible.length > 0;
  $('empty').textContent = messages.length === 0 && !$('query').value ? say('none') : say('nothing');
  list.hidden = visible.length === 0;
  $('state').className = 'state';
  $('state').textContent = say('count')(visible.length);
}

function linked(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"'，。；、）】》]+/g)) {
    const address = match[0].replace(/[.,;:!?)\]]+$/, '');
    parts.push(text.slice(from, match.index), make('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, address));
    from = match.index + address.length;
  }
  parts.push(text.slice(from));
  return parts;
}

function sheetOf(message) {
  if (tab === 'html' && message.html !== undefined) return make('iframe', { src: '/api/messages/' + encodeURIComponent(message.id) + '/html', sandbox: 'allow-popups allow-popups-to-escape-sandbox', referrerpolicy: 'no-referrer', title: say('frame') });
  if (tab === 'headers') return make('dl', { class: 'meta fields' }, ...Object.entries(message.headers).flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]));
  return make('pre', { tabindex: '0' }, ...linked(message.text));
}

function showMessage() {
  const reader = $('reader');
  document.body.classList.toggle('reading', shown !== null);
  if (shown === null) return reader.replaceChildren(make('p', { class: 'empty' }, say('choose')));
  if (shown === undefined) return reader.replaceChildren(make('p', { class: 'empty' }, say('gone')));
  const message = shown;
  const tabs = ['html', 'text', 'headers'].filter((name) => name !== 'html' || message.html !== undefined);
  if (!tabs.includes(tab)) tab = 'text';
  const buttons = tabs.map((name) => make('button', { type: 'button', role: 'tab', id: 'tab-' + name, 'aria-selected': String(name === tab), 'aria-controls': 'sheet', tabindex: name === tab ? '0' : '-1' }, say(name)));
  const choose = (index) => { tab = tabs[(index + tabs.length) % tabs.length]; showMessage(); $('tab-' + tab).focus(); };
  buttons.forEach((button, index) => {
    button.addEventListener('click', () => choose(index));
    button.addEventListener('keydown', (event) => { if (event.key === 'ArrowRight') choose(index + 1); if (event.key === 'ArrowLeft') choose(index - 1); });
  });
  const back = make('button', { type: 'button', class: 'quiet back' }, say('back'));
  back.addEventListener('click', () => { location.hash = ''; });
  const field = (key, value) => (value ? [make('dt', {}, say(key)), make('dd', {}, value)] : []);
  const delivered = message.envelope.to.filter((address) => !message.to.includes(address.toLowerCase())).join(', ');
  const base = '/api/messages/' + encodeURIComponent(message.id);
  const files = message.attachments.map((part, index) => make('li', {}, make('a', { href: base + '/attachments/' + index, download: '' }, part.name + ' · ' + Math.max(1, Math.round(part.size / 1024)) + ' KB')));
  reader.replaceChildren(...[back,
    make('h2', {}, message.subject || say('noSubject')),
    make('dl', { class: 'meta' }, ...field('from', (message.fromName ? message.fromName + ' ' : '') + '<' + message.from + '>'), ...field('to', message.toText), ...field('delivered', delivered),
      ...field('sent', message.sentAt ? fullText(message.sentAt) : ''), ...field('received', fullText(message.receivedAt)), ...field('id', message.messageId)),
    files.length > 0 ? make('ul', { class: 'files' }, ...files) : null,
    make('div', { class: 'tabs' }, make('div', { role: 'tablist', 'aria-label': say('messages') }, ...buttons), make('a', { href: base + '/source', target: '_blank', rel: 'noopener' }, say('source'))),
    make('div', { class: 'sheet', id: 'sheet', role: 'tabpanel', 'aria-labelledby': 'tab-' + tab }, sheetOf(message))].filter(Boolean));
}

async function openCurrent() {
  const id = currentId();
  if (!id) { shown = null; showMessage(); return; }
  const response = await fetch('/api/messages/' + encodeURIComponent(id)).catch(() => undefined);
  if (id !== currentId()) return;
  shown = response && response.ok ? await response.json() : undefined;
  if (shown) { read.add(id); kept.set('inbox.read', [...read].slice(-2000).join(' ')); tab = shown.html === undefined ? 'text' : 'html'; }
  showMessage();
  showList();
  $('reader').scrollTop = 0;
}

let turn = 0;
async function refresh(anew) {
  const mine = (turn += 1);
  try {
    const response = await fetch('/api/messages?brief=1&q=' + encodeURIComponent($('query').value), { cache: 'no-cache' });
    if (!response.ok) throw new Error(String(response.status));
    const version = response.headers.get('etag');
    if (mine !== turn) return;
    if (!anew && version === etag && !$('state').classList.contains('lost')) return;
    messages = await response.json();
    etag = version;
    showRecipients();
    showList();
  } catch {
    $('state').className = 'state lost';
    $('state').textContent = say('lost');
  }
}

$('language').addEventListener('click', () => { language = language === 'en' ? 'zh-CN' : 'en'; kept.set('inbox.language', language); speak(); showRecipients(); showList(); showMessage(); });
$('filters').addEventListener('submit', (event) => event.preventDefault());
let typing;
$('query').addEventListener('input', () => { clearTimeout(typing); typing = setTimeout(() => refresh(true), 150); });
$('recipient').addEventListener('change', showList);
$('messages').addEventListener('keydown', (event) => {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const links = [...$('messages').querySelectorAll('a')];
  const next = links[links.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1)];
  if (next) { next.focus(); event.preventDefault(); }
});
document.querySelector('.skip').addEventListener('click', (event) => { event.preventDefault(); document.body.classList.add('reading'); $('reader').focus(); });
addEventListener('hashchange', openCurrent);
document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh(false); });
setInterval(() => { if (!document.hidden) refresh(false); }, 2000);
speak();
showMessage();
refresh(true).then(openCurrent);
`;
