import path from 'node:path';
import { clipped, readCount, readNames, readText, readValue } from '../small-file.ts';

/** The CPUs of a host; null where the kernel does not say. */
export interface CpuInfo {
  readonly model: string | null;
  /** Logical CPUs online. */
  readonly count: number | null;
  readonly sockets: number | null;
}

/** Reads `/proc/cpuinfo`, which differs by architecture, and `/sys/devices/system/cpu`. */
export function readCpuInfo(procfs: string, sysfs: string): CpuInfo {
  const cpuinfo = readText(path.join(procfs, 'cpuinfo')) ?? '';
  const folder = path.join(sysfs, 'devices/system/cpu');
  const online = readValue(path.join(folder, 'online'));
  return {
    model: modelOf(cpuinfo),
    count: (online === null ? null : countOfList(online)) ?? countProcessors(cpuinfo),
    sockets: distinct(cpuinfo, /^physical id\s*:\s*(\d+)/gm) ?? socketsOf(folder),
  };
}

/** How many CPUs a list like `0-3,5` names; null if it is not one. */
export function countOfList(list: string): number | null {
  let count = 0;
  for (const part of list.split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (match === null) return null;
    count += Number(match[2] ?? match[1]) - Number(match[1]) + 1;
  }
  return count > 0 && Number.isSafeInteger(count) ? count : null;
}

/**
 * The model that `/proc/cpuinfo` names: `model name` on x86 and 32-bit ARM, `cpu` on POWER and SPARC,
 * `cpu model` on MIPS, `Model Name` on LoongArch, `uarch` on RISC-V. 64-bit ARM prints numbers only.
 */
export function modelOf(cpuinfo: string): string | null {
  const named = /^(?:model name|cpu model|cpu|uarch)[ \t]*:[ \t]*(\S.*)$/im.exec(cpuinfo)?.[1];
  return named === undefined ? (armModel(cpuinfo) ?? s390Model(cpuinfo)) : clipped(named.trim());
}

// Implementer and part of the 64-bit ARM CPUs that clusters are built of, as in util-linux's lscpu-arm.c.
const ARM_MODELS: ReadonlyMap<string, string> = new Map([
  ['0x41/0xd08', 'Cortex-A72'],
  ['0x41/0xd0c', 'Neoverse-N1'],
  ['0x41/0xd40', 'Neoverse-V1'],
  ['0x41/0xd49', 'Neoverse-N2'],
  ['0x41/0xd4f', 'Neoverse-V2'],
  ['0x43/0x0af', 'ThunderX2-99xx'],
  ['0x46/0x001', 'A64FX'],
  ['0x48/0xd01', 'TaiShan-v110'],
  ['0xc0/0xac3', 'Ampere-1'],
]);

function armModel(cpuinfo: string): string | null {
  const implementer = /^CPU implementer\s*:\s*(0x[0-9a-f]+)/m.exec(cpuinfo)?.[1];
  const part = /^CPU part\s*:\s*(0x[0-9a-f]+)/m.exec(cpuinfo)?.[1];
  if (implementer === undefined || part === undefined) return null;
  return ARM_MODELS.get(`${implementer}/${part}`) ?? `ARM implementer ${implementer} part ${part}`;
}

function s390Model(cpuinfo: string): string | null {
  const machine = /^processor 0:.*\bmachine = (\w+)/m.exec(cpuinfo)?.[1];
  return machine === undefined ? null : `IBM/S390 ${machine}`;
}

// `processor : 0` everywhere but on s390, which has `processor 0: version = …`.
function countProcessors(cpuinfo: string): number | null {
  return distinct(cpuinfo, /^processor\s*(?::\s*)?(\d+)/gm);
}

function socketsOf(folder: string): number | null {
  const ids = new Set<number>();
  for (const name of readNames(folder)) {
    if (!/^cpu\d+$/.test(name)) continue;
    // ARM without ACPI tables says -1, which is no socket.
    const id = readCount(path.join(folder, name, 'topology/physical_package_id'));
    if (id !== null) ids.add(id);
  }
  return ids.size > 0 ? ids.size : null;
}

function distinct(text: string, pattern: RegExp): number | null {
  const values = new Set(Array.from(text.matchAll(pattern), (match) => match[1]));
  return values.size > 0 ? values.size : null;
}
