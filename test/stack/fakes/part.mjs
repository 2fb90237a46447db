/**
 * Stands for a part of the system in the launcher's tests: `node part.mjs NAME PORT`. With port 0 it says `ready` to its parent.
 * FAKE_STUBBORN names parts that ignore SIGTERM, FAKE_BROKEN parts that end at once.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';

const [name, port] = process.argv.slice(2);
const named = (list) => (process.env[list] ?? '').split(',').includes(name);

if (named('FAKE_BROKEN')) {
  console.error(`${name}: no good reason`);
  process.exit(3);
}
// A child of its own, which must not be left behind either.
spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', `child-of-${name}`, process.env.STACK_DIR ?? ''], {
  stdio: 'ignore',
});
process.on('SIGTERM', () => {
  if (!named('FAKE_STUBBORN')) process.exit(0);
});
const server = createServer((request, response) => {
  if (request.url === '/environment') response.end(JSON.stringify(process.env));
  else response.end(JSON.stringify({ name, pid: process.pid }));
});
if (port === '0') {
  setInterval(() => {}, 1000);
  process.send('ready');
} else server.listen(Number(port), '127.0.0.1');
