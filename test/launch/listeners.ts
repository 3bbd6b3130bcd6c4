import { createServer, type Server } from 'node:net';

/** TCP ports of this host where somebody listens, or nobody any more. */
export class Listeners {
  readonly #servers: Server[] = [];

  /** A port where connections are taken, and closed. */
  async open(port = 0, host = '127.0.0.1'): Promise<{ host: string; port: number }> {
    const server = createServer((socket) => socket.on('error', () => {}).end());
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
