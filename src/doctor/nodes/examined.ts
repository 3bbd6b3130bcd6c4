import { writeSync } from 'node:fs';
import { ClockOffset } from '../../rank/clock-offset.ts';
import type { Clock } from '../../system/clock.ts';
import { Condition } from '../../system/condition.ts';
import { type BrokerAddress, type BrokerPeerSocket, connectToBroker } from '../../wire/broker-sockets.ts';
import { jobKeys } from '../../wire/keys.ts';
import { SmallContext } from '../../wire/small-context.ts';
import { type LookOptions, lookHere, type OwnSeen } from '../look/here.ts';
import type { ConnectAttempt, HostSeen } from '../seen.ts';
import { type Listener, listen, tryAll } from './connect.ts';
import { type FromAsker, type ListeningAt, parseFromAsker, type ToAsker } from './messages.ts';
import { spokenLines } from './spoken.ts';

/** What a host on which doctor was started is told. */
export interface ExaminedOptions {
  readonly look: LookOptions;
  /** Where doctor was asked, best first. */
  readonly asker: readonly BrokerAddress[];
  readonly secret: string;
  /** This is over after so long, whatever happens, ms. */
  readonly patienceMs: number;
}

const PINGS = 8;
const PONG_MS = 1000;
/** Who listens there and has not the key by then is somebody else, ms. */
const HANDSHAKE_MS = 5000;
/** So long a host waits to be told where rank 0 is, which can be started later, ms. */
const RANK0_MS = 10_000;
/** Between two lines: a launcher that reads two at once can cut the second, ms. */
const BETWEEN_LINES_MS = 20;
/** A line can be lost where another host says something in the middle of it. */
const TIMES_SAID = 2;

/** Looks at this host, and tells who has asked: through the network, or if that does not let it, on stdout. */
export async function examine(options: ExaminedOptions): Promise<void> {
  const { look, asker, patienceMs } = options;
  const { clock } = look;
  const end = clock.mono() + patienceMs;
  const [own, attempts] = await Promise.all([lookHere(look), tryAll(asker, clock)]);
  const at = attempts.findIndex(({ problem }) => problem === null);
  const broker = asker[at];
  const told = broker === undefined ? undefined : await talk(broker, own, attempts, options, end);
  if (told === 'heard') return;
  const toAsker =
    told === undefined
      ? attempts
      : attempts.map((one, nth) => (nth === at ? { ...one, problem: told } : one));
  await speak({ ...own, to_asker: toAsker, to_rank0: null, clock: null }, clock);
}

/** @returns what is wrong with that address, if nobody there has the key */
async function talk(
  broker: BrokerAddress,
  own: OwnSeen,
  attempts: readonly ConnectAttempt[],
  options: ExaminedOptions,
  end: number,
): Promise<'heard' | string> {
  const { clock, ports } = options.look;
  const line = new Line(connectToBroker(new SmallContext(), jobKeys(options.secret), broker, PONG_MS), clock);
  let listener: Listener | undefined;
  try {
    if (!(await line.connected(HANDSHAKE_MS)))
      return 'somebody else listens there, or a firewall lets no data through';
    const offset = await measure(line, clock);
    listener = own.rank === 0 ? await listen(ports).catch(() => undefined) : undefined;
    const port = listener?.port;
    const listening = port === undefined ? [] : own.addresses.map((host): ListeningAt => ({ host, port }));
    line.say({ op: 'came', rank: own.rank, listening });
    const rank0 = own.rank === 0 ? [] : await line.rank0(Math.min(RANK0_MS, end - clock.mono()));
    const seen: HostSeen = {
      ...own,
      clock: offset,
      to_asker: [...attempts],
      to_rank0: own.rank === 0 ? [] : rank0 === undefined ? null : await tryAll(rank0, clock),
    };
    line.say({ op: 'seen', seen });
    // Others still try to connect.
    await line.ended(end - clock.mono());
    return 'heard';
  } finally {
    listener?.close();
    line.close();
  }
}

async function measure(line: Line, clock: Clock): Promise<HostSeen['clock']> {
  const offset = new ClockOffset();
  for (let nth = 0; nth < PINGS; nth++) {
    const sent = clock.wall();
    line.say({ op: 'ping', sent });
    const pong = await line.pong(sent, PONG_MS);
    if (pong !== undefined) offset.add(pong);
  }
  const best = offset.best(clock.wall());
  return best === undefined ? null : { offset_ms: best.offsetMs, error_ms: best.errorMs };
}

async function speak(seen: HostSeen, clock: Clock): Promise<void> {
  const pause = new Condition(clock);
  for (let time = 0; time < TIMES_SAID; time++) {
    for (const line of spokenLines(JSON.stringify({ op: 'seen', seen }))) {
      writeSync(1, `${line}\n`);
      await pause.until(() => false, BETWEEN_LINES_MS);
    }
  }
}

/** The line to who has asked. */
class Line {
  readonly #socket: BrokerPeerSocket;
  readonly #clock: Clock;
  readonly #news: Condition;
  readonly #heard: { message: FromAsker; at: number }[] = [];
  #isUp = false;
  #wasDown = false;

  constructor(socket: BrokerPeerSocket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    this.#news = new Condition(clock);
    socket.onConnection((state) => {
      this.#wasDown ||= state === 'down';
      this.#isUp ||= state === 'up';
      this.#news.changed();
    });
    this.#listen().catch(() => {});
  }

  say(message: ToAsker): void {
    this.#socket.send(JSON.stringify(message)).catch(() => {});
  }

  async connected(ms: number): Promise<boolean> {
    return await this.#news.until(() => this.#isUp, ms);
  }

  async pong(sent: number, ms: number) {
    const isIt = ({ message }: { message: FromAsker }) => message.op === 'pong' && message.sent === sent;
    await this.#news.until(() => this.#heard.some(isIt), ms);
    const found = this.#heard.find(isIt);
    return found?.message.op === 'pong' ? { ...found.message, heard: found.at } : undefined;
  }

  /** Where rank 0 listens; undefined if nobody has said so. */
  async rank0(ms: number): Promise<readonly ListeningAt[] | undefined> {
    const isIt = ({ message }: { message: FromAsker }) => message.op === 'rank0' || message.op === 'end';
    await this.#news.until(() => this.#heard.some(isIt), ms);
    const found = this.#heard.find(({ message }) => message.op === 'rank0');
    return found?.message.op === 'rank0' ? found.message.listening : undefined;
  }

  /** Waits until all is known, or who has asked is gone. */
  async ended(ms: number): Promise<void> {
    const isOver = () => this.#wasDown || this.#heard.some(({ message }) => message.op === 'end');
    await this.#news.until(isOver, ms);
  }

  close(): void {
    this.#socket.close();
  }

  async #listen(): Promise<void> {
    for await (const [bytes] of this.#socket.messages) {
      const at = this.#clock.wall();
      const message = parseFromAsker(bytes);
      if (message === undefined) continue;
      this.#heard.push({ message, at });
      this.#news.changed();
    }
  }
}
