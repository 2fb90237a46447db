import { join } from 'node:path';
import { ConfigError } from '../config.ts';
import { bypassProxyForLoopback } from './temporal/environment.ts';

/** The part of `npm start` and its sisters that needs the installed packages; `start.mjs` has seen to those. */
export async function command(
  name: 'start' | 'reset' | 'example' | 'restore',
  options: { args: readonly string[]; projectDir: string; startedAt: number },
): Promise<void> {
  bypassProxyForLoopback();
  // The data's usual place is the project, from whatever folder the command is called.
  const environment = { ...process.env, STACK_DIR: process.env['STACK_DIR'] || join(options.projectDir, '.stack') };
  try {
    switch (name) {
      case 'start': {
        const [{ run }, { parts }] = await Promise.all([import('./launch.ts'), import('./parts.ts')]);
        const isReal = options.args.includes('--real');
        return await run({
          ...options,
          parts,
          environment: isReal ? { ...environment, DATA_SET: 'real' } : environment,
        });
      }
      case 'reset': {
        const { reset } = await import('./reset.ts');
        process.exitCode = await reset({ environment, yes: options.args.includes('--yes') });
        return;
      }
      case 'example': {
        const { runExample } = await import('./examples.ts');
        process.exitCode = await runExample(options.args[0], environment);
        return;
      }
      case 'restore': {
        const { restore } = await import('./restore.ts');
        process.exitCode = await restore(options.args[0], environment);
      }
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
