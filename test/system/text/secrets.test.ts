import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isSecretName, withoutPassword, withoutSecret } from '../../../src/system/text/secrets.ts';

const test = suite('secrets');

/** As a shell has the words, without quoting. */
const noted = (...words: string[]) => allOf(words).join(' ');
const allOf = (words: readonly string[]) => words.map((_, at) => withoutSecret(words, at));

const SECRET: readonly (readonly [words: string[], noted: string])[] = [
  [['x', '--password', 'hunter2', '-v'], 'x --password … -v'],
  [['x', '--password=hunter2'], 'x --password=…'],
  [['x', '--password=a,b c"d'], 'x --password=…'],
  [['x', '--password', '12345'], 'x --password …'],
  [['x', '--password', '7'], 'x --password …'],
  [['x', '-password', 'hunter2'], 'x -password …'],
  [['x', '--db-passwd', 'p', '--passphrase', 'q r'], 'x --db-passwd … --passphrase …'],
  [['x', '--pass', 'hunter2'], 'x --pass …'],
  [['x', '--access-key', 'AKIAX', '--secret-key', 'wJalr/K7'], 'x --access-key … --secret-key …'],
  [['x', '--storage.accessKey=abc', '--apikey', 'abc'], 'x --storage.accessKey=… --apikey …'],
  [
    ['env', 'AWS_SECRET_ACCESS_KEY=a/b+c=', 'AWS_SESSION_TOKEN=t', 'fio'],
    'env AWS_SECRET_ACCESS_KEY=… AWS_SESSION_TOKEN=… fio',
  ],
  [['mpirun', '-x', 'HF_TOKEN=hf_1', 'ior'], 'mpirun -x HF_TOKEN=… ior'],
  [['mpiexec', '-genv', 'AWS_SECRET_ACCESS_KEY', 'abc', 'ior'], 'mpiexec -genv AWS_SECRET_ACCESS_KEY … ior'],
  [['java', '-Ds3.secret=abc', '-jar', 'x'], 'java -Ds3.secret=… -jar x'],
  [['mount', '-o', 'rw,pass=hunter2,vers=3'], 'mount -o rw,pass=…,vers=3'],
  [['mount', '-o', 'pass=hunter2'], 'mount -o pass=…'],
  [['x', 'https://me:hunter2@host/a', 'b'], 'x https://me:…@host/a b'],
  [['x', '--url=https://me:p@w@host:80/a?b=1'], 'x --url=https://me:…@host:80/a?b=1'],
  [
    ['x', 'https://host/a?sv=1&sig=ab%2B&X-Amz-Signature=12ab'],
    'x https://host/a?sv=1&sig=…&X-Amz-Signature=…',
  ],
  [['curl', '-H', 'Authorization: Bearer abc.def', 'u'], 'curl -H Authorization: … u'],
  [['curl', '-H', 'authorization:Basic YTpi'], 'curl -H authorization:…'],
  [['curl', '-H', 'X-Auth-Token: abc'], 'curl -H X-Auth-Token: …'],
  [['curl', '--header=Cookie: a=b; c=d'], 'curl --header=Cookie: …'],
  [['sh', '-c', 'x --secret-key "cut o'], 'sh -c x --secret-key …'],
  [['curl', '-u', 'me:hunter2', 'u'], 'curl -u me:… u'],
  [['x', 'Bearer abcdefgh1234'], 'x Bearer …'],
  [['git', 'clone', `ghp_${'a1'.repeat(18)}`], 'git clone ghp_…'],
  [
    ['bash', '-c', "export TOKEN='a b'; PASSWORD=x fio --secret y --size 1g && z"],
    'bash -c export TOKEN=…; PASSWORD=… fio --secret … --size 1g && z',
  ],
  [['x', '{"user": "me", "password": "hunter2", "n": 1}'], 'x {"user": "me", "password": …, "n": 1}'],
  [['x', '--client-credentials', 'abc', '--token', 'abc'], 'x --client-credentials … --token …'],
  [['x', 'AccountName=a;AccountKey=abc==;Suffix=core'], 'x AccountName=a;AccountKey=…;Suffix=core'],
  [['x', '--user=me:hunter2', '--auth=me:h:2'], 'x --user=me:… --auth=me:…'],
  [
    ['x', '--auth', 'https://me:hunter2@h/', '--user=https://me:hunter2@h/'],
    'x --auth https://me:…@h/ --user=https://me:…@h/',
  ],
  [['env', 'MYSQL_PWD=hunter2', 'x', 'Uid=me;Pwd=hunter2;'], 'env MYSQL_PWD=… x Uid=me;Pwd=…;'],
  [['/usr/bin/sshpass', '-p', 'hunter2', 'ssh', '-p', '22'], '/usr/bin/sshpass -p … ssh -p 22'],
];

