import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RANKSTAT } from '../../jobs/site.ts';
import { noonPlus } from '../../series/example.ts';
import { chartOf, type Look, legendOf, type Opened, pixelsOn, Reports } from '../browser.ts';
import { type MadeRun, madeRun } from '../made-run.ts';

const test = suite('report in a browser');
const reports = new Reports(test);
const { check, printing } = reports;

const PHASES = [
  { label: 'write', tick: 0 },
  { label: 'read', tick: 30 },
];
const EIGHT: MadeRun = { hosts: 8, ticks: 60, slow: 3, gap: 5, missing: 7, marks: PHASES };

async function reported(name: string, run: MadeRun, look?: Look): Promise<Opened> {
  const series = await reports.file(`${name}.json`, madeRun(run));
  const output = series.replace('.json', '.html');
  await promisify(execFile)(RANKSTAT, ['report', series, '-o', output]);
  return await reports.open(output, look);
}

/** Fails unless there are so many charts, each, when it is scrolled to, with so many pixels of a line. */
async function assertDrawn(opened: Opened, charts: number, least = 100): Promise<void> {
  const metrics = await opened.page
    .locator('figure.chart')
    .evaluateAll((figures) => figures.map((figure) => figure.getAttribute('data-metric') ?? ''));
  assert.is(metrics.length, charts);
  for (const metric of metrics) {
    await chartOf(opened, metric);
    const { line } = await pixelsOn(opened, `figure[data-metric=${metric}] .uplot canvas`);
    assert.ok(line >= least, `${metric} has ${line} pixels of a line`);
  }
}

/** Fails if anything on the page moves when a chart is pointed at, or what it says of tick 60 is wrong. */
async function assertFixed({ page }: Opened, metric: string): Promise<void> {
  const places = () =>
    page.evaluate(
      "JSON.stringify([...document.querySelectorAll('figure, .readout, .heat, canvas, h3, p')].map((one) => one.getBoundingClientRect()))",
    );
  const figure = page.locator(`figure[data-metric=${metric}]`);
  const over = figure.locator('.u-over');
  const { width = 0 } = (await over.boundingBox()) ?? {};
  await page.locator('h1').evaluate(() => {}); // Nothing is pointed at yet.
  await over.hover({ position: { x: width / 4, y: 5 } });
  const before = await places();
  await over.hover({ position: { x: width / 2, y: 40 } });
  assert.is(await legendOf(figure, 'time'), '10:00');
  // 400 000 sectors × (1 + half the sine of 60 / 40 turns) × 512 B in 10 s: 20.5 MB/s, of node018 a fifth, and up to 4.5 % more.
  assert.match(
    await figure.locator('.readout').first().innerText(),
    /time\s+10:00\s+·?\s*2026-11-25 13:10:00 UTC\+01:00\s+max\s+21\.4\s+\(19 hosts\)\s+·?\s*median\s+20\.9\s+·?\s*min\s+4\.24\s+\(node018\)/,
  );
  assert.is(await places(), before);
  // The same moment is pointed at in the other charts, and in heat maps.
  const other = page.locator('figure[data-metric=disk_writes_per_s]');
  assert.is(await legendOf(other, 'time'), '10:00');
  assert.is(await other.locator('.time-line').isVisible(), true);
  const heat = figure.locator('.heat canvas');
  const box = await heat.boundingBox();
  await heat.hover({ position: { x: (box?.width ?? 0) / 2 - 1.5, y: 17.5 } }); // A pixel is a host.
  assert.match(
    await figure.locator('.said').innerText(),
    /^node018, 10:00: 4\.24 MB\/s, −16\.\d from the median/,
  );
  assert.is(await places(), before);
}

