import { SINGLE } from '../field.ts';
import { AMD_COUNTERS, amdFiles, amdRowOf } from '../gpu/amd.ts';
import { NVIDIA_COUNTERS, NVIDIA_SMI, nvidiaFieldOf, parseNvidia } from '../gpu/nvidia.ts';
import { parseNumberFile } from '../reading/number-file.ts';
import type { Reading } from '../reading/reading.ts';
import type { Text } from '../reading/text.ts';
import type { Source } from '../source.ts';

const COUNTERS = [...new Set([...NVIDIA_COUNTERS, ...AMD_COUNTERS])];

/**
 * GPUs, by PCI address: how busy, memory, power, temperature. Those of AMD from `/sys/class/drm`, those of NVIDIA from what
 * one `nvidia-smi`, which runs as long as the collector, has said last: it is not waited for, and what is older than three of
 * its intervals is not there. Each maker's units are in the names.
 */
export const gpu: Source = {
  name: 'gpu',
  about: 'GPUs of AMD and NVIDIA: how busy, %, memory, power, temperature',
  reference: 'https://docs.kernel.org/gpu/amdgpu/index.html, nvidia-smi --help-query-gpu',
  root: 'sysfs',
  files: [],
  lookedFor: [
    'class/drm/card*/device/{gpu_busy_percent,mem_busy_percent,mem_info_vram_{used,total}}',
    'class/drm/card*/device/hwmon/*/{power1_average,power1_input,temp1_input}',
  ],
  find: amdFiles,
  program: NVIDIA_SMI,
  inOnePiece: true,
  optional: true,
  byDefault: false,
  noValueNow: ['EBUSY', 'EOPNOTSUPP', 'ENOTSUP', 'EPERM', 'EAGAIN'],
  shape: {
    kind: 'tree',
    path: (row) => row.split(' '),
    varying: 0,
    rows: COUNTERS.map((counter) => ({ name: `0000:17:00.0 ${counter}`, presence: 'example' })),
  },
  fields: (row) => [nvidiaFieldOf(row.slice(row.indexOf(' ') + 1))],
  least: () => SINGLE.length,
  parse(text: Text, reading: Reading, file: string, root: string): void {
    if (file === NVIDIA_SMI.name) parseNvidia(text, reading);
    else parseNumberFile(text, reading, amdRowOf(root, file));
  },
};
