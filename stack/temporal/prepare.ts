import { Connection, isGrpcServiceError } from '@temporalio/client';
import type { TemporalConfig } from '../../config-temporal.ts';
import { connectionSettings } from '../../temporal-connection.ts';
import { isNotAllowed, patiently, prepareNamespace } from '../../temporal-namespace.ts';
import type { SearchAttributes } from '../../temporal-namespace.ts';

/**
 * Makes a server of somebody's own ready for the product: namespace, retention, search attributes. Repeating it changes nothing.
 * A server that keeps this to its administrators is taken as they have prepared it.
 * @throws Error that names the address when it does not answer, or the attribute that is of another type
 */
export async function prepareTemporal(
  config: Pick<TemporalConfig, 'connection' | 'port' | 'namespace'>,
  searchAttributes: SearchAttributes,
  report: (line: string) => void,
): Promise<void> {
  const settings = connectionSettings(config);
  const connection = await Connection.connect(settings).catch((error: unknown) => {
    throw new Error(`Temporal at ${settings.address} (TEMPORAL_ADDRESS) does not answer: ${reasonOf(error)}`, {
      cause: error,
    });
  });
  try {
    await prepareNamespace(connection, config.namespace, searchAttributes, (_what, work) => patiently(work));
  } catch (error) {
    if (!isNotAllowed(error)) {
      throw new Error(`Temporal at ${settings.address} could not be prepared: ${reasonOf(error)}`, { cause: error });
    }
    const names = Object.entries(searchAttributes).map(([name, type]) => `${name}=${type}`);
    report(
      `Temporal at ${settings.address} leaves its set-up to its administrators (${reasonOf(error)}). The namespace ${config.namespace} needs the search attributes ${names.join(', ')}.`,
    );
  } finally {
    await connection.close();
  }
}

function reasonOf(error: unknown): string {
  if (isGrpcServiceError(error)) return error.details || error.message;
  return error instanceof Error ? error.message : String(error);
}