/** Fails unless the numbers and the picture of a chart can be saved, and a table copied. */
async function assertSaved({ page }: Opened): Promise<void> {
  const saved = async (what: string) => {
    const button = page.getByRole('button', { name: `${what}: Disk write`, exact: true });
    const [download] = await Promise.all([page.waitForEvent('download'), button.press('Enter')]);
    return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
  };
  const numbers = await saved('Save the numbers as CSV');
  assert.is(numbers.name, 'many-disk_write_mb_per_s.csv');
  const lines = numbers.content.toString().split('\r\n');
  assert.is(lines[0], 'time,seconds since start,"min, MB/s","median, MB/s","max, MB/s",node100,node151');
  assert.is(lines.length, 1 + 121 + 1);
  assert.match(
    lines[61] ?? '',
    /^2026-11-25T12:10:00\.000Z,600,4\.2\d+,20\.[89]\d+,21\.4\d*,21\.4\d*,20\.4\d*$/,
  );
  const { name, content } = await saved('Save a picture');
  assert.is(name, 'many-disk_write_mb_per_s.png');
  assert.equal([content.toString('latin1', 1, 4), content.readUInt32BE(16)], ['PNG', 1800]);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const region = page.locator('#stragglers .table').first();
  const copied = async () => {
    await region.getByRole('button', { name: /^Copy the table/ }).click();
    await region.getByText('copied', { exact: true }).waitFor();
    return String(await page.evaluate('navigator.clipboard.readText()'));
  };
  assert.match(await copied(), /^host\t[^\n]*\nnode018\t/);
  // As where the page may not use the clipboard.
  await page.evaluate("navigator.clipboard.writeText('other')");
  await page.evaluate("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))");
  await region.getByText('copy', { exact: true }).waitFor();
  assert.match(await copied(), /^host\t/);
}

/** Fails unless colours by distance show the one slow writer, and hosts by value have it at the end. */
async function assertDistances({ page }: Opened): Promise<void> {
  await page.getByLabel('Colours of heat maps').selectOption('distance');
  const figure = page.locator('figure[data-metric=disk_write_mb_per_s]');
  assert.match(await figure.locator('.scale').innerText(), /^−\d[\d.]*\s+\+\d[\d.]* MB\/s from the median$/);
  const rows = async () =>
    JSON.parse(
      String(
        await page.evaluate(`(() => {
          const canvas = document.querySelector('figure[data-metric=disk_write_mb_per_s] .heat canvas');
          const { width, height } = canvas;
          const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
          context.drawImage(canvas, 0, 0);
          const { data } = context.getImageData(0, 0, width, height);
          const blue = (at) => data[at + 3] === 255 && data[at + 2] - data[at] > 60;
          const all = Array.from({ length: height }, (_, y) => y);
          return JSON.stringify(all.filter((y) => blue((y * width + (width >> 1)) * 4)));
        })()`),
      ),
    );
  assert.equal(await rows(), [17]);
  await page.getByLabel('hosts by').selectOption('value');
  assert.equal(await rows(), [198]); // The last is the host that never came.
  await page.getByLabel('hosts by').selectOption('name');
  await page.getByLabel('Colours of heat maps').selectOption('value');
}

check('one host: all charts, no trouble', async () => {
  const opened = await reported('one', { hosts: 1, ticks: 20 });
  await assertDrawn(opened, 22);
  assert.match(await opened.page.locator('#coverage').innerText(), /The host is complete/);
  await opened.page.evaluate('scrollTo(0, 0)');
  await reports.shoot(opened, 'one-host');
  assert.equal(opened.trouble, []);
});

check('a run of one interval has a point in each chart', async () => {
  const opened = await reported('short', { hosts: 4, ticks: 0 });
  await assertDrawn(opened, 22, 8);
  assert.equal(opened.trouble, []);
});

check('gaps, a missing host and marks are told, with their reasons', async () => {
  const opened = await reported('eight', EIGHT);
  const { page } = opened;
  await assertDrawn(opened, 22);
  assert.match(await page.locator('.cards').innerText(), /6 of 8\s+hosts complete/);
  const coverage = await page.locator('#coverage').innerText();
  // Ticks 3 to 5 are missing: from tick 2, at 0:20, to tick 6, at 1:00.
  assert.match(
    coverage,
    /node006\s+partial\s+3 ticks missed; no samples from 0:20 to 1:00 \(the network was cut\)/,
  );
  assert.match(coverage, /node008\s+missing\s+never said hello/);
  assert.is(await page.locator('.bar .gap').count(), 1);
  const phases = await page.locator('#phases tbody').first().innerText();
  assert.match(phases, /whole run \(10:00\)[\s\S]*write \(5:00\)[\s\S]*read \(5:00\)/);
  await page.locator('#stragglers summary').click();
  const stragglers = await page.locator('#stragglers tbody').innerText();
  assert.match(stragglers, /node004\s+Disk write: 4\.\d+ MB\/s\s+2\d\.\d MB\/s\s+×0\.2/);
  await page.evaluate('scrollTo(0, 0)');
  await reports.shoot(opened, 'gaps-and-marks');
  assert.equal(opened.trouble, []);
});

