import type { Followed } from './followed.ts';
import { type IoCounts, NO_IO, plus } from './io-file.ts';

/** What several processes have done together. */
export class ProcessSum {
  processes = 0;
  /** Of how many of them the I/O may not be read. */
  withoutIo = 0;
  userTicks = 0;
  systemTicks = 0;
  residentPages = 0;
  io: IoCounts = NO_IO;

  add(process: Followed): void {
    this.processes++;
    if (!process.hasIo) this.withoutIo++;
    this.userTicks += process.userTicks;
    this.systemTicks += process.systemTicks;
    this.residentPages += process.residentPages;
    this.io = plus(this.io, process.io);
  }
}
