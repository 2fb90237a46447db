/**
 * What all workflows of a worker share. The worker loads it before the first workflow, and whatever is loaded then is not loaded
 * again for each: the whole domain and the package its schemas are made with, which take longer to load than a decision takes.
 * Nothing here may import `@temporalio/workflow`, whose state belongs to one workflow.
 *
 * The worker freezes what is shared. A schema cannot be frozen: it builds its members when they are first asked for, and a
 * pattern keeps its place. So we freeze ourselves, all but what is made by a class; the worker goes no further where it finds
 * something frozen. What a schema keeps then is the same for every workflow.
 */

/** Of webpack: what is in the bundle, by path; and the way to load it. */
declare const __webpack_modules__: Record<string, unknown>;
declare const __webpack_require__: (path: string) => unknown;

const isShared = (path: string): boolean =>
  /\/node_modules\/zod\//.test(path) || (/\/domain\//.test(path) && !path.includes('/node_modules/'));

function freezeAllButInstances(value: unknown): void {
  if (typeof value === 'function') Object.freeze(value);
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  const madeBy: unknown = Object.getPrototypeOf(value);
  if (madeBy !== null && madeBy !== Object.prototype && !Array.isArray(value)) return;
  Object.freeze(value);
  for (const key of Reflect.ownKeys(value)) freezeAllButInstances(Reflect.get(value, key));
}

for (const path of Object.keys(__webpack_modules__).filter(isShared)) freezeAllButInstances(__webpack_require__(path));
