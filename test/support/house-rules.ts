import { dirname, join, normalize } from 'node:path/posix';

/** One file of the project: its path from the root with `/`, and its text. */
export interface SourceFile {
  path: string;
  text: string;
}

/** A rule broken: where, and what to do instead. */
export interface Fault {
  where: string;
  rule: string;
}

type Rule = (file: SourceFile) => readonly Fault[];

const FOLDERS = [
  'domain',
  'workflows',
  'activities',
  'worker',
  'api',
  'prisma',
  'mail',
  'stack',
  'test',
  'web',
] as const;
type Folder = (typeof FOLDERS)[number];

/** DESIGN section 3: which folders a file may import beside its own. Files at the root count as `settings`. */
const MAY_IMPORT: Record<Folder | 'settings', readonly (Folder | 'settings')[]> = {
  domain: [],
  workflows: ['domain', 'activities'],
  mail: ['domain'],
  prisma: ['domain', 'settings'],
  activities: ['domain', 'mail', 'prisma', 'workflows', 'settings'],
  api: ['domain', 'mail', 'prisma', 'workflows', 'activities', 'settings'],
  worker: ['domain', 'mail', 'prisma', 'workflows', 'activities', 'settings'],
  stack: [...FOLDERS.filter((folder) => folder !== 'test'), 'settings'],
  settings: ['domain'],
  web: [],
  test: [...FOLDERS, 'settings'],
};

/** Tools for developers that need a running part; they are no part of the product. */
const TOOLS = ['prisma/make-migration.ts'];

/** The one place where the worker sends commands: the way of the API, so that there is only one. */
const COMMANDS_OF_WORKER = { path: 'worker/commands.ts', to: 'api' } as const;

/** Imports whose types alone may cross, with the values that may all the same. */
const TYPES_ONLY: readonly { from: Folder; to: Folder; except: readonly string[] }[] = [
  { from: 'workflows', to: 'activities', except: [] },
  { from: 'activities', to: 'workflows', except: ['workflows/inputs.ts', 'workflows/search-attributes.ts'] },
  { from: 'api', to: 'workflows', except: ['workflows/inputs.ts', 'workflows/search-attributes.ts'] },
];

const PACKAGES: Partial<Record<Folder, RegExp>> = {
  domain: /^(zod|temporal-polyfill\/implementation)$/,
  workflows: /^@temporalio\/(workflow|common)$/,
};

/** Fewer lines are better; above this a file does more than one thing. */
export const MOST_LINES = 400;
export const MANY_LINES = 300;

const isCode = (path: string): boolean => /\.(ts|tsx|mjs)$/.test(path);
const isTest = (path: string): boolean => path.startsWith('test/');
const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;

const folderOf = (path: string): Folder | 'settings' =>
  FOLDERS.find((folder) => path.startsWith(`${folder}/`)) ?? 'settings';

/** Comments blanked out, so that a rule's own name in a comment does not break it. Line numbers stay. */
export function withoutComments(text: string): string {
  const blank = (found: string): string => found.replaceAll(/[^\n]/g, ' ');
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, blank)
    .replaceAll(/(^|[\s;{}(,])\/\/[^\n]*/g, (found, before: string) => before + blank(found.slice(before.length)));
}

function matches(file: SourceFile, pattern: RegExp, rule: string, text = withoutComments(file.text)): Fault[] {
  return [...text.matchAll(pattern)].map((match) => ({
    where: `${file.path}:${lineOf(text, match.index + match[0].search(/\S/))}`,
    rule,
  }));
}

