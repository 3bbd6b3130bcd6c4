import { Context } from 'zeromq';

/** `ZMQ_ZERO_COPY_RECV`, which has no name in the binding. @see https://libzmq.readthedocs.io/en/latest/zmq_ctx_set.html */
const ZERO_COPY_RECV = 10;

/**
 * A context for a socket of many connections. What comes is copied, a few hundred bytes: else each message that waits keeps
 * all of the buffer that it was received into, 8 KiB and its counters, and each connection has one more of these.
 */
export class SmallContext extends Context {
  constructor() {
    super();
    try {
      this.setBoolOption(ZERO_COPY_RECV, false);
    } catch {
      // A libzmq without it takes more memory, and does the same.
    }
  }

  /** Whether messages keep the buffers that they were received into. */
  get keepsBuffers(): boolean {
    return this.getBoolOption(ZERO_COPY_RECV);
  }
}
