import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** A PMI-1 server over TCP that says what it is told to say. */
export interface ScriptedServer {
  readonly env: NodeJS.ProcessEnv;
  /** Lines in the order in which they came. */
  readonly heard: readonly string[];
  /** Its side of the connection. */
  readonly socket: Promise<Socket>;
  close(): void;
}

/** @param answers what is written for a line that comes; nothing for one that is not there */
export async function scriptedServer(answers: Readonly<Record<string, string>>): Promise<ScriptedServer> {
  const heard: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    let rest = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        heard.push(line);
        socket.write(answers[line] ?? '');
      }
    });
  });
  const socket = once(server, 'connection').then(([one]: Socket[]) => {
    if (one === undefined) throw new Error('nobody came');
    return one;
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    env: { PMI_PORT: `127.0.0.1:${address.port}` },
    heard,
    socket,
    close() {
      server.close();
      for (const one of sockets) one.destroy();
    },
  };
}
