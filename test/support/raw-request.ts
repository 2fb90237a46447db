import { once } from 'node:events';
import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Answer } from './api.ts';

/** What comes over the wire as it is written here, which no client would send. */
export async function sendRaw(app: FastifyInstance, bytes: string): Promise<Answer> {
  if (!app.server.listening) await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('listens nowhere');
  const socket = connect(address.port, '127.0.0.1').setEncoding('utf8');
  let told = '';
  socket.on('data', (piece) => {
    told += String(piece);
  });
  socket.write(bytes);
  await once(socket, 'close');
  const [head = '', body = ''] = told.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.split(':')[0]?.toLowerCase() ?? '', line.replace(/^[^:]*:\s*/, '')]),
  );
  return { status: Number(first.split(' ')[1]), headers, body: JSON.parse(body) };
}
