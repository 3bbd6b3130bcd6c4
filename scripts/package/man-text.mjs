// Text for man(1), in the macros of man(7), which groff and mandoc both have.

/** Text as it is: no character of it is a command. Dashes are those that people type and search for. */
export function typed(text) {
  const plain = text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replaceAll('`', '\\(ga');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all that is not ASCII.
  return plain.replace(/[^\x00-\x7f]/gu, (character) => {
    const code = character.codePointAt(0)?.toString(16).toUpperCase() ?? '';
    return `\\[u${code.padStart(4, '0')}]`;
  });
}

export const bold = (text, after = '') => `\\fB${typed(text)}\\fR${typed(after)}`;
export const italic = (text) => `\\fI${typed(text)}\\fR`;

/** What a line of a page has at most. */
const WIDTH = 78;

/** Text that is filled: a sentence begins a line, as these macros want it. No line begins as a command does. */
export function paragraph(text) {
  return text
    .replace(/([.!?]) (?=[A-Z])/g, '$1\n')
    .split('\n')
    .flatMap((sentence) => broken(typed(sentence)))
    .map(guarded)
    .join('\n');
}

const guarded = (line) => line.replace(/^(?=[.'])/, '\\&');

function broken(text) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === '') lines[lines.length - 1] = word;
    else if (last.length + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A name, and below it what it means. @param tag in macros already */
export const tagged = (tag, text) => `.TP\n${tag}\n${paragraph(text)}`;

/** A line of shell, and what it is good for. */
export const example = ({ line, describe }) => {
  const what = paragraph(`${describe[0].toUpperCase()}${describe.slice(1)}:`);
  return `${what}\n.PP\n.RS 4\n.nf\n${guarded(typed(line))}\n.fi\n.RE`;
};

/** A page of section 1. @param sections text by heading; one without text is left out */
export function page({ title, version, date, sections }) {
  const parts = Object.entries(sections)
    .filter(([, text]) => text !== '')
    .map(([heading, text]) => `.SH ${heading}\n${text}\n`);
  return `.TH ${typed(title.toUpperCase())} 1 ${date} "${typed(version)}" "User Commands"\n${parts.join('')}`;
}
