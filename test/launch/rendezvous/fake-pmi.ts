import { createServer, type Server, type Socket } from 'node:net';

/** A PMI-1 server over TCP, as hydra's with `-pmi-port`. */
export class FakePmi {
  /** Commands in the order in which they came, of all ranks. */
  readonly heard: string[] = [];
  readonly #server: Server;
  readonly #size: number;
  readonly #values = new Map<string, string>();
  readonly #sockets = new Set<Socket>();
  #inBarrier: Socket[] = [];
  #arrived: () => void = () => {};

  private constructor(size: number) {
    this.#size = size;
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      let rest = '';
      socket.setEncoding('latin1').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) this.#take(socket, line);
      });
    });
  }

  /** @param size how many ranks its barrier waits for */
  static async start(size: number): Promise<FakePmi> {
    const pmi = new FakePmi(size);
    await new Promise<void>((resolve) => pmi.#server.listen(0, '127.0.0.1', resolve));
    return pmi;
  }

  /** What its ranks see. */
  get env(): NodeJS.ProcessEnv {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return { PMI_PORT: `127.0.0.1:${address.port}`, PMI_ID: '0' };
  }

  /** Resolves when a rank waits in the barrier. */
  async untilInBarrier(): Promise<void> {
    if (this.#inBarrier.length > 0) return;
    await new Promise<void>((resolve) => {
      this.#arrived = resolve;
    });
  }

  /** How many have taken leave. */
  get finalized(): number {
    return this.heard.filter((command) => command === 'finalize').length;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #take(socket: Socket, line: string): void {
    const fields = new Map(line.split(' ').map((word) => word.split(/=(.*)/s, 2) as [string, string]));
    const command = fields.get('cmd') ?? '';
    this.heard.push(command);
    const answers: Record<string, () => string> = {
      initack: () => 'initack rc=0\ncmd=set size=2',
      init: () => 'response_to_init pmi_version=1 pmi_subversion=1 rc=0',
      get_maxes: () => 'maxes kvsname_max=256 keylen_max=64 vallen_max=1024',
      get_my_kvsname: () => 'my_kvsname kvsname=kvs_1',
      get: () => `get_result rc=0 value=${this.#values.get(fields.get('key') ?? '')}`,
      finalize: () => 'finalize_ack',
    };
    if (command === 'put') {
      this.#values.set(fields.get('key') ?? '', fields.get('value') ?? '');
      socket.write('cmd=put_result rc=0\n');
    } else if (command === 'barrier_in') {
      this.#inBarrier.push(socket);
      this.#arrived();
      if (this.#inBarrier.length < this.#size) return;
      for (const one of this.#inBarrier) one.write('cmd=barrier_out\n');
      this.#inBarrier = [];
    } else {
      socket.write(`cmd=${answers[command]?.()}\n`);
    }
  }
}
