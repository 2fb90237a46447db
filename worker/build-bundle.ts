import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflows } from './bundle.ts';

/** Bundles the compiled workflows once, so that a worker starts without a bundler. Run by `npm run build`. */
const here = dirname(fileURLToPath(import.meta.url));
const { code } = await bundleWorkflows();
await writeFile(join(here, '../workflow-bundle.js'), code);
