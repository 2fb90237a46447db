import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Problem, problemBody } from './problem.ts';

/**
 * What is no request at all (a character in the address that HTTP has not, headers without end): no route and no hook sees it, and
 * it is answered as a problem all the same.
 */
export function clientProblem({ code }: { code?: string | undefined }): Problem {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Problem('request-too-slow');
  return new Problem(code === 'HPE_HEADER_OVERFLOW' ? 'headers-too-large' : 'request-malformed');
}

/** As Fastify takes it. Nothing is logged: what came may hold a token. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy(error);
    return;
  }
  const id = randomUUID();
  const { status, ...rest } = problemBody(clientProblem(error), '', id);
  const body = JSON.stringify({ status, ...rest });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${id}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
