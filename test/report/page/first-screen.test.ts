import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PhaseFigures } from '../../../src/report/figures/phase-figures.ts';
import { type Opened, Reports } from '../browser.ts';
import { chart, finding, findings, limit, time } from '../made-findings.ts';
import { madePage, madePageRun } from '../made-page.ts';
import type { MadeRun } from '../made-run.ts';

const test = suite('the first screen of a report, and its links');
const reports = new Reports(test);
const { check } = reports;

const RUN: MadeRun = {
  hosts: 12,
  ticks: 60,
  gap: 5,
  marks: [
    { label: 'write', tick: 0 },
    { label: 'compute', tick: 24 },
    { label: 'read', tick: 39 },
  ],
};
const STEAL = finding('node002 lost a third of its CPU time to its hypervisor.', {
  ...{ severity: 'severe', hosts: ['node002'], phase: 'compute', time: time(240, 390) },
  evidence: ['steal of node002: 34 %', 'steal of the others: 0 %'],
  chart: chart('cpu_busy_percent', ['node002'], time(240, 390)),
});
const KERNEL = finding('node008 has another kernel.', { severity: 'note', hosts: ['node008'] });
/** No chart is said: its gap is in all of them. */
const STILL = finding('node006 stood still from 0:30 to 1:00.', {
  ...{ cause: 'silent', hosts: ['node006'], time: time(30, 60) },
});
const FOUND = findings(
  [
    STEAL,
    KERNEL,
    STILL,
    ...[4, 5, 6].map((nth) =>
      finding(`node00${nth} dropped packets.`, { chart: chart('net_rx_mb_per_s', [`node00${nth}`]) }),
    ),
  ],
  [
    limit('whole run', 'storage', time(0, 600), { evidence: ['disks were busy'] }),
    limit('compute', 'CPU, node002', time(240, 390), { chart: STEAL.chart }),
  ],
);

/** What a benchmark says of the phase `write`. */
function saying(figures: PhaseFigures): PhaseFigures {
  if (figures.label !== 'write') return figures;
  const rate = (41.2 * 2 ** 30) / 1e6;
  const written = { least: 240 * rate, most: 240 * rate, basis: 'counted', rate } as const;
  return { ...figures, benchmark: { tool: 'IOR', units: 'binary', read: null, written } };
}

/** What is picked, and what the address says. */
async function picked({ page }: Opened): Promise<string[]> {
  return await page.locator('.chip[aria-pressed=true]').allInnerTexts();
}

async function hashOf({ page }: Opened): Promise<unknown> {
  return await page.evaluate('location.hash');
}

/** Waits for what the address follows with, once nothing changes any more. */
async function hashBecomes({ page }: Opened, hash: string): Promise<void> {
  await page.waitForURL((url) => url.hash === hash);
}

/** The metric of the chart that has the focus, if it can be seen. */
async function pointedAt({ page }: Opened): Promise<unknown> {
  return await page.evaluate(`(() => {
    const { top, bottom } = document.activeElement.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight ? document.activeElement.dataset.metric : 'not seen';
  })()`);
}

check('what happened comes first, then the run in one picture, then the rest', async () => {
  const made = await madePageRun(reports, 'first', RUN, FOUND);
  const run = { ...made, figures: made.figures.map(saying) };
  const opened = await reports.open(await madePage(reports, 'first', [run]));
  const { page } = opened;
  const text = await page.locator('main').innerText();
  const order = [
    /training\s+11 of 12 hosts complete · 10:00 · exit 0\s+slurm job 7, step 0 · 2026-11-25 13:00:00 – 13:10:00 UTC\+01:00 \(12:00:00 – 12:10:00 UTC\)/,
    /node002 lost a third of its CPU time to its hypervisor\. show\s+node008 has another kernel\. show/,
    /phase\s+write 4:00\s+compute 2:30\s+read 3:30\s+disks/,
    /written\s+[\d.]+ MB\/s a host\s+[\d.]+ MB\/s all/,
    /benchmark\s+IOR\s+41\.2 GiB\/s written\s+disks [\d.]+\s+–\s+–\s+limit/,
    /limit\s+–\s+CPU, node002\s+–/,
    /Findings\s+(?:1\.\s+)?severe node002 lost/,
    /all 6 findings/,
    /11 of 12\n+hosts complete/,
    /What limited it\s+.*In whole run the limit was storage\./,
    /Stragglers/,
    /Coverage/,
    /Over time/,
  ].map((part) => text.search(part));
  assert.not(order.includes(-1), `${order}\n${text}`);
  assert.equal(
    order,
    order.toSorted((a, b) => a - b),
  );
  assert.is(await page.locator('#findings > ol > li').count(), 5);
  await page.locator('#findings li').first().locator('summary').click();
  assert.match(await page.locator('#findings li').first().innerText(), /steal of the others: 0 %/);
  // From 0:30 to 1:00 of the first four minutes, and from 4:00 to 6:30, which is all of that phase.
  assert.equal(
    await page
      .locator('.picture .mark')
      .evaluateAll((marks) => marks.map(({ style: { left, width } }) => [left, width])),
    [
      ['12.5%', '12.5%'],
      ['0%', '100%'],
    ],
  );
  assert.equal(opened.trouble, []);
});

