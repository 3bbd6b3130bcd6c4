// Long: 60 s
// Time limit: 900 s
import { suite } from 'uvu';
import { passesWithin } from './within.ts';

const test = suite('OpenPBS');

test('jobs of OpenPBS on three nodes', async () => {
  await passesWithin({ variable: 'RANKSTAT_TEST_OPENPBS', maker: 'openpbs' }, 'newer/inside/openpbs.ts');
});

test.run();
