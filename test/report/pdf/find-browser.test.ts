import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findBrowser } from '../../../src/report/pdf/find-browser.ts';

test('the browser that is named, else the most usual on the PATH; nothing that is no program', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rankstat-browser-'));
  try {
    const [first, second] = [path.join(folder, 'a'), path.join(folder, 'b')];
    await mkdir(path.join(first, 'chromium'), { recursive: true }); // A folder of that name.
    await mkdir(second);
    const chrome = path.join(first, 'google-chrome');
    const chromium = path.join(second, 'chromium');
    const PATH = `${first}:.::${second}`;
    await writeFile(chrome, '');
    assert.is(findBrowser({ PATH }), undefined); // Nobody may execute it.
    await chmod(chrome, 0o755);
    assert.is(findBrowser({ PATH }), chrome);
    await writeFile(chromium, '', { mode: 0o755 });
    assert.is(findBrowser({ PATH }), chromium);
    assert.is(findBrowser({ PATH, CHROME_PATH: chrome }), chrome);
    assert.is(findBrowser({ PATH, CHROME_PATH: path.join(folder, 'none') }), undefined);
    assert.is(findBrowser({ PATH, CHROME_PATH: '' }), chromium);
    assert.is(findBrowser({}), undefined);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.run();