check(
  'a link shows its chart, its time and its hosts, and so does the address; “back” goes back',
  async () => {
    const run = await madePageRun(reports, 'links', RUN, FOUND);
    const file = await madePage(reports, 'links', [run]);
    const opened = await reports.open(file);
    const { page } = opened;
    const address = '#host=node002&t=240-390&chart=cpu_busy_percent';
    await page.locator('.verdict .show').click();
    assert.equal([await hashOf(opened), await picked(opened)], [address, ['node002']]);
    assert.is(await pointedAt(opened), 'cpu_busy_percent');
    await page.locator('#findings details summary', { hasText: 'all 6' }).click();
    await page.locator('#finding-6 .show').click();
    const drops = '#host=node006&chart=net_rx_mb_per_s';
    assert.equal([await hashOf(opened), await picked(opened)], [drops, ['node006']]);
    assert.is(await pointedAt(opened), 'net_rx_mb_per_s');
    // By hand there are no more steps: the pointer and keys change the one that is there.
    await page.keyboard.press('+');
    await page.locator('.chip', { hasText: 'node009' }).click();
    await hashBecomes(opened, '#host=node006&host=node009&t=150-450&chart=net_rx_mb_per_s');
    await page.goBack();
    await hashBecomes(opened, address);
    assert.equal([await picked(opened), await pointedAt(opened)], [['node002'], 'cpu_busy_percent']);
    await page.keyboard.press('-'); // Twice as long, around 5:15.
    await hashBecomes(opened, '#host=node002&t=165-465&chart=cpu_busy_percent');
    await page.goBack();
    await hashBecomes(opened, '');
    assert.equal(await picked(opened), []);
    await page.goForward();
    await hashBecomes(opened, '#host=node002&t=165-465&chart=cpu_busy_percent');
    assert.equal(await picked(opened), ['node002']);
    // A cell of the picture, and a finding that no chart shows.
    await page.locator('.strip .limit .show').click();
    assert.is(await hashOf(opened), address);
    await page.locator('.strip thead .show', { hasText: 'read' }).click();
    assert.is(await hashOf(opened), '#t=390-600&chart=disk_write_mb_per_s');
    assert.is(await pointedAt(opened), 'disk_write_mb_per_s');
    await page.locator('#finding-3 .show').click();
    assert.is(await hashOf(opened), '#host=node006&t=15-75&chart=cpu_busy_percent');
    await page.locator('.verdict .evidence').click();
    assert.is(await page.evaluate('document.activeElement.id'), 'finding-2');
    assert.equal(opened.trouble, []);
    const again = await reports.open(file, { hash: '#host=node003&host=node002&t=30-60&chart=load_1min' });
    assert.equal([await picked(again), await pointedAt(again)], [['node002', 'node003'], 'load_1min']);
    await again.page.keyboard.press('+');
    await hashBecomes(again, '#host=node003&host=node002&t=37.5-52.5&chart=load_1min');
    assert.equal(again.trouble, []);
  },
);

check('an address that makes no sense does nothing', async () => {
  const run = await madePageRun(reports, 'senseless', RUN, FOUND);
  const file = await madePage(reports, 'senseless', [run]);
  const hash =
    '#host=nobody&host=%E0%A4%A&host=<img src=x>&t=99999-100000&chart="]<script>alert(1)</script>&run=7';
  const opened = await reports.open(file, { hash });
  const { page } = opened;
  assert.equal([await picked(opened), await page.evaluate('scrollY')], [[], 0]);
  for (const next of ['#t=5-5', '#t=-900--800', '#charts', '#t=9e9-1', '#host=node004&t=x-y']) {
    await page.evaluate(`location.hash = ${JSON.stringify(next)}`);
    await hashBecomes(opened, next);
  }
  await page.locator('.chip[aria-pressed=true]').waitFor();
  assert.equal(await picked(opened), ['node004']);
  assert.is(await page.locator('img, main script').count(), 0);
  // All of the run is seen: the half of it in the middle is this.
  await page.locator('figure.chart').first().focus();
  await page.keyboard.press('+');
  await hashBecomes(opened, '#host=node004&t=150-450');
  assert.equal(opened.trouble, []);
});

