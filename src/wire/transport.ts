/** The parts of a message, in their order. */
export type Frames = readonly (string | Uint8Array)[];

/** Where the gather of a job listens. The host may be an IPv6 address, without brackets. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** A connection to a gather, as that calls it: what is sent there is heard by whoever has said something over it. */
export type Peer = Buffer;

/** How a rank, or somebody who asks, talks with a gather. */
export interface PeerTransport {
  /**
   * Resolves when the message was given to a connection; while there is none it waits. What was given to a connection
   * that then breaks may never arrive.
   * @throws Error once it is closed
   */
  send(frames: Frames): Promise<void>;
  /** What the gather says. Ends when it is closed. */
  readonly messages: AsyncIterable<readonly Buffer[]>;
  /** Has `handle` called when the connection breaks, and when it is there (again). */
  onConnection(handle: (state: 'up' | 'down') => void): void;
  close(): void;
}

/** How a gather talks with all the others. */
export interface GatherTransport {
  /** The port that it listens on. */
  readonly port: number;
  /** How many are connected to it. */
  readonly connections: number;
  /** Has `handle` called when somebody has connected or hung up. */
  onConnections(handle: () => void): void;
  /** What comes: the {@link Peer} that says it, and the frames of the message. Ends when it is closed. */
  readonly messages: AsyncIterable<readonly Buffer[]>;
  /**
   * Says something to one peer. What it has not taken in by the time it hangs up, or cannot take in, is lost.
   * @throws Error once it is closed
   */
  send(to: Peer, frames: Frames): Promise<void>;
  close(): void;
}

/** Where ZeroMQ keeps the number of a peer that has not given itself a name: behind a zero. */
const NUMBER_AT = 1;
const NUMBERED_BYTES = 5;

/**
 * Whether a peer has connected after another. What has come over a connection that is gone can be read after what came
 * over the next one of the same rank. ZeroMQ numbers peers in the order in which they come, from a random number on.
 */
export function isLater(peer: Peer, other: Peer): boolean {
  if (peer.length !== NUMBERED_BYTES || other.length !== NUMBERED_BYTES) return true;
  return ((peer.readUInt32BE(NUMBER_AT) - other.readUInt32BE(NUMBER_AT)) | 0) > 0;
}
