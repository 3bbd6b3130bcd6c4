import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withoutSecrets } from '../../../src/procfs/host/mount-options.ts';
import { chosen, readSettings } from '../../../src/procfs/host/settings.ts';
import { tree } from '../parse.ts';

test('those that are there, in one line each', async () => {
  const { root, remove } = await tree({
    'proc/sys/vm/dirty_ratio': '20\n',
    'proc/sys/net/ipv4/tcp_rmem': '4096\t131072\t6291456\n',
    'proc/sys/net/ipv4/tcp_congestion_control': 'bbr\n',
    'sys/kernel/mm/transparent_hugepage/enabled': 'always [madvise] never\n',
    'sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'performance\n',
  });
  assert.equal(readSettings(`${root}/proc`, `${root}/sys`), {
    'vm.dirty_ratio': '20',
    'net.ipv4.tcp_rmem': '4096 131072 6291456',
    'net.ipv4.tcp_congestion_control': 'bbr',
    transparent_hugepage: 'madvise',
    cpu_frequency_governor: 'performance',
  });
  remove();
});

test('what changes results beside sysctls: parameters of modules, SMT, how huge pages are made', async () => {
  const { root, remove } = await tree({
    'proc/sys/kernel/io_uring_disabled': '2\n',
    'proc/sys/fs/aio-max-nr': '65536\n',
    'proc/sys/net/core/default_qdisc': 'fq\n',
    'sys/kernel/mm/transparent_hugepage/defrag': 'always defer defer+madvise [madvise] never\n',
    'sys/devices/system/cpu/smt/control': 'notsupported\n',
    'sys/module/nvme_core/parameters/multipath': 'Y\n',
    'sys/module/nfs/parameters/max_session_slots': '64\n',
  });
  assert.equal(readSettings(`${root}/proc`, `${root}/sys`), {
    'fs.aio-max-nr': '65536',
    'net.core.default_qdisc': 'fq',
    'kernel.io_uring_disabled': '2',
    transparent_hugepage_defrag: 'madvise',
    cpu_smt: 'notsupported',
    nvme_multipath: 'Y',
    nfs_session_slots: '64',
  });
  remove();
});

test('this machine has what sysctl says', () => {
  const settings = readSettings('/proc', '/sys');
  for (const name of ['vm.dirty_ratio', 'vm.swappiness', 'net.ipv4.tcp_rmem']) {
    const said = execFileSync('sysctl', ['-n', name], { encoding: 'utf8' });
    assert.is(settings[name], said.trim().replace(/\s+/g, ' '));
  }
});

test('of a list what is in force', () => {
  assert.is(chosen('[none] mq-deadline kyber'), 'none');
  assert.is(chosen('mq-deadline [bfq]'), 'bfq');
  assert.is(chosen('none'), 'none');
  assert.is(chosen(null), null);
});

test('mount options lose their secrets, and nothing else', () => {
  const options =
    'rw,vers=3.1.1,username=me,password=a=b,pass=x,secret=AQB==,keyring=k,sec=krb5,PASSWD=z,token=t';
  assert.is(
    withoutSecrets(options),
    'rw,vers=3.1.1,username=me,password=…,pass=…,secret=…,keyring=k,sec=krb5,PASSWD=…,token=…',
  );
  assert.is(withoutSecrets('rw,ac,hard,proto=tcp,nconnect=16'), 'rw,ac,hard,proto=tcp,nconnect=16');
  assert.is(withoutSecrets(''), '');
});

test('whatever a password is called', () => {
  const options = 'passphrase=a,ftp_pass=b,password2=c,secret_access_key=d,cred=e,bypass=1,pass';
  assert.is(
    withoutSecrets(options),
    'passphrase=…,ftp_pass=…,password2=…,secret_access_key=…,cred=…,bypass=1,pass',
  );
});

test.run();
