// demo-workload.mjs DIRECTORY SECONDS: writes and reads a file of 64 MiB again and again, for where there is no
// fio.
import { closeSync, fsyncSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import path from 'node:path';

const [directory = '.', seconds = '8'] = process.argv.slice(2);
const file = path.join(directory, 'demo.dat');
const block = Buffer.alloc(1024 * 1024, 0x5a);
const end = Date.now() + Number(seconds) * 1000;
const fd = openSync(file, 'w+');
while (Date.now() < end) {
  for (let at = 0; at < 64 && Date.now() < end; at++)
    writeSync(fd, block, 0, block.length, at * block.length);
  fsyncSync(fd);
  for (let at = 0; at < 64 && Date.now() < end; at++) readSync(fd, block, 0, block.length, at * block.length);
}
closeSync(fd);
unlinkSync(file);
