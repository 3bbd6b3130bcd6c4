/** As in Slurm (MAX_RANGE of src/common/hostlist.c): a mistyped range must not eat the memory. */
const MAX_HOSTS = 256 * 1024;

/**
 * The host names that a Slurm host list stands for: `node[01-03],login` is node01, node02, node03, login. Order
 * and duplicates are kept. Zeros are kept as wide as the first number of a range has them. With several brackets
 * in a name the first is the outermost loop; with three or more Slurm's own order differs, the names do not.
 * @throws Error if the list is malformed or longer than 256 Ki names; the message says where
 * @see https://slurm.schedmd.com/scontrol.html#OPT_hostnames and src/common/hostlist.c
 */
export function expandHostlist(text: string): string[] {
  const hosts: string[] = [];
  for (const item of itemsOf(text)) {
    for (const host of expandItem(item, text)) {
      if (hosts.length === MAX_HOSTS) throw malformed(text, `more than ${MAX_HOSTS} names`);
      hosts.push(host);
    }
  }
  return hosts;
}

/** Splits at commas and blanks that are not inside brackets. */
function itemsOf(text: string): string[] {
  const items: string[] = [];
  let inside = false;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '[') {
      if (inside) throw malformed(text, 'a bracket within brackets');
      inside = true;
    } else if (character === ']') {
      if (!inside) throw malformed(text, 'a closing bracket without an opening one');
      inside = false;
    } else if (!inside && /[,\s]/.test(character)) {
      items.push(text.slice(from, at));
      from = at + 1;
    }
  }
  if (inside) throw malformed(text, 'a bracket that is not closed');
  items.push(text.slice(from));
  return items.filter((item) => item !== '');
}

function* expandItem(item: string, list: string): Generator<string> {
  const open = item.indexOf('[');
  if (open < 0) {
    yield item;
    return;
  }
  const close = item.indexOf(']', open);
  const prefix = item.slice(0, open);
  const rest = item.slice(close + 1);
  for (const range of item.slice(open + 1, close).split(',')) {
    for (const number of numbersOf(range, list)) {
      for (const end of expandItem(rest, list)) yield prefix + number + end;
    }
  }
}

function* numbersOf(range: string, list: string): Generator<string> {
  const [, first = '', last = first] = /^(\d{1,15})(?:-(\d{1,15}))?$/.exec(range) ?? [];
  if (first === '') throw malformed(list, `${JSON.stringify(range)} is not a range of numbers`);
  if (Number(last) < Number(first)) throw malformed(list, `the range ${range} goes backwards`);
  for (let number = Number(first); number <= Number(last); number++) {
    yield String(number).padStart(first.length, '0');
  }
}

function malformed(list: string, why: string): Error {
  const shown = list.length > 80 ? `${list.slice(0, 80)}…` : list;
  return new Error(`host list ${JSON.stringify(shown)}: ${why}`);
}
