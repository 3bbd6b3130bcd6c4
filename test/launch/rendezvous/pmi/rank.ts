// A rank for exchange.test.ts: says on stdout what it got, or what went wrong.
import { pmiAvailable } from '../../../../src/launch/rendezvous/pmi/connection.ts';
import { pmiExchange } from '../../../../src/launch/rendezvous/pmi/exchange.ts';

const [role = '', value = ''] = process.argv.slice(2);
const rank = Number(process.env.PMI_RANK ?? process.env.PMI_ID);
const available = pmiAvailable(process.env);
const timeoutMs = role === 'deserted' ? 300 : 20_000;

if (role === 'deserted' && rank === 1) {
  console.log(`${rank} stays away`);
} else {
  const told = rank === 0 ? value : undefined;
  await pmiExchange({ env: process.env, rank, value: told, timeoutMs }).then(
    (got) => console.log(`${rank} ${available} ${got}`),
    (error: Error) => console.log(`${error.message}`),
  );
}