const IMPORT =
  /^[ \t]*(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?(['"])([^'"\n]+)\2|\bimport\(\s*(['"])([^'"\n]+)\4\s*\)/gm;

/** Each thing that a file imports, statically or later. */
export function importsOf(text: string): { specifier: string; typeOnly: boolean; line: number }[] {
  const code = withoutComments(text);
  return [...code.matchAll(IMPORT)].map((match) => ({
    specifier: match[3] ?? match[5] ?? '',
    typeOnly: match[1] !== undefined,
    line: lineOf(code, match.index + match[0].search(/\S/)),
  }));
}

const directions: Rule = (file) => {
  if (!isCode(file.path) || TOOLS.includes(file.path)) return [];
  const from = folderOf(file.path);
  return importsOf(file.text).flatMap(({ specifier, typeOnly, line }) => {
    const where = `${file.path}:${line}`;
    if (!specifier.startsWith('.')) {
      const allowed = from === 'settings' ? undefined : PACKAGES[from];
      return allowed && !allowed.test(specifier) ? [{ where, rule: `${from}/ must not import ${specifier}` }] : [];
    }
    const target = normalize(join(dirname(file.path), specifier));
    const to = folderOf(target);
    if (to === from) return [];
    if (file.path === COMMANDS_OF_WORKER.path && to === COMMANDS_OF_WORKER.to) return [];
    if (!MAY_IMPORT[from].includes(to)) return [{ where, rule: `${from} must not import ${target}` }];
    const limit = TYPES_ONLY.find((one) => one.from === from && one.to === to);
    if (limit && !typeOnly && !limit.except.includes(target))
      return [{ where, rule: `${from} may import ${target} by \`import type\` only` }];
    return [];
  });
};

const noEnum: Rule = (file) =>
  isCode(file.path)
    ? matches(
        file,
        /^[ \t]*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s+\w+/gm,
        'a const object instead of an enum',
      )
    : [];

const environmentInOnePlace: Rule = (file) => {
  if (!isCode(file.path) || isTest(file.path) || /^(config\.ts$|stack\/)/.test(file.path)) return [];
  const text = withoutComments(file.text).replaceAll('loadConfig(process.env)', 'loadConfig(___________)');
  return matches(file, /\bprocess\.env\b/g, 'the environment is read by loadConfig(process.env) only', text);
};

const noMts: Rule = (file) =>
  /\.[mc]ts$/.test(file.path) ? [{ where: file.path, rule: 'the workflow bundle reads .ts only' }] : [];

/** Memos of pure functions: it makes no difference who asked before. */
const MEMOS = ['domain/calendar/zones.ts'];

const noModuleState: Rule = (file) => {
  if (!/^(workflows|domain)\//.test(file.path) || !isCode(file.path)) return [];
  const rule = 'no state outside of functions: it is shared or lost at a replay';
  // What is frozen where workflows share it needs no rule; what these hold is not.
  const collections =
    /^(?:export\s+)?const\s+\w+\s*(?::\s*(?:Weak)?(?:Map|Set)\b[^=]*)?=\s*new\s+(?:Weak)?(?:Map|Set)\b/gm;
  return [
    ...matches(file, /^(?:export\s+)?(?:let|var)\s/gm, rule),
    ...(MEMOS.includes(file.path) ? [] : matches(file, collections, rule)),
  ];
};

const noActivityIdKeys: Rule = (file) =>
  /^(workflows|activities|worker)\//.test(file.path)
    ? matches(file, /\bactivityId\b/g, 'an activity id repeats in the next chapter: key by the entity and its seq')
    : [];

/** These are full of what they forbid. */
const PLANTED: readonly string[] = [
  'test/support/house-rules.ts',
  'test/house-rules.test.ts',
  'test/closing-line.test.ts',
];

const nothingLeftOut: Rule = (file) => {
  if (!isCode(file.path) || file.path === 'test/support/unless.ts' || PLANTED.includes(file.path)) return [];
  return [
    ...matches(
      file,
      /\b(?:test|it|describe)\.(?:skip|only|todo|failing)\b|\b(?:xit|xtest|xdescribe|fit|fdescribe)\(/g,
      'no test is left out without a reason: testUnless of test/support/unless.ts',
    ),
    ...matches(file, /\b(?:TODO|FIXME|XXX)\b/g, 'finish it, or open an issue', file.text),
  ];
};

/** Everybody's machine is another: no home folders, no hosts of package registries. */
const noMachines: Rule = (file) =>
  PLANTED.includes(file.path)
    ? []
    : [
        ...matches(
          file,
          /(?<![\w.$}@-])\/(?:work|home|root|Users)\/[\w.]|\b[A-Z]:\\\\?Users\b/g,
          'a path of one machine',
          file.text,
        ),
        ...matches(
          file,
          /\b(?:registry\.[\w-]+\.\w+|(?:registry\.)?npmjs\.(?:org|com)|npmmirror\.com|pythonhosted\.org|(?:test\.)?pypi\.org|artifactory|verdaccio)\b/gi,
          "the host of a package registry: which one is used is the machine's affair",
          file.text,
        ),
      ];

const notTooLong: Rule = (file) => {
  const lines = file.text.split('\n').length - 1;
  return isCode(file.path) && lines > MOST_LINES
    ? [
        {
          where: `${file.path}:${MOST_LINES}`,
          rule: `${lines} lines: a file does one thing; ${MOST_LINES} are the most`,
        },
      ]
    : [];
};

const RULES: readonly Rule[] = [
  directions,
  noEnum,
  environmentInOnePlace,
  noMts,
  noModuleState,
  noActivityIdKeys,
  nothingLeftOut,
  noMachines,
  notTooLong,
];

/** Every rule that a file breaks. */
export const faultsOf = (file: SourceFile): Fault[] => RULES.flatMap((rule) => [...rule(file)]);

interface LockEntry {
  optionalDependencies?: Record<string, string>;
}

/**
 * Optional dependencies that the lock names without an entry: some registries lack other platforms' binaries, npm then writes
 * an incomplete lock, and `npm ci` fails on those platforms.
 */
export function missingOptionals(packages: Readonly<Record<string, LockEntry>>): string[] {
  return Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !resolvable(packages, path, name))
      .map((name) => `${path || 'package.json'} -> ${name}`),
  );
}

function resolvable(packages: Readonly<Record<string, LockEntry>>, path: string, name: string): boolean {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    if (`${at ? `${at}/` : ''}node_modules/${name}` in packages) return true;
    if (at === '') return false;
  }
}
