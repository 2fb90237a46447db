import { createConnection, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { Transform } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../stack/ports.ts';

/** What a connection suffers on its way. Each may be changed at any time, also for connections that are open. */
export interface Weather {
  /** Nothing passes in this direction any more; nobody is told. `up` is from the client to the server. */
  blackhole: 'up' | 'down' | 'both' | null;
  /** At most so many bytes a second down to the client. */
  bytesPerSecond: number | null;
  /** The connection that next carries something after so many pieces of all connections breaks before it; 0: the next piece. */
  cut: { direction: 'up' | 'down'; afterPieces: number } | null;
}

export interface Proxy {
  port: number;
  weather: Weather;
  /** All is well again, for new connections; those that are open stay as they are. */
  calm(): void;
  /** Every connection breaks now. */
  reset(): void;
  /** Nobody listens; every connection breaks. */
  down(): Promise<void>;
  up(): Promise<void>;
  openConnections(): number;
  stop(): Promise<void>;
}

const calmWeather = (): Weather => ({ blackhole: null, bytesPerSecond: null, cut: null });

/** A way to a port of this machine on which a test can lay anything that happens to networks. */
export async function startProxy(target: { port: number }): Promise<Proxy> {
  const open = new Set<Socket>();
  const proxy: Proxy = {
    port: await freePort(), // not one the system may give to somebody else while it is down
    weather: calmWeather(),
    calm: () => void Object.assign(proxy.weather, calmWeather()),
    reset: () => {
      for (const socket of open) socket.resetAndDestroy();
    },
    down: async () => {
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      proxy.reset();
      await closed;
    },
    up: () => listen(proxy.port),
    openConnections: () => open.size / 2,
    stop: () => proxy.down(),
  };
  const server = createServer((client) => {
    const upstream = createConnection({ host: '127.0.0.1', port: target.port });
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    const breakOff = () => {
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    };
    client.pipe(way('up', proxy.weather, breakOff)).pipe(upstream);
    upstream.pipe(way('down', proxy.weather, breakOff)).pipe(client);
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(proxy.port);
  return proxy;
}

function way(direction: 'up' | 'down', weather: Weather, breakOff: () => void): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      void pass(this, chunk, direction, weather, breakOff).then(() => callback());
    },
  });
}

async function pass(
  into: Transform,
  chunk: Buffer,
  direction: 'up' | 'down',
  weather: Weather,
  breakOff: () => void,
): Promise<void> {
  if (weather.blackhole === 'both' || weather.blackhole === direction) return;
  const { cut } = weather;
  if (cut?.direction === direction) {
    if (cut.afterPieces === 0) {
      weather.cut = null;
      breakOff();
      return;
    }
    cut.afterPieces -= 1;
  }
  if (direction === 'up' || weather.bytesPerSecond === null) {
    into.push(chunk);
    return;
  }
  const { bytesPerSecond } = weather;
  for (let at = 0; at < chunk.length; at += 20) {
    into.push(chunk.subarray(at, at + 20));
    await sleep((20 / bytesPerSecond) * 1_000);
  }
}
