import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { quiet } from '../support/bundle.ts';

/** A change of one source: what matches `from` (a regular expression) becomes `to`. */
export interface Edit {
  /** Paths that end so, e.g. `workflows/entity.ts`; a regular expression. */
  files: string;
  from: string;
  to: string;
}

/** Other due days everywhere, and one more event for each command: rules as they may be in a year. */
export const changedRules: readonly Edit[] = [
  { files: 'domain/policy/[a-z]+-kinds\\.ts', from: 'dueWorkingDays: (\\d+)', to: 'dueWorkingDays: 3 + $1' },
  {
    files: 'domain/propose\\.ts',
    from: 'const drafts = decision\\.map',
    to: "const drafts = [...decision, { type: 'ruleOfNextYear', about: null, data: {} }].map",
  },
];

/** Not a rule: the loop asks Temporal for the timer before the page. */
export const reorderedLoop: readonly Edit[] = [
  {
    files: 'workflows/entity\\.ts',
    from: '(publish\\(shown, before\\.page\\);)\\s+(if \\(nextWakeAt\\) wake\\.arm\\([^;]+;)',
    to: '$2\n$1',
  },
];

/** The workflows as they would be with some sources changed; `dispose` drops the file. */
export async function editedBundle(edits: readonly Edit[]): Promise<{ codePath: string; dispose(): void }> {
  const { code } = await bundleWorkflows({
    logger: quiet,
    webpackConfigHook: (config) => ({
      ...config,
      module: {
        ...config.module,
        rules: [
          ...(config.module?.rules ?? []),
          ...edits.map(({ files, from, to }) => ({
            resource: new RegExp(`/${files}$`),
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
