import { type Check, type Line, ofEach, type Saying } from '../report.ts';
import type { HostSeen } from '../seen.ts';

const WARNING_MS = 1000;
const FAULT_MS = 5000;

/** How far the clocks of the hosts are from that where doctor was asked. */
export const checkClock: Check = ({ here, hosts }) => {
  const measured = hosts.filter(({ clock }) => clock !== null);
  if (measured.length === 0) return [];
  const wrong = measured.filter((host) => isOff(host, WARNING_MS));
  const lines: Omit<Line, 'check'>[] = ofEach(wrong, (host) => off(host, here.hostname));
  const right = measured.filter((host) => !wrong.includes(host));
  const [worst] = [...right].sort((a, b) => most(b) - most(a));
  if (worst?.clock != null) {
    const seen = `within ${milliseconds(most(worst))} of ${here.hostname}`;
    lines.push({ level: 'ok', hosts: right.map(({ hostname }) => hostname), seen });
  }
  return lines;
};

function off({ clock, ...host }: HostSeen, from: string): Saying {
  const { offset_ms = 0, error_ms = 0 } = clock ?? {};
  const way = offset_ms > 0 ? 'ahead' : 'behind';
  return {
    level: isOff({ ...host, clock }, FAULT_MS) ? 'fault' : 'warning',
    seen: `its clock is ${(Math.abs(offset_ms) / 1000).toFixed(3)} s ± ${milliseconds(error_ms)} ${way} of ${from}: hosts are sampled together all the same, and the file says so, but logs and phases of the benchmark do not fit`,
    todo: 'have chrony or ntpd set it',
  };
}

/** Whether it can be off by so much. */
function isOff(host: HostSeen, ms: number): boolean {
  return host.clock !== null && most(host) >= ms;
}

function most({ clock }: HostSeen): number {
  return clock === null ? 0 : Math.abs(clock.offset_ms) + clock.error_ms;
}

function milliseconds(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
}
