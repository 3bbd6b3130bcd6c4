import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceReader } from '../../../src/procfs/reading/reader.ts';
import { gpu } from '../../../src/procfs/sources/gpu.ts';
import { assertEachReading, CLIENTS, copyOf, expectedOf } from '../clients.ts';
import { jsonOf, parsed } from '../parse.ts';
import { afterChange } from './after-change.ts';

const test = suite('gpu');

const NVIDIA = path.join(CLIENTS, 'nvidia-smi-NA/bin');
const DEVICE = 'sys/class/drm/card1/device';
const PATIENCE_MS = 10_000;

test('AMD: each reading gives all of it; a partition, a connector and a render node are no other GPU', () => {
  assertEachReading('amd-mi300', gpu);
});

test('AMD: numbers that have changed are read without the names', () => {
  const { json, parsed } = afterChange('amd-mi300', gpu, [
    [`${DEVICE}/gpu_busy_percent`, '97', '100'],
    [`${DEVICE}/hwmon/hwmon7/power1_input`, '553000000', '90000000'],
  ]);
  assert.is(parsed, 0);
  assert.is(
    json,
    expectedOf('amd-mi300', 'gpu')
      ?.replace('"gpu_busy_percent":97', '"gpu_busy_percent":100')
      .replace('553000000', '90000000'),
  );
});

test('AMD: two with one number, and cards whose driver is a link', () => {
  const { root, remove } = copyOf('amd-mi300');
  writeFileSync(path.join(root, DEVICE, 'uevent'), 'PCI_SLOT_NAME=0000:0c:00.0\n');
  symlinkSync('../../../../bus/pci/drivers/amdgpu', path.join(root, DEVICE, 'driver'));
  writeFileSync(path.join(root, 'sys/class/drm/card10/device/unique_id'), '9c8f1e2d3b4a5061\n');
  rmSync(path.join(root, 'sys/class/drm/card2'), { recursive: true });
  const reader = new SourceReader(gpu, { procfs: '/none', sysfs: path.join(root, 'sys') });
  assert.is(reader.read(), 'ok');
  assert.equal(Object.keys(JSON.parse(jsonOf(reader))), ['0000:0c:00.0']);
  reader.close();
  remove();
});

test('AMD: a file that is something else is an error of that file', () => {
  const file = 'class/drm/card7/device/gpu_busy_percent';
  assert.is(parsed(gpu, '3\n', file).json, '{"card7":{"gpu_busy_percent":3}}');
  assert.throws(() => parsed(gpu, 'x\n', file), /"x" is not a number/);
  assert.throws(() => parsed(gpu, '3\n', 'class/drm/card7/device/vendor'), /no file of a GPU that is known/);
});

/** What a value does with which a driver answers that it has none now. */
class NoValue extends Error {
  readonly code = 'EBUSY';
}

test('AMD: a file whose driver is busy is not there for once, and nothing is wrong', () => {
  const { root, remove } = copyOf('amd-mi300');
  let isBusy = true;
  const busy: typeof gpu = {
    ...gpu,
    optional: false,
    parse: (text, reading, file, at) => {
      // The kernel answers the read so; the reader takes what is thrown for the same.
      if (isBusy && file.endsWith('card1/device/gpu_busy_percent')) throw new NoValue();
      gpu.parse(text, reading, file, at);
    },
  };
  const reader = new SourceReader(busy, { procfs: '/none', sysfs: path.join(root, 'sys') });
  assert.equal([reader.read(), reader.error], ['ok', undefined]);
  assert.is(jsonOf(reader), expectedOf('amd-mi300', 'gpu')?.replace('"gpu_busy_percent":97,', ''));
  isBusy = false;
  assert.equal([reader.read(), reader.error], ['ok', undefined]);
  assert.is(jsonOf(reader), expectedOf('amd-mi300', 'gpu'));
  reader.close();
  remove();
});

const LINE = '00000000:17:00.0, 0, 35, 12, 40960, 81559, 312.07, 45, 5\n';

for (const word of [
  '[N/A]',
  '[Not Supported]',
  '[Unknown Error]',
  '[Insufficient Permissions]',
  'ERR!',
  'N/A',
]) {
  test(`NVIDIA: ${word} is no value, wherever it stands`, () => {
    const { json, error } = parsed(
      gpu,
      LINE.replace(' 35,', ` ${word},`).replace(' 5\n', ` ${word}\n`),
      'nvidia-smi',
    );
    assert.is(error, undefined);
    assert.is(
      json,
      '{"0000:17:00.0":{"index":0,"memory_busy_percent":12,"memory_used_mib":40960,"memory_total_mib":81559,"power_w":312.07,"temperature_celsius":45}}',
    );
  });
}