check('the pointer tells the values at a tick', async () => {
  const opened = await reported('values', { hosts: 1, ticks: 40 });
  const figure = await chartOf(opened, 'disk_write_mb_per_s');
  const over = figure.locator('.u-over');
  const { width = 0, height = 0 } = (await over.boundingBox()) ?? {};
  await over.hover({ position: { x: width / 4, y: height / 2 } });
  assert.is(await legendOf(figure, 'time'), '1:40');
  // Tick 10 of a wave of 40: 400 000 sectors × 1.5 × 512 B in 10 s.
  assert.is(await legendOf(figure, 'node001'), '30.7');
  assert.equal(opened.trouble, []);
});

/** How many pixels at the upper left of the chart of busy CPUs are those of grey letters. */
const LABEL_PIXELS = `(() => {
  const canvas = document.querySelector('figure[data-metric=cpu_busy_percent] .uplot canvas');
  const [width, height] = [40, 14];
  const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
  context.drawImage(canvas, 56, 9, width, height, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return data.filter((red, at) => at % 4 === 0 && data[at + 3] > 0 && red < 190 && Math.abs(data[at + 2] - red) < 40).length;
})()`;

check('zoom is the same for all charts, by pointer and by keyboard', async () => {
  const opened = await reported('zoom', EIGHT);
  const figure = await chartOf(opened, 'cpu_busy_percent');
  const over = figure.locator('.u-over');
  const box = await over.boundingBox();
  assert.ok(box);
  const { mouse, keyboard } = opened.page;
  const y = box.y + box.height / 2;
  await mouse.move(box.x + box.width * 0.5, y);
  await mouse.down();
  await mouse.move(box.x + box.width * 0.75, y, { steps: 4 });
  await mouse.up();
  /** What time is at the left edge of a chart. */
  const leftOf = async (metric: string) => {
    const other = await chartOf(opened, metric);
    const { height = 0 } = (await other.locator('.u-over').boundingBox()) ?? {};
    await other.locator('.u-over').hover({ position: { x: 1, y: height / 2 } });
    return await legendOf(other, 'time');
  };
  // The run lasts ten minutes, and is cut at whole ticks by the pointer.
  assert.is(await leftOf('net_rx_mb_per_s'), '5:00');
  assert.is(await leftOf('cpu_busy_percent'), '5:00');
  await figure.focus();
  await keyboard.press('0');
  assert.is(await leftOf('net_rx_mb_per_s'), '0:00');
  await figure.focus();
  await keyboard.press('+'); // The middle half: from 2:30.
  assert.is(await leftOf('memory_used_kb'), '2:30');
  // The phase that began at 0:00 has its label at the edge of what is seen.
  await chartOf(opened, 'cpu_busy_percent');
  assert.ok(Number(await opened.page.evaluate(LABEL_PIXELS)) > 20);
  assert.equal(opened.trouble, []);
});

check('200 hosts: heat maps; a host is picked by name, in a table and in a heat map', async () => {
  const marks = [...PHASES, { label: 'write', tick: 90 }];
  const opened = await reported('many', { hosts: 200, ticks: 120, slow: 17, gap: 40, missing: 199, marks });
  const { page } = opened;
  await assertDrawn(opened, 22);
  const heatMap = 'figure[data-metric=disk_write_mb_per_s] .heat canvas';
  assert.ok((await pixelsOn(opened, heatMap)).colors > 50);
  await page.locator('#stragglers summary').click();
  await page.locator('#stragglers button.host').first().click();
  await page.getByLabel('Show a host').fill('node100');
  await page.keyboard.press('Enter');
  const figure = await chartOf(opened, 'disk_write_mb_per_s');
  const canvas = page.locator(heatMap);
  const { width = 0, height = 0 } = (await canvas.boundingBox()) ?? {};
  await canvas.click({ position: { x: width / 2, y: (height * 150.5) / 200 } });
  assert.equal(await page.locator('.chip').allInnerTexts(), ['node018', 'node100', 'node151']);
  const labels = await figure.locator('.readout .label').allInnerTexts();
  assert.equal(labels, ['time', 'max', 'median', 'min', 'node018', 'node100', 'node151']);
  await page.locator('.chip').first().click();
  assert.equal(await page.locator('.chip').allInnerTexts(), ['node100', 'node151']);
  await assertFixed(opened, 'disk_write_mb_per_s');
  await assertSaved(opened);
  await assertDistances(opened);
  await page.evaluate('scrollTo(0, 0)');
  await reports.shoot(opened, '200-hosts');
  await page.locator('#charts').scrollIntoViewIfNeeded();
  await page.evaluate("document.querySelector('#charts').scrollIntoView()");
  await reports.shoot(opened, '200-hosts-charts');
  assert.equal(opened.trouble, []);
});