check('hosts may be called anything; of several runs the address says which', async () => {
  const evil = '</script>&t=0-1#%41+ <b>\ud800"\'';
  const name = (host: number) => `${evil}${host}`;
  const of = findings([
    finding(`${name(1)} is slow.`, { chart: chart('load_1min', [name(1)], time(60, 180)) }),
  ]);
  const first = await madePageRun(reports, 'plain', { ...RUN, hosts: 2 }, FOUND);
  const second = await madePageRun(reports, 'evil', { ...RUN, name }, of);
  const file = await madePage(reports, 'runs', [first, second]);
  const opened = await reports.open(file);
  const { page } = opened;
  await page.getByRole('button', { name: 'evil.json' }).click();
  await page.locator('.verdict', { hasText: 'is slow' }).waitFor();
  assert.is(await hashOf(opened), '#run=2');
  await page.locator('.verdict .show').click();
  const hash = String(await hashOf(opened));
  assert.match(
    hash,
    /^#host=%3C%2Fscript%3E%26t%3D0-1%23%2541%2B%20%3Cb%3E\S*1&t=60-180&chart=load_1min&run=2$/,
  );
  assert.is((await picked(opened)).length, 1);
  await page.goBack();
  await page.goBack();
  await page.locator('nav button[aria-current]', { hasText: 'plain.json' }).waitFor();
  await page.locator('.verdict', { hasText: 'node002 lost' }).waitFor();
  assert.is(await hashOf(opened), '');
  assert.equal(opened.trouble, []);
  const again = await reports.open(file, { hash });
  assert.is(await again.page.locator('nav button[aria-current]').innerText(), 'evil.json');
  assert.match((await picked(again))[0] ?? '', /1$/);
  assert.is(await pointedAt(again), 'load_1min');
  assert.is(await again.page.locator('main b b, main script').count(), 0);
  assert.equal(again.trouble, []);
});

check('nothing is said of hosts that are not there; two stand side by side', async () => {
  const nothing = findings([]);
  const quiet = { ...nothing, verdict: ['Nothing stands out.'], verdictOf: [null] };
  const one = await madePageRun(reports, 'alone', { hosts: 1, ticks: 60 }, quiet);
  const two = await madePageRun(
    reports,
    'two',
    { hosts: 2, ticks: 60, slow: 1, marks: RUN.marks ?? [] },
    quiet,
  );
  const opened = await reports.open(await madePage(reports, 'few', [one, two]));
  const { page } = opened;
  const first = await page.locator('#page > div > div').first().innerText();
  assert.match(first, /training\s+node001 · 10:00 · exit 0/);
  assert.match(
    first,
    /Nothing stands out\.\s+phase\s+whole run 10:00\s+disks\s+0 to [\d.]+ MB\/s\s+read\s+0\s+written\s+[\d.]+ MB\/s\s/,
  );
  assert.not.match(first, /hosts|straggler|median|1 of 1/i);
  assert.is(await page.locator('#findings, #stragglers').count(), 0);
  const rest = await page.locator('#phases, #differences').allInnerTexts();
  assert.not.match(rest.join(), /hosts|median/);
  await page.getByRole('button', { name: 'two.json' }).click();
  await page.locator('#stragglers summary').click();
  assert.match(
    await page.locator('#stragglers').innerText(),
    /How the hosts differ[\s\S]*in\s+node001\s+node002\s+apart[\s\S]*Disk write, MB\/s\s+\S[\s\S]*?\s+\d+\.\d+\s+\d+\.\d+\s+×4\.98/,
  );
  assert.equal(opened.trouble, []);
});

check(
  'names that turn the direction of text, labels as long as they can be, rates of next to nothing',
  async () => {
    const made = await madePageRun(
      reports,
      'turned',
      {
        ...{ hosts: 6, ticks: 20, name: (host) => (host === 2 ? 'node\u202e3' : `node${host + 1}`) },
        marks: [
          { label: 'x'.repeat(200), tick: 0 },
          { label: 'read\u202e', tick: 10 },
        ],
      },
      findings([finding('node\u202e3 dropped packets.')]),
    );
    const { phases } = made.strip;
    const read = { all: 0.018, hosts: 6 };
    const strip = { ...made.strip, phases: phases.map((phase) => ({ ...phase, read })) };
    const { page, trouble } = await reports.open(await madePage(reports, 'turned', [{ ...made, strip }]));
    assert.not.match(await page.locator('main').innerText(), /\u202e/);
    assert.is(await page.locator('.verdict p').first().innerText(), 'node\\u{202e}3 dropped packets. show');
    const label = page.locator('.strip thead bdi').first();
    assert.match(await label.innerText(), /^x{40,60}…$/);
    assert.is(await label.getAttribute('title'), 'x'.repeat(200));
    assert.match(
      await page.locator('.strip .rate td').first().innerText(),
      /^3\.00 kB\/s a host\s+18\.0 kB\/s all$/,
    );
    assert.equal(trouble, []);
  },
);

check('a picture in which nothing is drawn has no scale', async () => {
  const run = await madePageRun(reports, 'short', { hosts: 2, ticks: 0 }, findings([]));
  const { page, trouble } = await reports.open(await madePage(reports, 'short', [run]));
  assert.is(await page.locator('.strip .curve th').innerText(), 'disks');
  assert.equal(trouble, []);
});

test.run();