test('NVIDIA: a value that makes no sense costs itself, a line that is too short what it has not', () => {
  assert.equal(
    parsed(gpu, LINE.replace(' 35,', ' much,'), 'nvidia-smi').error,
    'line 1: "much" is not a number',
  );
  const short = parsed(gpu, '00000000:17:00.0, 0, 35\n', 'nvidia-smi');
  assert.equal(
    [short.json, short.error],
    ['{"0000:17:00.0":{"index":0,"gpu_busy_percent":35}}', 'line 1: no memory_busy_percent of 0000:17:00.0'],
  );
  assert.throws(() => parsed(gpu, '[Unknown Error], [N/A], [N/A]\n', 'nvidia-smi'), /no value of any GPU/);
  // A sentence that has commas.
  const sentence = parsed(gpu, `${LINE}NVML: version mismatch, 535, 550\n`, 'nvidia-smi');
  assert.equal(
    [sentence.json, sentence.error],
    [parsed(gpu, LINE, 'nvidia-smi').json, 'line 2: no PCI address'],
  );
  // As long as it has said nothing.
  assert.is(parsed(gpu, '', 'nvidia-smi').error, undefined);
});

const opened: SourceReader[] = [];
test.after.each(() => {
  for (const reader of opened.splice(0)) reader.close();
});

/** A reader whose nvidia-smi is the fixture's. It is closed after the test. */
function withProgram(sysfs = '/none', folder = NVIDIA) {
  let parses = 0;
  const counting: typeof gpu = {
    ...gpu,
    parse: (...given) => {
      parses++;
      gpu.parse(...given);
    },
  };
  const programs = { env: { PATH: folder }, everyMs: 1000 };
  const reader = new SourceReader(counting, { procfs: '/none', sysfs }, undefined, programs);
  opened.push(reader);
  return { reader, parses: () => parses };
}

test('NVIDIA: a tick does not wait for the program; then each reading has what it has said last', async () => {
  const { reader, parses } = withProgram();
  assert.is(reader.read(), 'absent');
  assert.is(reader.error, undefined);
  await reader.told(PATIENCE_MS);
  for (let nth = 0; nth < 4; nth++) {
    assert.equal([reader.read(), reader.error], ['ok', undefined]);
    assert.is(jsonOf(reader), expectedOf('nvidia-smi-NA', 'gpu'));
  }
  // Twice: what they have in common is learnt at the second.
  assert.is(parses(), 2);
});

test('both makers in one node', async () => {
  const { reader } = withProgram(path.join(CLIENTS, 'amd-mi300/sys'));
  // Those of AMD are there at once.
  assert.is(reader.read(), 'ok');
  assert.is(jsonOf(reader), expectedOf('amd-mi300', 'gpu'));
  await reader.told(PATIENCE_MS);
  assert.is(reader.read(), 'ok');
  const both = `${expectedOf('amd-mi300', 'gpu')?.slice(0, -1)},${expectedOf('nvidia-smi-NA', 'gpu')?.slice(1)}`;
  assert.is(jsonOf(reader), both);
});

test('NVIDIA: a driver that does not answer is an error, with what the program says', async () => {
  const { root, remove } = copyOf('nvidia-smi-NA');
  const smi = path.join(root, 'bin/nvidia-smi');
  const said = "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.";
  writeFileSync(smi, `#!/bin/sh\necho "${said}\nMore."\nexit 9\n`);
  const { reader } = withProgram('/none', path.join(root, 'bin'));
  await reader.told(PATIENCE_MS);
  assert.is(reader.read(), `failed: ${smi}: it ended with code 9: ${said}`);
  remove();
});

test('a node without GPUs, or without the program, has none, without an error', () => {
  const { root, remove } = copyOf('amd-mi300');
  rmSync(path.join(root, 'sys/class/drm'), { recursive: true });
  const roots = { procfs: '/none', sysfs: path.join(root, 'sys') };
  const reader = new SourceReader(gpu, roots, undefined, { env: { PATH: root }, everyMs: 1000 });
  assert.equal([reader.read(), reader.error], ['absent', undefined]);
  remove();
});

test.run();
