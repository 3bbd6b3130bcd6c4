import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pciAddress } from '../../../src/procfs/gpu/pci-address.ts';

const test = suite('PCI addresses');

for (const [text, address] of [
  ['00000000:17:00.0', '0000:17:00.0'],
  ['00000009:C1:00.7', '0009:c1:00.7'],
  ['00010000:01:00.0', '10000:01:00.0'],
  ['0000:0c:00.0', '0000:0c:00.0'],
  ['GPU-0a0b', undefined],
  ['[N/A]', undefined],
  ['GPU 00000000:17:00.0', undefined],
  ['00000000:17:00.01', undefined],
] as const) {
  test(`${text} is ${address}`, () => assert.is(pciAddress(text), address));
}

test.run();
