import { test, expect } from '@jest/globals';
import { startYears } from './years.ts';
import { createApi } from '../../stack/demonstration/api.ts';
import { callOf, enterDirectory } from '../../stack/demonstration/load.ts';
import { districtCase } from '../../stack/demonstration/case-district.ts';
test('x', async () => {
  const t=performance.now(); const lap=(s:string)=>console.log(s, Math.round(performance.now()-t));
  const y = await startYears(); lap('started '+y.now());
  try {
  const api = createApi(y); const ids = await enterDirectory(api); lap('dir');
  const { entityId } = (await api.post('/v1/agreements','d',districtCase.start)) as any; lap('started');
  let n=0; for (const step of districtCase.steps(ids, y.today())) { const {path,body}=callOf(step); await api.post(`/v1/agreements/${entityId}/${path}`, `d${n++}`, body); }
  lap('entered '+n+' '+y.now());
  for (const on of ['2025-01-07','2025-02-10','2025-06-02','2026-01-06']) { await y.liveUntil(on); lap(on+' '+y.now()); }
  console.log(await y.db.notice.groupBy({by:['kind','status'],_count:true}), y.inbox.store?.list?.().length);
  const ns = await y.db.notice.findMany({where:{followUpId:'commitment.commitment-1'},orderBy:{at:'asc'}});
  console.log(ns.map(x=>x.kind+' '+x.at.toISOString()+' '+x.status).join('\n'));
  } finally { await y.stop(); }
  lap('stop');
}, 280000);
