// Long: 40 s
// Time limit: 900 s
import { suite } from 'uvu';
import { passesWithin } from './within.ts';

const test = suite('Flux');

test('jobs in an instance of Flux on three nodes', async () => {
  await passesWithin({ variable: 'RANKSTAT_TEST_FLUX', maker: 'flux' }, 'newer/inside/flux.ts');
});

test.run();
