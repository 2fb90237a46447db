import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { quiet } from '../support/bundle.ts';

const root = join(import.meta.dirname, '../..');

/** A change of one source: what matches `from` (a regular expression) becomes `to`. */
export interface Edit {
  /** Below the project, e.g. `workflows/entity.ts`. */
  file: string;
  from: string;
  to: string;
}

/** Other due days everywhere, and one more event for each command: rules as they may be in a year. */
export const changedRules: readonly Edit[] = [
  { file: 'domain/policy/defaults.ts', from: 'dueWorkingDays: (\\d+)', to: 'dueWorkingDays: 3 + $1' },
  {
    file: 'domain/propose.ts',
    from: 'const drafts = decision\\.map',
    to: "const drafts = [...decision, { type: 'ruleOfNextYear', about: null, data: {} }].map",
  },
];

/** Not a rule: the loop asks Temporal for the timer before the page. */
export const reorderedLoop: readonly Edit[] = [
  {
    file: 'workflows/entity.ts',
    from: '(publish\\(page, before\\.page\\);)\\s+(if \\(nextWakeAt\\) wake\\.arm\\([^;]+;)',
    to: '$2\n$1',
  },
];

/** The workflows as they would be with some sources changed; `dispose` drops the file. */
export async function editedBundle(edits: readonly Edit[]): Promise<{ codePath: string; dispose(): void }> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(root, 'workflows/index.ts'),
    logger: quiet,
    webpackConfigHook: (config) => ({
      ...config,
      module: {
        ...config.module,
        rules: [
          ...(config.module?.rules ?? []),
          ...edits.map(({ file, from, to }) => ({
            resource: join(root, file),
            enforce: 'pre' as const,
            use: [{ loader: join(import.meta.dirname, 'edit-source.cjs'), options: { from, to } }],
          })),
        ],
      },
    }),
  });
  const folder = mkdtempSync(join(tmpdir(), 'cooperation-bundle-'));
  const codePath = join(folder, 'workflows.js');
  writeFileSync(codePath, code);
  return { codePath, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}
