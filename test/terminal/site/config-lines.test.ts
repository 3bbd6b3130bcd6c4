import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { configLines } from '../../../src/terminal/site/config-lines.ts';
import { FILE_OPTIONS } from '../../../src/terminal/site/file-options.ts';
import { RUN_OPTIONS } from '../../../src/terminal/site/run-options.ts';

const FILE = '/etc/rankstat.conf';

test('names are those of the options; comments and blank lines are passed over', () => {
  const text = [
    '# of the site',
    '',
    'interval = 5   # seconds',
    '  interface=ib0\r',
    'port-range = 20000-20100',
    'gzip = true',
    'timeseries-interval-is-not = 1',
  ];
  assert.equal(configLines(text.slice(0, 6).join('\n'), FILE), {
    settings: [
      { name: 'interval', text: '5', where: '/etc/rankstat.conf:3' },
      { name: 'interface', text: 'ib0', where: '/etc/rankstat.conf:4' },
      { name: 'port-range', text: '20000-20100', where: '/etc/rankstat.conf:5' },
      { name: 'gzip', text: 'true', where: '/etc/rankstat.conf:6' },
    ],
    faults: [],
  });
  const { faults } = configLines(text.join('\n'), FILE);
  assert.equal(faults, ['/etc/rankstat.conf:7: run has no option "timeseries-interval-is-not"']);
});

test('the other name of an option is taken, and is the same option', () => {
  const { settings, faults } = configLines('timeseries-interval = 5\ninterval = 1', FILE);
  assert.equal(settings, [{ name: 'interval', text: '5', where: '/etc/rankstat.conf:1' }]);
  assert.equal(faults, ['/etc/rankstat.conf:2: interval is set in line 1, too: remove one']);
});

const WRONG: readonly (readonly [string, string])[] = [
  ['interval', '"interval" is not NAME = VALUE, such as interval = 5'],
  ['interval =', '--interval has no value'],
  ['interval = often', '--interval is not a number: it takes seconds from 0.001 to 86400'],
  ['interval = 0', '--interval "0" is not right: it takes seconds from 0.001 to 86400'],
  ['intervall = 5', 'run has no option "intervall"; did you mean interval?'],
  ['gzip = yes', '--gzip "yes" is not right: it takes true or false'],
  ['on-full = never', '--on-full "never" is not right: it takes thin, stop, ring'],
  ['port-range = 5', '--port-range "5" is not right: it takes FIRST-LAST, e.g. 20000-20100'],
  ['port-range = 9-5', '--port-range 9-5 is not right: it takes FIRST-LAST, within 1-65535'],
  [
    'results-dir = /root',
    'results-dir cannot be set in a file (it says where files are written): give it to run, or in RANKSTAT_OPTIONS',
  ],
];

for (const [line, fault] of WRONG) {
  test(`${line}: is told with file and line`, () => {
    assert.equal(configLines(`\n${line}\n`, FILE), { settings: [], faults: [`${FILE}:2: ${fault}`] });
  });
}

test('of what is no configuration a few lines are told', () => {
  const { faults } = configLines('a program\n'.repeat(1000), FILE);
  assert.is(faults.length, 6);
  assert.is(faults.at(-1), '/etc/rankstat.conf: 995 more lines are wrong');
});

test('of every option of run it is decided whether a file may set it', () => {
  assert.equal(
    Object.keys(RUN_OPTIONS).filter((name) => !FILE_OPTIONS.has(name)),
    [],
  );
});

test('no option that names a path may be set in a file, nor one that decides how a job ends', () => {
  const allowed = [...FILE_OPTIONS].filter(([, why]) => why === 'allowed').map(([name]) => name);
  const paths = ['results-dir', 'journal-dir', 'procfs', 'sysfs', 'target', 'result', 'rendezvous', 'strict'];
  assert.equal(
    allowed.filter((name) => paths.includes(name)),
    [],
  );
});

test.run();