check('two runs over each other, and each by itself', async () => {
  const before = await reports.file('before.json', madeRun(EIGHT));
  const marks = [
    { label: 'write', tick: 10 },
    { label: 'read', tick: 50 },
  ];
  const after = await reports.file('after.json', madeRun({ hosts: 12, ticks: 80, slow: 1, marks }));
  const output = before.replace('before.json', 'both.html');
  await promisify(execFile)(RANKSTAT, ['compare', before, after, '-o', output]);
  const opened = await reports.open(output);
  const { page } = opened;
  await assertDrawn(opened, 22);
  assert.match(
    await page.locator('#phases').innerText(),
    /whole run: 10:00 → 13:20, \+33 %[\s\S]*write: 5:00 → 6:40/,
  );
  const verdict = page.locator('.verdict');
  assert.match(await verdict.innerText(), /^write took 33 % longer \(5:00 → 6:40\): .*node002/);
  // Its reason leads to the chart, with the host picked.
  await verdict.getByRole('button').first().click();
  assert.is(await page.evaluate('document.activeElement.dataset.metric'), 'disk_write_mb_per_s');
  assert.equal(await page.locator('.chip[aria-pressed=true]').allInnerTexts(), ['node002']);
  await page.evaluate('scrollTo(0, 0)');
  await reports.shoot(opened, 'compare');
  await page.getByLabel('Time since').selectOption('read');
  const figure = await chartOf(opened, 'load_1min');
  const { height = 0 } = (await figure.locator('.u-over').boundingBox()) ?? {};
  await figure.locator('.u-over').hover({ position: { x: 1, y: height / 2 } });
  assert.is(await legendOf(figure, 'time'), '−8:20'); // B began so long before its phase.
  const button = page.getByRole('button', { name: 'after.json' });
  await button.focus();
  await page.keyboard.press('Enter');
  await page.locator('nav button[aria-current]', { hasText: 'after.json' }).waitFor();
  assert.is(await page.evaluate('document.activeElement.textContent'), 'after.json');
  await assertDrawn(opened, 22);
  assert.match(await page.locator('.cards').innerText(), /12 of 12/);
  assert.equal(opened.trouble, []);
});

check('what only one of two runs has, and what a benchmark says of itself', async () => {
  const before = await reports.file('nfs.json', madeRun({ hosts: 2, ticks: 20, nfs: true }));
  const after = await reports.file('no-nfs.json', madeRun({ hosts: 2, ticks: 20 }));
  const job_start = Date.parse(noonPlus(50));
  const read = { io_bytes: 5_000_000, io_kbytes: 4882, runtime: 100_000, total_ios: 1 };
  const jobs = [{ jobname: '</script><img src=x>', job_start, read }];
  const fio = await reports.file('fio.json', JSON.stringify({ 'fio version': 'fio-<b>', jobs }));
  const output = before.replace('nfs.json', 'one-nfs.html');
  const args = ['compare', before, after, '--result', fio, '--result', fio, '-o', output];
  const { stdout } = await promisify(execFile)(RANKSTAT, args);
  assert.match(stdout, /\n {2}NFS read from servers, MB\/s .* none +–\n/);
  const opened = await reports.open(output);
  const { page } = opened;
  await assertDrawn(opened, 26);
  const phases = await page.locator('#phases').innerText();
  assert.match(phases, /NFS read from servers, MB\/s\s+[\d.]+\s+[\d.]+ to [\d.]+\s+none\s+–\s+–/);
  assert.match(phases, /<\/script><img src=x>: 1:40 → 1:40/);
  await page.getByRole('button', { name: 'nfs.json', exact: true }).click();
  await page.locator('nav button[aria-current]', { hasText: /^nfs\.json$/ }).waitFor();
  await page.locator('.cards').waitFor(); // The comparison has none.
  const text = await page.locator('main').innerText();
  assert.match(
    text,
    /NFS: applications read [\d.]+ GB, servers gave [\d.]+ GB; [\d.]+ GB came from the page cache/,
  );
  assert.match(text, /fio <b> says: 5\.00 MB read/);
  assert.match(text, /The phases are from fio\.json\./);
  assert.match(await page.locator('.cards').innerText(), /GB\s+read from NFS servers/);
  assert.is(await page.locator('main img').count(), 0);
  assert.equal(opened.trouble, []);
});

