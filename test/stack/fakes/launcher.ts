/** The launcher with fake parts, as a process that can be interrupted and killed. */
import { run } from '../../../stack/launch.ts';
import { fakeParts } from './parts.ts';

await run({ projectDir: process.cwd(), environment: process.env, startedAt: performance.now(), parts: fakeParts });
