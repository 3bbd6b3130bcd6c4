/** The parts of a message, in their order. */
export type Frames = readonly (string | Uint8Array)[];

/** Where the gather of a job listens. The host may be an IPv6 address, without brackets. */
export interface Endpoint {
  readonly host: string;
  readonly pullPort: number;
  readonly pubPort: number;
}

/** How a rank, or somebody who asks, talks with a gather. */
export interface PeerTransport {
  /**
   * Resolves when the message was given to a connection; while there is none it waits. What was given to a connection
   * that then breaks may never arrive.
   * @throws Error once it is closed
   */
  send(frames: Frames): Promise<void>;
  /** What is said on the topics that were subscribed to: topic, then the message. Ends when it is closed. */
  readonly messages: AsyncIterable<readonly Buffer[]>;
  /** Has `handle` called when the connection of the data stream breaks, and when it is there (again). */
  onConnection(handle: (state: 'up' | 'down') => void): void;
  close(): void;
}

/** How a gather talks with all the others. */
export interface GatherTransport {
  /** The ports that it listens on. */
  readonly ports: Pick<Endpoint, 'pullPort' | 'pubPort'>;
  /** How many are connected to it. */
  readonly connections: number;
  /** Has `handle` called when somebody has connected or hung up. */
  onConnections(handle: () => void): void;
  /** What comes: the frames of each message. Ends when it is closed. */
  readonly messages: AsyncIterable<readonly Buffer[]>;
  /**
   * Says something to all who have subscribed to its topic, the first frame.
   * @throws Error once it is closed
   */
  publish(frames: Frames): Promise<void>;
  close(): void;
}
