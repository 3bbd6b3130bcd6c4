import { createServer, type Server, type Socket } from 'node:net';

/** TCP ports of this host where somebody listens, or nobody any more. */
export class Listeners {
  readonly #servers: Server[] = [];

  /** A port where connections are taken, and closed. */
  async open(port = 0, host = '127.0.0.1'): Promise<{ host: string; port: number }> {
    return await this.#listen(port, host, (socket) => socket.end());
  }

  /** A port where connections are taken, and kept until the other side has enough. */
  async keeping(): Promise<{ host: string; port: number }> {
    return await this.#listen(0, '127.0.0.1', (socket) => socket.resume());
  }

  async #listen(
    port: number,
    host: string,
    take: (socket: Socket) => void,
  ): Promise<{ host: string; port: number }> {
    const server = createServer((socket) => take(socket.on('error', () => {})));
    await new Promise<void>((resolve) => server.listen(port, host, resolve));
    this.#servers.push(server);
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return { host, port: address.port };
  }

  /** A port where nobody listens any more. */
  async refused(): Promise<{ host: string; port: number }> {
    const address = await this.open();
    await new Promise((resolve) => this.#servers.pop()?.close(resolve));
    return address;
  }

  close(): void {
    for (const server of this.#servers.splice(0)) server.close();
  }
}