for (const scheme of ['light', 'dark'] as const) {
  check(`390 pixels are enough, ${scheme}`, async () => {
    const opened = await reported(`narrow-${scheme}`, EIGHT, { width: 390, scheme });
    await assertDrawn(opened, 22);
    const wide = await opened.page.evaluate('document.documentElement.scrollWidth');
    assert.is(wide, 390);
    await opened.page.evaluate('scrollTo(0, 0)');
    await reports.shoot(opened, `narrow-${scheme}`);
    assert.equal(opened.trouble, []);
  });
}

check('nothing in names and labels is markup', async () => {
  const evil = (what: string) => `</script><script>${what}</script><img src=x onerror=${what}>`;
  const run = {
    ...EIGHT,
    name: (host: number) => `${evil(`alert(${host})`)}${host}`,
    marks: [{ label: evil('alert(9)'), tick: 9 }],
  };
  const command = ['sh', '-c', evil('alert(10)')];
  const benchmark = {
    type: evil('alert(11)'),
    command,
    start_time: null,
    end_time: null,
    exit_code: 1,
    launcher: '<!--',
    job_id: '<b>',
    step_id: null,
  };
  const opened = await reported('evil', { ...run, more: { benchmark } });
  await assertDrawn(opened, 22);
  const { page } = opened;
  assert.is(await page.locator('img, b > script, main script').count(), 0);
  assert.is(await page.locator('h1').innerText(), evil('alert(11)'));
  await page.locator('#stragglers summary').click();
  await page.locator('#stragglers button.host').first().click();
  assert.is(await page.locator('.chip[aria-pressed=true]').innerText(), `${evil('alert(3)')}3`);
  assert.equal(opened.trouble, []);
});

printing('on paper all charts are there, and no table is cut: A4 by --pdf, Letter by a browser', async () => {
  const series = await reports.file('paper.json', madeRun({ ...EIGHT, hosts: 18 }));
  const tmp = await reports.folder('tmp');
  const html = series.replace('.json', '.html');
  const env = { ...process.env, TMPDIR: tmp };
  const { stderr } = await promisify(execFile)(RANKSTAT, ['report', series, '-o', html, '--pdf'], { env });
  const pdf = series.replace('.json', '.pdf');
  assert.is(stderr, `rankstat: ${html}: open it in a browser\nrankstat: ${pdf}: printed\n`);
  assert.equal(await readdir(tmp), []); // Neither a profile nor a socket of the browser is left.
  const opened = await reports.open(html, { scheme: 'dark' });
  const titles = await opened.page.locator('figcaption > span:first-child').allInnerTexts();
  const columns = await opened.page.locator('#phases table').first().locator('thead th').allInnerTexts();
  await assertPrinted(pdf, { width: 595, titles, columns });
  const letter = series.replace('.json', '-letter.pdf');
  await opened.page.pdf({ path: letter, format: 'Letter' });
  await assertPrinted(letter, { width: 612, titles, columns });
  assert.is(await opened.page.locator('.paper, .parts').count(), 0); // On the page all is as before.
  assert.equal(opened.trouble, []);
});

/** Fails unless each of these texts is in a PDF of this width, points, and all of its words are between the margins. */
async function assertPrinted(
  pdf: string,
  { width, titles, columns }: { width: number; titles: readonly string[]; columns: readonly string[] },
): Promise<void> {
  const { stdout: text } = await promisify(execFile)('pdftotext', ['-layout', pdf, '-']);
  const words = text.replace(/\s+/g, ' ');
  const missing = [...titles, ...columns].filter((title) => !words.includes(title.replace(/\s+/g, ' ')));
  assert.equal(missing, []);
  const { stdout: boxes } = await promisify(execFile)('pdftotext', ['-bbox', pdf, '-']);
  const pages = [...boxes.matchAll(/<page width="([\d.]+)"/g)].map(([, points]) =>
    Math.floor(Number(points)),
  );
  assert.equal([...new Set(pages)], [width]);
  const edges = [...boxes.matchAll(/<word xMin="([-\d.]+)" yMin="[-\d.]+" xMax="([-\d.]+)"/g)];
  assert.ok(edges.length > 200);
  const beyond = edges.filter(([, left, right]) => Number(left) < 20 || Number(right) > width - 20);
  assert.equal(
    beyond.map(([word]) => word),
    [],
  );
  // A chart and its heat map are two to a page, not one.
  assert.ok(pages.length <= Math.ceil(titles.length / 2) + 5, `${pages.length} pages`);
}

test.run();
