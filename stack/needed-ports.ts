import type { Config } from '../config.ts';
import { isPortFree, listenerPid, whoHolds } from './ports.ts';
import { commandOf, endProcess } from './processes.ts';

/** A port that one of the embedded parts will listen on, and the setting that changes it. */
export interface NeededPort {
  port: number;
  setting: string;
  part: string;
}

export function neededPorts(config: Config): NeededPort[] {
  const ports: NeededPort[] = [{ port: config.api.port, setting: 'API_PORT', part: 'the API' }];
  if (!config.database.url) ports.push({ port: config.database.port, setting: 'POSTGRES_PORT', part: 'Postgres' });
  if (!config.temporal.connection) {
    ports.push({ port: config.temporal.port, setting: 'TEMPORAL_PORT', part: 'the Temporal server' });
    ports.push({ port: config.temporal.uiPort, setting: 'TEMPORAL_UI_PORT', part: 'the Temporal Web UI' });
  }
  if (!config.smtp.url) {
    ports.push({ port: config.inbox.port, setting: 'INBOX_PORT', part: "the inbox's page" });
    ports.push({ port: config.smtp.port, setting: 'SMTP_PORT', part: "the inbox's mail" });
  }
  if (config.mail.inboundPort !== null)
    ports.push({ port: config.mail.inboundPort, setting: 'INBOUND_SMTP_PORT', part: 'mail that comes back' });
  return ports;
}

/**
 * Makes sure that every port is free. A left-over of this very folder that nobody has written down (its launcher was killed in the
 * moment of starting it) is known by its command line and ended; Postgres takes its own over by itself.
 *
 * @throws Error that names every taken port, who has it and which setting chooses another
 */
export async function requireFreePorts(
  ports: readonly NeededPort[],
  stackDir: string,
  report: (line: string) => void,
): Promise<void> {
  const refusals = await Promise.all(ports.map((needed) => refusalOf(needed, stackDir, report)));
  const taken = refusals.filter((refusal) => refusal !== undefined);
  if (taken.length > 0) throw new Error(taken.join('\n'));
}

async function refusalOf(
  needed: NeededPort,
  stackDir: string,
  report: (line: string) => void,
): Promise<string | undefined> {
  const { port, setting, part } = needed;
  if (await isPortFree(port)) return undefined;
  const pid = listenerPid(port);
  const isOurs = pid !== undefined && commandOf(pid).includes(`${stackDir}/`);
  if (isOurs && setting === 'POSTGRES_PORT') return undefined;
  if (isOurs) {
    report(`Left over from last time and ended: process ${pid} on port ${port}.`);
    await endProcess(pid, { politeMs: 3_000 });
    if (await isPortFree(port)) return undefined;
  }
  const holder = whoHolds(port) ?? 'another program';
  return `Port ${port}, which ${part} needs, is taken by ${holder}. End that, or choose another port: ${setting}=${port + 10_000 > 65_535 ? port - 10_000 : port + 10_000} npm start`;
}
