import { startSystem } from './own-system.ts';
import { loadDemonstration } from '../../stack/demonstration/load.ts';
const t = performance.now();
const system = await startSystem();
console.log('up', performance.now() - t);
try {
  const u = performance.now();
  const loaded = await loadDemonstration({ apiUrl: system.apiUrl, token: system.token, report: console.log });
  console.log('loaded', performance.now() - u, loaded);
  const v = performance.now();
  await loadDemonstration({ apiUrl: system.apiUrl, token: system.token, report: console.log });
  console.log('again', performance.now() - v);
} finally {
  await system.stop();
}
