import { readFileSync } from 'node:fs';

/**
 * Loaded before a program (`--import`): its host's clock is wrong by the milliseconds that stand in the file CLOCK_SHIFT_FILE, read
 * again all the time. Timers and `performance.now()` go right, as after a real change of the wall clock.
 */
const file = process.env.CLOCK_SHIFT_FILE ?? '';
const RealDate = Date;
let shiftMs = 0;
const look = () => {
  try {
    shiftMs = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    shiftMs = 0;
  }
};
look();
setInterval(look, 50).unref();
const now = () => RealDate.now() + shiftMs;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, as) => Reflect.construct(target, args.length === 0 ? [now()] : args, as),
  apply: () => new RealDate(now()).toString(),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});
