import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { readAttachment } from './message.ts';
import type { InboxMessage } from './message.ts';
import { pageHtml } from './page.ts';
import { pageScript } from './page-script.ts';
import { pageStyle } from './page-style.ts';
import type { MessageStore } from './store.ts';

/** The page runs only its own script and style, talks only to its own origin and cannot be framed. */
const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src 'self' data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A mail's HTML is somebody else's: no scripts, no forms, no remote content, own origin; links open in a new tab. */
const mailPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; " +
  "form-action 'none'; frame-ancestors 'self'";

const commonHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-cache',
};

type Answer = { status: number; type: string; body: string | Buffer; headers?: Record<string, string> };

/** The inbox's page and JSON, over the messages of `store`. Reading only. */
export function createInboxServer(store: MessageStore): Server {
  return createServer((request, response) => {
    respond(store, request).then(
      (answer) => write(request, response, answer),
      () => write(request, response, problem(500, 'The inbox could not answer. Its log says why.')),
    );
  });
}

async function respond(store: MessageStore, request: IncomingMessage): Promise<Answer> {
  // Another site's name that resolves to this machine must not read mail: its links are signed and act.
  if (!isLocalHost(request.headers.host)) return problem(403, 'This inbox answers only under a local name.');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { ...problem(405, 'The inbox is for reading: use GET.'), headers: { Allow: 'GET, HEAD' } };
  }
  const url = parseTarget(request.url);
  if (url === undefined) return problem(400, 'This address cannot be read.');
  switch (url.pathname) {
    case '/':
      return { status: 200, type: 'text/html', body: pageHtml, headers: { 'Content-Security-Policy': pagePolicy } };
    case '/inbox.js':
      return { status: 200, type: 'text/javascript', body: pageScript };
    case '/inbox.css':
      return { status: 200, type: 'text/css', body: pageStyle };
    case '/api/healthz':
      return json(200, { status: 'ok', messages: store.messages().length });
    case '/api/messages':
      return list(store, url.searchParams, request.headers['if-none-match']);
  }
  const [, id, part, index] =
    /^\/api\/messages\/([\w.-]+)(?:\/(source|html|attachments)(?:\/(\d{1,4}))?)?$/.exec(url.pathname) ?? [];
  const message = id === undefined ? undefined : store.find(id);
  if (message === undefined) return problem(404, 'There is no such message or page.');
  return one(store, message, part, index);
}

async function one(store: MessageStore, message: InboxMessage, part?: string, index?: string): Promise<Answer> {
  if (part === undefined) return json(200, message);
  if (part === 'html' && index === undefined) {
    if (message.html === undefined) return problem(404, 'This message has no HTML part.');
    // The document may bring its own <base>; only the first one counts, so ours comes before all else.
    const body = `<!doctype html><base target="_blank"><meta name="color-scheme" content="light">${message.html}`;
    return { status: 200, type: 'text/html', body, headers: { 'Content-Security-Policy': mailPolicy } };
  }
  const raw = await store.source(message.id);
  if (raw === undefined) return problem(404, 'The source of this message is gone.');
  if (part === 'source' && index === undefined) return { status: 200, type: 'text/plain', body: raw };
  if (part === 'attachments' && index !== undefined) {
    const attachment = await readAttachment(raw, Number(index));
    if (attachment === undefined) return problem(404, 'There is no such attachment.');
    const name = encodeURIComponent(attachment.name).replaceAll(
      /['()*]/g,
      (sign) => `%${sign.charCodeAt(0).toString(16)}`,
    );
    const headers = {
      'Content-Disposition': `attachment; filename*=UTF-8''${name}`,
      'Content-Security-Policy': 'sandbox',
    };
    return { status: 200, type: 'application/octet-stream', body: attachment.content, headers };
  }
  return problem(404, 'There is no such message or page.');
}

/** `to`: an address (or a part of one), in To, Cc or the envelope; `q`: in subject, text, sender or recipients; `brief=1`: a preview instead of the parts. */
function list(store: MessageStore, query: URLSearchParams, known: string | undefined): Answer {
  const etag = `"${store.version()}"`;
  if (known === etag) return { status: 304, type: 'application/json', body: '', headers: { ETag: etag } };
  const to = query.get('to')?.trim().toLowerCase() ?? '';
  const text = query.get('q')?.trim().toLowerCase() ?? '';
  const found = store.messages().filter((message) => isTo(message, to) && says(message, text));
  const shown = query.get('brief') === '1' ? found.map(brief) : found;
  return { ...json(200, shown), headers: { ETag: etag } };
}

function isTo(message: InboxMessage, to: string): boolean {
  if (to === '') return true;
  const all = [...message.to, ...message.envelope.to.map((address) => address.toLowerCase())];
  return all.some((address) => (to.includes('@') ? address === to : address.includes(to)));
}

function says(message: InboxMessage, text: string): boolean {
  const all = [message.subject, message.text, message.from, message.fromName, message.toText, ...message.envelope.to];
  return text === '' || all.some((value) => value.toLowerCase().includes(text));
}

function brief({ text, html: _html, headers: _headers, ...message }: InboxMessage): object {
  return { ...message, preview: text.replaceAll(/\s+/g, ' ').trim().slice(0, 160) };
}

function json(status: number, value: unknown): Answer {
  return { status, type: 'application/json', body: JSON.stringify(value) };
}

function problem(status: number, detail: string): Answer {
  return { status, type: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', status, detail }) };
}

function write(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const type = answer.type === 'application/octet-stream' ? answer.type : `${answer.type}; charset=utf-8`;
  const headers = { ...commonHeaders, 'Content-Type': type, ...answer.headers };
  response.writeHead(
    answer.status,
    answer.status === 304 ? headers : { ...headers, 'Content-Length': Buffer.byteLength(answer.body) },
  );
  response.end(request.method === 'HEAD' || answer.status === 304 ? undefined : answer.body);
}

function parseTarget(target: string | undefined): URL | undefined {
  const text = `http://localhost${target ?? '/'}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}

function isLocalHost(host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}
