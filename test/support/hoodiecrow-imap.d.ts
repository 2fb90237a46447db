declare module 'hoodiecrow-imap' {
  import type { Server, Socket } from 'node:net';

  interface Message {
    flags: string[];
    uid: number;
    raw: string;
  }
  interface ImapServer {
    server: Server;
    connectionHandlers: ((connection: { socket: Socket }) => void)[];
    getMailbox(path: string): { messages: Message[] };
    /** `raw` is a string of bytes. */
    appendMessage(path: string, flags: string[], internalDate: string, raw: string): void;
    listen(port: number, host: string, listening: () => void): void;
    close(closed: () => void): void;
  }
  interface Options {
    plugins?: string[];
    users?: Record<string, { password: string }>;
    secureConnection?: boolean;
    credentials?: { key: string; cert: string };
    storage?: Record<string, object>;
  }
  const start: (options: Options) => ImapServer;
  export default start;
}
