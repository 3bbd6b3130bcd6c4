import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceReader } from '../../src/procfs/reading/reader.ts';
import type { Source } from '../../src/procfs/source.ts';
import { softnet } from '../../src/procfs/sources/softnet.ts';
import { tcpStatistics } from '../../src/procfs/sources/tcp.ts';
import { clusterTest } from '../cluster/suite.ts';
import { jsonOf } from '../procfs/parse.ts';

// A network namespace of the kernel's own in which each twelfth segment with data is lost.
const test = suite('a network that loses segments');
const check = clusterTest(test);

const PORT = 7000;
const EVERY = 12;
/** Counts all segments with data to the port, and those of them that it drops. */
const RULES = `table ip loss {
  chain in {
  type filter hook input priority 0;
  tcp dport ${PORT} ip length > 1000 counter numgen inc mod ${EVERY} == 0 counter drop
  }
}`;

const MIB = 2 ** 20;
const SENT = 4 * MIB;
/** Says "ready"; then sends so many bytes to itself, says "sent", and waits for the end of its input. */
const SENDER = `
const net = require('node:net');
const server = net.createServer((socket) => {
  let got = 0;
  socket.on('data', ({ length }) => { got += length; if (got === ${SENT}) socket.end(); });
});
process.stdin.once('data', () => server.listen(${PORT}, '127.0.0.1', () => {
  const socket = net.connect(${PORT}, '127.0.0.1', () => socket.write(Buffer.alloc(${SENT})));
  socket.resume();
  socket.on('end', () => { socket.end(); server.close(); console.log('sent'); process.stdin.resume(); });
}));
console.log('ready');
`;

/** Its next line. */
async function said(child: ChildProcess): Promise<string> {
  const [text] = await once(child.stdout!, 'data');
  return String(text).trim();
}

/** What a source has of the namespace of a process. */
function sampleOf(source: Source, pid: number) {
  const reader = new SourceReader(source, { procfs: `/proc/${pid}`, sysfs: '/sys' });
  try {
    assert.equal([reader.read(), reader.error], ['ok', undefined]);
    return JSON.parse(jsonOf(reader));
  } finally {
    reader.close();
  }
}

/** A counter as nstat of iproute2 has it, in the namespace of a process. */
function nstat(pid: number, name: string): number {
  const { stdout } = spawnSync('nsenter', [`--net=/proc/${pid}/ns/net`, 'nstat', '-asz', name], {
    encoding: 'utf8',
  });
  const [, value] = new RegExp(`^${name} +(\\d+) `, 'm').exec(stdout) ?? [];
  return Number(value);
}

/** What the two counters of the rules have. */
function counted(pid: number): { segments: number; dropped: number } {
  const { stdout } = spawnSync('nsenter', [`--net=/proc/${pid}/ns/net`, 'nft', 'list', 'ruleset'], {
    encoding: 'utf8',
  });
  const [segments, dropped] = [...stdout.matchAll(/counter packets (\d+)/g)].map(([, count]) =>
    Number(count),
  );
  assert.ok(segments !== undefined && dropped !== undefined, stdout);
  return { segments, dropped };
}

/** All CPUs' first column: packets that were taken in. */
function takenIn(): number {
  const lines = readFileSync('/proc/net/softnet_stat', 'utf8').trim().split('\n');
  return lines.reduce((sum, line) => sum + Number.parseInt(line.slice(0, 8), 16), 0);
}

check(
  'each segment that was lost is sent again, as the kernel and nstat count it; softnet has them all',
  async () => {
    const child = spawn(
      'unshare',
      [
        '--net',
        'sh',
        '-c',
        `ip link set lo up && nft -f - && exec "$@" <&3`,
        'sh',
        process.execPath,
        '-e',
        SENDER,
      ],
      { stdio: ['pipe', 'pipe', 'inherit', 'pipe'] },
    );
    const exit = once(child, 'exit');
    try {
      child.stdin!.end(RULES);
      assert.is(await said(child), 'ready');
      const pid = child.pid!;
      const before = {
        tcp: sampleOf(tcpStatistics, pid),
        softnet: sampleOf(softnet, pid),
        takenIn: takenIn(),
      };
      assert.is(before.tcp.Tcp.RetransSegs, 0); // It is a new namespace.
      const go = child.stdio[3];
      assert.ok(go && 'write' in go);
      go.write('go\n');
      assert.is(await said(child), 'sent');
      const after = {
        tcp: sampleOf(tcpStatistics, pid),
        softnet: sampleOf(softnet, pid),
        takenIn: takenIn(),
      };
      const { segments, dropped } = counted(pid);
      assert.ok(dropped > 0 && dropped >= Math.floor(segments / EVERY), `${dropped} of ${segments}`);
      const { RetransSegs } = after.tcp.Tcp;
      assert.ok(RetransSegs >= dropped, `${RetransSegs} were sent again, ${dropped} had been lost`);
      assert.is(RetransSegs, nstat(pid, 'TcpRetransSegs'));
      for (const name of ['TCPTimeouts', 'TCPLostRetransmit'])
        assert.is(after.tcp.TcpExt[name], nstat(pid, `TcpExt${name}`), name);
      // Of the whole host: others receive, too.
      const processed = after.softnet.processed - before.softnet.processed;
      assert.ok(processed >= segments, `${processed} packets, ${segments} of them these`);
      assert.ok(before.softnet.processed <= before.takenIn && before.takenIn <= after.softnet.processed);
      assert.ok(after.softnet.processed <= after.takenIn);
      go.end();
    } finally {
      child.kill('SIGKILL');
      await exit;
    }
  },
);

test.run();