for (const [words, expected] of SECRET)
  test(`lost: ${words.join(' ')}`, () => {
    assert.is(noted(...words), expected);
  });

const HARMLESS: readonly string[][] = [
  ['x', '--keyspace', 'bench', '--keyspace=bench'],
  ['x', 'tokenizer=llama', '--tokenizer', 'llama', '--max-tokens=4096', '--max_tokens', '4096'],
  ['x', '--pass', '3', '--passes', '4', '--pass=2'],
  ['x', '--token-count=5', '--key-size', '16', '--key=8', '--sort-key', 'name', '--primary-key=id'],
  ['x', '--bypass=1', '--passthrough', 'on', '--compass', 'n', '--monkey=see'],
  ['x', '--secretary', 'me', '--author', 'me', '--authentication=none'],
  ['fio', '--name=a', '--rw=randread', '--bs=4k', '--filename=/mnt/d/f:/mnt/e/f', '--rate=1m,2m'],
  ['ior', '-a', 'POSIX', '-t', '1m', '-o', '/mnt/d/f', '-k'],
  ['srun', '--export=ALL,A=1', '-u', '1000:1000', '--user', 'me'],
  ['docker', 'run', '--user=1000:1000', '--user=me', '--pwd=/work', '--pwd', '/work', 'img'],
  ['sh', '-c', 'cd $PWD; OLDPWD=/a PWD="/b" x --pwd ./c'],
  ['mpirun', '-x', 'AWS_SECRET_ACCESS_KEY', 'ior'],
  ['x', 'http://host:8080/a', 'me@host', 's3://bucket/key', 'https://me@host/', 'http://a:1/ b@c'],
  ['x', '--password', '--verbose'],
  ['bash', '-c', 'for i in 1 2; do dd if=/dev/zero of=x bs=1M; done'],
  ['dlio_benchmark', 'workload=unet3d_h100', '++workload.reader.read_threads=4'],
  ['x', 'pass: 3', 'tokens:asc'],
];

for (const words of HARMLESS)
  test(`kept: ${words.join(' ')}`, () => {
    assert.equal(allOf(words), words);
  });

test('long words take no time', () => {
  for (const part of ['a', 'a=', '-a ', '"', "'a", 'a:', '://a:', '--key ']) {
    const word = part.repeat(16_000 / part.length);
    const begin = process.cpuUsage();
    withoutSecret([word], 0);
    assert.ok(process.cpuUsage(begin).user < 2e6, part);
  }
});

test('of an address only the password', () => {
  assert.is(withoutPassword('https://me:a@b@host:1/x@y'), 'https://me:…@host:1/x@y');
  assert.is(withoutPassword('//server/share'), '//server/share');
});

test('names', () => {
  for (const name of ['password2', 'KEY', 'ecryptfs_passwd', 'secret_access_key', 'cred'])
    assert.ok(isSecretName(name));
  for (const name of ['keyring', 'sec', 'bypass', 'monkey', 'cache_key', '']) assert.not(isSecretName(name));
});

test.run();
