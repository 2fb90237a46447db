import { join } from 'node:path';
import { loadConfig } from '../../config.ts';
import { startInbox } from './inbox.ts';

/** The inbox as a process of its own: started by the launcher, ended by SIGTERM or SIGINT. */
const config = loadConfig(process.env);

try {
  const inbox = await startInbox({
    dir: join(config.stackDir, 'inbox'),
    httpPort: config.inbox.port,
    smtpPort: config.smtp.port,
  });
  console.log(`inbox: ${inbox.httpUrl} takes mail at ${inbox.smtpUrl}`);
  const stop = (): void => {
    inbox.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  console.error(`inbox: could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
