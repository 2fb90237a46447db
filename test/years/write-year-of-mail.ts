import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { liveAYear, Scenario } from './a-year.ts';
import type { LivedYear } from './a-year.ts';
import { yearReport } from './year-report.ts';

/** `npm run year-of-mail`: lives both years, one after the other, and writes what everybody was sent. */
const lived: LivedYear[] = [];
for (const scenario of Object.values(Scenario)) {
  lived.push(await liveAYear(scenario));
  console.log(`A year of ${scenario} was lived.`);
}
const report = yearReport(lived);
writeFileSync(join(import.meta.dirname, '../../docs/a-year-of-mail.md'), report);
console.log(`docs/a-year-of-mail.md: ${report.split('\n').length} lines`);
process.exit(0);
